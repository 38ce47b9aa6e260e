import * as z from "zod";
import { publicPath } from "../base-path.js";
import { chooseType } from "../negotiate/media-type.js";
import { expectNoQuery } from "../query.js";
import { respond, respondJson } from "../respond.js";
import { VERSION } from "../version.js";
import { type Door, mount, type RequestContext } from "./mount.js";

/** Where to go from here, by what is there. */
const LINKS = {
  documentation: "/docs",
  openapi: "/openapi.json",
  health: "/health",
  metrics: "/api/v1/metrics",
  behavior: "/api/v1/behavior",
  summary: "/api/v1/behavior/summary",
  simulation: "/api/v1/simulation",
  simulate: "/api/v1/simulate",
  recommendations: "/api/v1/recommendations",
  stream: "/api/v1/stream",
} as const;

/** `GET /api/v1`. */
export const EntranceAnswer = z
  .strictObject({
    success: z.literal(true),
    name: z.literal("cdp-whatif"),
    version: z.string(),
    links: z.record(z.string(), z.string()).meta({ description: "Paths, by what is there" }),
  })
  .meta({ id: "EntranceAnswer" });

/** Mounts what is found by whoever knows only where the server is. */
export function entranceRoutes(door: Door): void {
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1"],
      id: "entrance",
      tag: "Health",
      role: "public",
      summary: "Name, version, and where to go from here",
      answers: {
        200: { description: "Links", content: { "application/json": EntranceAnswer } },
      },
      problems: [422],
    },
    (context) => {
      expectNoQuery(context.req.url);
      return entrance(context);
    },
  );
  // The dashboard is there for people; programs that ask for JSON by name get the links.
  const links = door.gate.guard({ role: "public" }, entrance);
  door.get("/", (context, next) => {
    return wantsPage(context.req.header("accept")) ? next() : Promise.resolve(links(context));
  });
  door.get("/redoc", (context) => {
    const location = publicPath(context, "/docs");
    return respond(null, { status: 308, headers: { location } });
  });
}

/** Whether who comes in takes a page as readily as JSON. */
export function wantsPage(accept: string | undefined): boolean {
  return chooseType(accept, ["text/html", "application/json"]) !== "application/json";
}

function entrance(context: RequestContext): Response {
  const named = Object.entries(LINKS).map(([name, path]) => [name, publicPath(context, path)]);
  const body: z.infer<typeof EntranceAnswer> = {
    success: true,
    name: "cdp-whatif",
    version: VERSION,
    links: Object.fromEntries(named),
  };
  return respondJson(body);
}
