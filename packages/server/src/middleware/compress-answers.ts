import type { MiddlewareHandler } from "hono";
import { publicPath } from "../base-path.js";
import type { Compressor } from "../compress/compressor.js";
import { preparedOf, respond } from "../respond.js";
import type { RequestEnv } from "./request-env.js";

/** Compresses answers as the client likes it best; streams are left alone. */
export function compressAnswers(compress: Compressor): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    await next();
    const accepted = context.req.header("accept-encoding");
    if (accepted === undefined) return;
    const prepared = preparedOf(context.res);
    if (prepared === undefined || isSettled(prepared.headers)) return;
    const { content, version } = prepared;
    const { "content-type": type = "" } = prepared.headers;
    // Links in an answer depend on what stands before our paths, which the URL need not tell.
    const address = () => `${publicPath(context, "")} ${context.req.url}`;
    const packed = await compress({ content, type, version }, { accepted, address });
    if (packed === null) return;
    const headers = { ...prepared.headers, "content-encoding": packed.encoding };
    // Otherwise the headers of the answer before would be added to these.
    context.res = undefined;
    context.res = respond(new Uint8Array(packed.content), { status: prepared.status, headers });
  };
}

const isSettled = (headers: Readonly<Record<string, string>>) =>
  headers["content-encoding"] !== undefined ||
  headers["cache-control"]?.includes("no-transform") === true;
