import type { MiddlewareHandler } from "hono";
import { respond } from "../respond.js";
import type { RequestEnv } from "./request-env.js";

/** Lets pages of the given origins ask, without credentials of the browser. */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    const origin = context.req.header("origin");
    if (origin === undefined || !origins.includes(origin)) return next();
    const headers = {
      "access-control-allow-origin": origin,
      "access-control-expose-headers":
        "etag, ratelimit, ratelimit-policy, retry-after, www-authenticate, x-request-id",
      "cross-origin-resource-policy": "cross-origin",
      vary: "origin",
    };
    const preflight =
      context.req.method === "OPTIONS" &&
      context.req.header("access-control-request-method") !== undefined;
    if (preflight) {
      return respond(null, {
        status: 204,
        headers: {
          ...headers,
          "access-control-allow-methods": "GET, POST, DELETE",
          "access-control-allow-headers":
            "accept-language, authorization, content-type, if-none-match, last-event-id, x-api-key",
          "access-control-max-age": "600",
        },
      });
    }
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    return undefined;
  };
}
