import { DoorError } from "../problem.js";
import type { RequestContext } from "../route/mount.js";
import { isDeeper, MOST_DEPTH } from "./json-depth.js";
import { receiveBytes } from "./receive-bytes.js";

/**
 * The body of a request as JSON.
 *
 * @param limitBytes - larger bodies are refused before they are read to their end
 * @throws DoorError `unsupported_media_type` | `payload_too_large` | `malformed_json`
 */
export async function jsonBody(context: RequestContext, limitBytes: number): Promise<unknown> {
  expectType(context, ["application/json"]);
  const text = new TextDecoder().decode(await receiveBytes(context, limitBytes));
  if (isDeeper(text)) {
    const message = `The body nests deeper than ${MOST_DEPTH} levels, which nothing here does.`;
    throw new DoorError("malformed_json", message);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DoorError("malformed_json", `The body is not JSON: ${reason}`);
  }
}

/** @throws DoorError `unsupported_media_type` unless the request's content type is one of `types` */
export function expectType(context: RequestContext, types: readonly string[]): void {
  const header = context.req.header("content-type") ?? "";
  const type = header.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (types.includes(type) || type.endsWith("+json")) return;
  const found = type === "" ? "none" : JSON.stringify(type);
  throw new DoorError(
    "unsupported_media_type",
    `Content type found: ${found}; expected: ${types.join(" or ")}.`,
  );
}
