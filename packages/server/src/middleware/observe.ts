import type { MiddlewareHandler } from "hono";
import type { Logger } from "pino";
import type { Counters } from "../metrics.js";
import type { Asked, BasePath } from "../middleware/request-env.js";
import type { Tracer } from "../trace/tracer.js";
import { countTraffic } from "../traffic.js";
import { loggedPath } from "./logged-path.js";
import type { RequestEnv } from "./request-env.js";
import { traceRequest } from "./trace-request.js";

/** What requests are counted in and written to; no `log`, no lines. */
export interface ObserverOptions {
  readonly counters: Counters;
  readonly log?: Logger | undefined;
  /** Distinguishes this process' request ids from those of the one before. */
  readonly bootId: string;
  readonly basePath: BasePath;
}

/** Gives each request an id, counts it, and writes one line about it, which names no customer: the route, not the path. */
export interface Observer {
  /** @returns when the request came, for `end` */
  begin(asked: Asked): number;
  end(asked: Asked, answered: { readonly start: number; readonly status: number }): void;
}

/** What a client's own `x-request-id` may look like to be taken on. */
const SANE_ID = /^[\w.:-]{8,128}$/;

/** Creates what all requests of a process are observed by. */
export function createObserver({ counters, log, bootId, basePath }: ObserverOptions): Observer {
  return {
    begin(asked) {
      counters.requests += 1;
      counters.active += 1;
      const given = asked.req.header("x-request-id");
      const isSane = given !== undefined && SANE_ID.test(given);
      asked.set("requestId", isSane ? given : `${bootId}-${counters.requests.toString(36)}`);
      asked.set("basePath", basePath);
      return performance.now();
    },
    end(asked, { start, status }) {
      counters.active -= 1;
      const milliseconds = performance.now() - start;
      const seconds = milliseconds / 1000;
      const route = asked.get("route");
      const { path } = asked.req;
      counters.byRoute.count(route, status, seconds);
      countTraffic(counters.traffic, { path, status, seconds });
      const problem = asked.get("problem");
      if (problem !== undefined) {
        counters.problems.set(problem, (counters.problems.get(problem) ?? 0) + 1);
      }
      log?.info({
        requestId: asked.get("requestId"),
        traceId: asked.get("traceId"),
        method: asked.req.method,
        path: route?.paths[0] ?? loggedPath(path),
        status,
        problem,
        milliseconds: Math.round(milliseconds * 100) / 100,
      });
    },
  };
}

/** Observes what Hono answers; in spans where there is a tracer. */
export function observe(
  observer: Observer,
  tracer: Tracer | undefined,
): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    const start = observer.begin(context);
    try {
      await (tracer === undefined ? next() : traceRequest(tracer, context, next));
    } finally {
      observer.end(context, { start, status: context.res.status });
    }
  };
}
