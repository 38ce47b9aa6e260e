import type { MiddlewareHandler } from "hono";
import type { RequestEnv } from "../middleware/request-env.js";

/** Tells clients what is left of their quota, on answers and on refusals. */
export const tellRate: MiddlewareHandler<RequestEnv> = async (context, next) => {
  await next();
  const fields = context.get("rate");
  if (fields === undefined) return;
  // Node's own setHeader leaves the answer's headers the plain object that is written as it stands.
  const outgoing = context.env?.outgoing;
  for (const [name, value] of Object.entries(fields)) {
    if (outgoing === undefined) context.res.headers.set(name, value);
    else outgoing.setHeader(name, value);
  }
};
