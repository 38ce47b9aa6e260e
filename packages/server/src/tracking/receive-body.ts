import { tooLarge } from "../middleware/json-body.js";
import type { RequestContext } from "../route/mount.js";

/**
 * The bytes of a body, as they were sent, in a buffer of their own.
 *
 * @throws DoorError `payload_too_large`
 */
export async function receiveBody(
  context: RequestContext,
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = context.req.header("content-length");
  if (declared !== undefined) {
    if (Number(declared) > limitBytes) throw tooLarge(limitBytes);
    return new Uint8Array(await context.req.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
