import { DoorError } from "../problem.js";
import type { RequestContext } from "../route/mount.js";

/**
 * The body of a request as JSON.
 *
 * @param limitBytes - larger bodies are refused before they are read to their end
 * @throws DoorError `unsupported_media_type` | `payload_too_large` | `malformed_json`
 */
export async function jsonBody(context: RequestContext, limitBytes: number): Promise<unknown> {
  expectType(context, ["application/json"]);
  const text = await bodyText(context, limitBytes);
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

/** The refusal of a body that is too large. */
export function tooLarge(limitBytes: number): DoorError {
  return new DoorError(
    "payload_too_large",
    `The body is larger than ${limitBytes} bytes; send it in parts.`,
    { connection: "close" },
  );
}

async function bodyText(context: RequestContext, limitBytes: number): Promise<string> {
  const declared = context.req.header("content-length");
  if (declared !== undefined) {
    if (Number(declared) > limitBytes) throw tooLarge(limitBytes);
    return context.req.text();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
