import { DoorError } from "../problem.js";
import type { RequestContext } from "../route/mount.js";

/**
 * The body of a request as it came, in a buffer of its own.
 *
 * @param limitBytes - larger bodies are refused before they are read to their end
 * @throws DoorError `payload_too_large`
 */
export async function receiveBytes(
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

/** The refusal of a body that is too large. */
export function tooLarge(limitBytes: number): DoorError {
  return new DoorError(
    "payload_too_large",
    `The body is larger than ${limitBytes} bytes; send it in parts.`,
    { connection: "close" },
  );
}
