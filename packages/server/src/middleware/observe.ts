import type { MiddlewareHandler } from "hono";
import type { Logger } from "pino";
import type { BasePath } from "../base-path.js";
import type { Counters } from "../metrics.js";
import type { RequestEnv } from "./request-env.js";

/** What requests are counted in and written to; no `log`, no lines. */
export interface ObserveOptions {
  readonly counters: Counters;
  readonly log?: Logger | undefined;
  /** Distinguishes this process' request ids from those of the one before. */
  readonly bootId: string;
  readonly basePath: BasePath;
}

/** Gives each request an id, counts it and writes one line about it. */
export function observe({
  counters,
  log,
  bootId,
  basePath,
}: ObserveOptions): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    const start = performance.now();
    counters.requests += 1;
    counters.active += 1;
    const requestId = `${bootId}-${counters.requests.toString(36)}`;
    context.set("requestId", requestId);
    context.set("basePath", basePath);
    try {
      await next();
    } finally {
      counters.active -= 1;
      const status = context.res.status;
      const milliseconds = performance.now() - start;
      counters.byRoute.count(context.get("route"), status, milliseconds / 1000);
      const problem = context.get("problem");
      if (problem !== undefined) {
        counters.problems.set(problem, (counters.problems.get(problem) ?? 0) + 1);
      }
      log?.info({
        requestId,
        method: context.req.method,
        path: context.req.path,
        status,
        milliseconds: Math.round(milliseconds * 100) / 100,
      });
    }
  };
}
