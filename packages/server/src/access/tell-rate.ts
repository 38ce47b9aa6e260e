import type { MiddlewareHandler } from "hono";
import type { RequestEnv } from "../middleware/request-env.js";

/** Tells clients what is left of their quota, on answers and on refusals. */
export const tellRate: MiddlewareHandler<RequestEnv> = async (context, next) => {
  await next();
  const fields = context.get("rate");
  if (fields === undefined) return;
  const { headers } = context.res;
  for (const name of Object.keys(fields)) headers.set(name, fields[name] ?? "");
};
