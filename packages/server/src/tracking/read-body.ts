import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isDeeper, MOST_DEPTH_OF_DATA } from "../middleware/json-depth.js";
import { tooLarge } from "../middleware/receive-bytes.js";
import { DoorError } from "../problem.js";

const unzip = promisify(gunzip);

/**
 * A body as JSON, whatever content type it has: browsers send text/plain to need no preflight.
 *
 * @param options.limitBytes - of the unpacked body
 * @throws DoorError `payload_too_large` | `malformed_body` | `unsupported_media_type`
 */
export async function readTrackingBody(
  packed: Uint8Array,
  { encoding, limitBytes }: { encoding: string; limitBytes: number },
): Promise<unknown> {
  const bytes = await unpacked(packed, { encoding, limitBytes });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (isDeeper(text, MOST_DEPTH_OF_DATA)) {
      throw new RangeError(`it nests deeper than ${MOST_DEPTH_OF_DATA} levels`);
    }
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DoorError("malformed_body", `The body is not JSON in UTF-8: ${reason}`);
  }
}

async function unpacked(
  bytes: Uint8Array,
  { encoding, limitBytes }: { encoding: string; limitBytes: number },
): Promise<Uint8Array> {
  if (encoding === "identity" || encoding === "") return bytes;
  if (encoding !== "gzip" && encoding !== "x-gzip") {
    throw new DoorError(
      "unsupported_media_type",
      `Content encoding found: ${JSON.stringify(encoding)}; expected: gzip or none.`,
    );
  }
  try {
    return await unzip(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limitBytes);
    throw new DoorError("malformed_body", "The body is not gzip, as content-encoding says.");
  }
}
