import type { MiddlewareHandler } from "hono";
import { publicPath } from "../base-path.js";
import { createByteCache } from "../compress/byte-cache.js";
import { chooseEncoding, ENCODINGS, type Encoding } from "../compress/encoding.js";
import { type Prepared, preparedOf, respond } from "../respond.js";
import type { RequestEnv } from "./request-env.js";

/** Below this compressing costs more than it saves. */
const LEAST_BYTES = 1024;
/** Up to this size other requests can wait for it. */
const MOST_AT_ONCE = 2 ** 17;
const COMPRESSIBLE = /^(?:text\/|application\/(?:[\w.-]+\+)?json)/;

/**
 * Compresses answers as the client likes it best; streams are left alone.
 *
 * @remarks What has a tag is compressed once for each version: answers of one URL, type and tag must be the same for all
 * who may read them. A lent buffer may be given to another request while a thread still reads it, so long bodies are
 * copied first.
 */
export function compressAnswers({
  budgetBytes = 2 ** 22,
}: {
  budgetBytes?: number;
} = {}): MiddlewareHandler<RequestEnv> {
  const kept = createByteCache({ budgetBytes });
  return async (context, next) => {
    await next();
    const accepted = context.req.header("accept-encoding");
    if (accepted === undefined) return;
    const prepared = preparedOf(context.res);
    if (prepared === undefined || !isWorthIt(prepared)) return;
    const encoding = chooseEncoding(accepted, ENCODINGS);
    if (encoding === null) return;
    const { etag, "content-type": type = "" } = prepared.headers;
    // Links in an answer depend on what stands before our paths, which the URL need not tell.
    const asked = `${publicPath(context, "")} ${context.req.url}`;
    const key = etag && `${encoding.name} ${etag} ${type} ${asked}`;
    const content = (key && kept.get(key)) || (await compressed(prepared.content, encoding));
    if (key) kept.set(key, content);
    const headers = { ...prepared.headers, "content-encoding": encoding.name };
    // Otherwise the headers of the answer before would be added to these.
    context.res = undefined;
    context.res = respond(new Uint8Array(content), { status: prepared.status, headers });
  };
}

function isWorthIt({ content, headers }: Prepared): boolean {
  return (
    content.length >= LEAST_BYTES &&
    headers["content-encoding"] === undefined &&
    COMPRESSIBLE.test(headers["content-type"] ?? "") &&
    !headers["cache-control"]?.includes("no-transform")
  );
}

function compressed(content: string | Uint8Array, encoding: Encoding) {
  if (content.length <= MOST_AT_ONCE) {
    return encoding.compress(typeof content === "string" ? Buffer.from(content) : content);
  }
  return encoding.compressLater(
    typeof content === "string" ? Buffer.from(content) : content.slice(),
  );
}
