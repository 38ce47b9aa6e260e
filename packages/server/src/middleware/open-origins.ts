import type { MiddlewareHandler } from "hono";
import { respond } from "../respond.js";
import type { RequestEnv } from "./request-env.js";

/** Lets pages of any origin send, as browser SDKs do: what may be sent is decided by the write key, and nothing is read. */
export const openOrigins: MiddlewareHandler<RequestEnv> = async (context, next) => {
  const headers = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "retry-after, x-request-id",
    "cross-origin-resource-policy": "cross-origin",
  };
  if (context.req.method === "OPTIONS") {
    return respond(null, {
      status: 204,
      headers: {
        ...headers,
        "access-control-allow-methods": "POST",
        // Not `*`, which does not cover authorization.
        "access-control-allow-headers":
          "authorization, content-type, content-encoding, x-retry-count, anonymousid",
        "access-control-max-age": "600",
      },
    });
  }
  await next();
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  return undefined;
};
