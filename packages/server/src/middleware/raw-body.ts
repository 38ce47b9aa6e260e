import { DoorError } from "../problem.js";
import type { RequestContext } from "../route/mount.js";
import { receiveBytes } from "./receive-bytes.js";

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
  return receiveBytes(context, limitBytes);
}
