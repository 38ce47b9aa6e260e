import { DoorError } from "../problem.js";
import type { RequestContext } from "../route/mount.js";
import { tooLarge } from "./json-body.js";

/**
 * The body of a request, byte for byte, as signatures need it.
 *
 * @param limitBytes - larger bodies are refused before they are read to their end
 * @throws DoorError `payload_too_large` | `unsupported_media_type` when it is compressed
 */
export async function rawBody(context: RequestContext, limitBytes: number): Promise<Uint8Array> {
  const encoding = (context.req.header("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "") {
    const message = `Content encoding found: ${JSON.stringify(encoding)}; expected: none.`;
    throw new DoorError("unsupported_media_type", message);
  }
  if (Number(context.req.header("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
