import type { Logger } from "pino";
import { ownPath, publicPath } from "../base-path.js";
import type { Asked } from "../middleware/request-env.js";
import { DoorError, problemOf } from "../problem.js";
import { respond } from "../respond.js";
import type { Door } from "../route/mount.js";
import { loggedPath } from "./logged-path.js";

/** Turns whatever is thrown into problems. */
export function refuseWithProblems(door: Door, { log }: { log?: Logger | undefined }): void {
  door.onError((error, context) => {
    const { content, ...rest } = problemContent(error, context, log);
    return respond(content, rest);
  });
}

/** Refuses what no route takes; after all of them, as a route, so that it goes along where the app is mounted in another. */
export function refuseTheRest(door: Door): void {
  door.all("*", (context) => {
    const path = ownPath(context);
    const methods = methodsOf(door, path);
    const other = withoutSlash(path);
    const asked = context.req.method;
    if ((asked === "GET" || asked === "HEAD") && methodsOf(door, other).includes("GET")) {
      const location = publicPath(context, other === "/" ? "" : other) || "/";
      const { search } = new URL(context.req.url);
      return respond(null, { status: 308, headers: { location: location + search } });
    }
    if (methods.length === 0) {
      const message = `Nothing is at ${path}; ${publicPath(context, "/openapi.json")} lists what there is.`;
      throw new DoorError("route_not_found", message);
    }
    const allow = [...methods, "OPTIONS"].join(", ");
    if (context.req.method === "OPTIONS") return respond(null, { status: 204, headers: { allow } });
    const message = `${context.req.method} is not possible at ${path}; possible: ${allow}.`;
    throw new DoorError("method_not_allowed", message, { allow });
  });
}

/** What an error is answered with; a fault of the server is written to the log. */
export function problemContent(
  error: unknown,
  asked: Asked,
  log?: Logger | undefined,
): { content: string; status: number; headers: Record<string, string> } {
  const problem = problemOf(error, publicPath(asked, ownPath(asked)));
  const requestId = asked.get("requestId");
  asked.set("problem", problem.code);
  if (problem.status >= 500) {
    const path = asked.get("route")?.paths[0] ?? loggedPath(asked.req.path);
    log?.error({ err: error, requestId, traceId: asked.get("traceId"), path });
  }
  return {
    content: JSON.stringify({ ...problem, type: publicPath(asked, problem.type) }),
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId ?? "",
      ...(error instanceof DoorError && error.headers),
    },
  };
}

/** A path without the slash at its end; what no route took and is the same without it was asked for with one. */
const withoutSlash = (path: string) =>
  path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;

/** Whether a path is what a route is mounted at; `:name` stands for any one part. */
function isAt(route: string, path: string): boolean {
  const [wanted, parts] = [route.split("/"), path.split("/")];
  return (
    wanted.length === parts.length &&
    wanted.every((part, i) => part === parts[i] || (part.startsWith(":") && parts[i] !== ""))
  );
}

function methodsOf(door: Door, path: string): string[] {
  const methods = new Set<string>();
  for (const route of door.routes) {
    if (route.method === "ALL" || !isAt(route.path, path)) continue;
    methods.add(route.method);
    if (route.method === "GET") methods.add("HEAD");
  }
  return [...methods];
}
