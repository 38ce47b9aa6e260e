import type { Logger } from "pino";
import { DoorError, problemOf } from "../problem.js";
import { respond } from "../respond.js";
import type { Door, RequestContext } from "../route/mount.js";

/** Turns whatever is thrown, and whatever no route takes, into problems. */
export function refuseWithProblems(door: Door, log: Logger | undefined): void {
  door.onError((error, context) => {
    const answer = problemAnswer(error, context);
    if (answer.status >= 500) {
      const requestId = context.get("requestId");
      const path = context.get("route")?.paths[0];
      log?.error({ err: error, requestId, traceId: context.get("traceId"), path });
    }
    return answer;
  });
  door.notFound((context) => {
    const path = context.req.path;
    const methods = methodsOf(door, path);
    if (methods.length === 0) {
      const message = `Nothing is at ${path}; /openapi.json lists what there is.`;
      return problemAnswer(new DoorError("route_not_found", message), context);
    }
    const allow = [...methods, "OPTIONS"].join(", ");
    if (context.req.method === "OPTIONS") return respond(null, { status: 204, headers: { allow } });
    const message = `${context.req.method} is not possible at ${path}; possible: ${allow}.`;
    return problemAnswer(new DoorError("method_not_allowed", message, { allow }), context);
  });
}

/** The answer that an error is. */
export function problemAnswer(error: unknown, context: RequestContext): Response {
  const problem = problemOf(error, context.req.path);
  context.set("problem", problem.code);
  return respond(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": context.get("requestId") ?? "",
      ...(error instanceof DoorError && error.headers),
    },
  });
}

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
