import type { MiddlewareHandler } from "hono";
import type { Logger } from "pino";
import type { BasePath } from "../base-path.js";
import type { Counters } from "../metrics.js";
import type { Tracer } from "../trace/tracer.js";
import { countTraffic } from "../traffic.js";
import { loggedPath } from "./logged-path.js";
import type { RequestEnv } from "./request-env.js";
import { traceRequest } from "./trace-request.js";

/** What requests are counted in and written to; no `log`, no lines; no `tracer`, no spans. */
export interface ObserveOptions {
  readonly counters: Counters;
  readonly log?: Logger | undefined;
  readonly tracer?: Tracer | undefined;
  /** Distinguishes this process' request ids from those of the one before. */
  readonly bootId: string;
  readonly basePath: BasePath;
}

/** What a client's own `x-request-id` may look like to be taken on. */
const SANE_ID = /^[\w.:-]{8,128}$/;

/** Gives each request an id, counts it, and writes one line about it, which names no customer: the route, not the path. */
export function observe({
  counters,
  log,
  tracer,
  bootId,
  basePath,
}: ObserveOptions): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    const start = performance.now();
    counters.requests += 1;
    counters.active += 1;
    const given = context.req.header("x-request-id");
    const requestId =
      given !== undefined && SANE_ID.test(given)
        ? given
        : `${bootId}-${counters.requests.toString(36)}`;
    context.set("requestId", requestId);
    context.set("basePath", basePath);
    try {
      await (tracer === undefined ? next() : traceRequest(tracer, context, next));
    } finally {
      counters.active -= 1;
      const status = context.res.status;
      const milliseconds = performance.now() - start;
      const route = context.get("route");
      const seconds = milliseconds / 1000;
      counters.byRoute.count(route, status, seconds);
      countTraffic(counters.traffic, { path: context.req.path, status, seconds });
      const problem = context.get("problem");
      if (problem !== undefined) {
        counters.problems.set(problem, (counters.problems.get(problem) ?? 0) + 1);
      }
      log?.info({
        requestId,
        traceId: context.get("traceId"),
        method: context.req.method,
        path: route?.paths[0] ?? loggedPath(context.req.path),
        status,
        problem,
        milliseconds: Math.round(milliseconds * 100) / 100,
      });
    }
  };
}
