import { reasonOf } from "../error.js";
import { SourceError } from "../source/index.js";

/**
 * The body of an answer as text.
 *
 * @throws SourceError final when it is longer than `mostBytes`, of which no more is read; when it is not UTF-8
 */
export async function readBody(
  response: Response,
  { mostBytes, where }: { mostBytes: number; where: string },
): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const read = () =>
    reader.read().catch((cause: unknown) => {
      throw new SourceError(`${where} broke off its answer: ${reasonOf(cause)}`, { cause });
    });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = await read(); !piece.done; piece = await read()) {
    length += piece.value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw new SourceError(
        `${where} answered more than ${mostBytes} bytes, the most that one answer may hold: ask for smaller pages`,
        { final: true },
      );
    }
    pieces.push(piece.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SourceError(`${where} answered bytes that are not UTF-8`, { cause });
  }
}
