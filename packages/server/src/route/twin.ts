import { Twin } from "@cdp-whatif/core";
import * as z from "zod";
import { expectNoQuery } from "../query.js";
import { respond, respondJson } from "../respond.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { type Door, mount } from "./mount.js";
import { expectTwin } from "./simulation.js";

/** `GET /api/v1/personas`. */
export const PersonasAnswer = z
  .strictObject({
    success: z.literal(true),
    count: z.int().nonnegative(),
    personas: z.array(
      z.strictObject({
        id: z.string(),
        names: z.strictObject({ en: z.string(), "zh-TW": z.string() }),
        aliases: z.array(z.string()),
        regions: z.array(z.string()).meta({ description: "Where the twin knows it" }),
        people: z.number().nonnegative().nullable().meta({
          description: "In all its cells; null where not known",
        }),
      }),
    ),
    demo: z.boolean(),
  })
  .meta({ id: "PersonasAnswer" });

/** What the twin routes work with. */
export interface TwinDeps {
  readonly twin: TwinKeeper;
  readonly personas: () => Promise<z.infer<typeof PersonasAnswer>>;
  readonly bootId: string;
}

/** Mounts the twin and the personas it knows. */
export function twinRoutes(door: Door, { twin, personas, bootId }: TwinDeps): void {
  let kept: { readonly version: number; readonly body: string } | undefined;
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/twin"],
      id: "twin",
      tag: "Twin",
      summary: "The fitted twin, as elements and the command line take it",
      answers: { 200: { description: "The twin", content: { "application/json": Twin } } },
      problems: [409, 422, 503],
    },
    (context) => {
      expectNoQuery(context.req.url);
      expectTwin(twin);
      const etag = `"twin-${bootId}-${twin.version()}"`;
      if (context.req.header("if-none-match") === etag) {
        return respond(null, { status: 304, headers: { etag } });
      }
      if (kept?.version !== twin.version()) {
        kept = { version: twin.version(), body: JSON.stringify(twin.current()) };
      }
      return respond(kept.body, {
        headers: {
          "content-type": "application/json; charset=utf-8",
          "cache-control": "no-cache",
          etag,
        },
      });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/personas"],
      id: "personas",
      tag: "Twin",
      summary: "Personas of the catalogue and of the data",
      answers: {
        200: { description: "Ordered by id", content: { "application/json": PersonasAnswer } },
      },
      problems: [422],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      return respondJson(await personas());
    },
  );
}
