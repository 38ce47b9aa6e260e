import type { Rejection } from "../schema/dead-letter.js";
import type { SourceLine } from "./line-batch.js";
import { readLineBytes } from "./line-text.js";
import type { LiveMessage } from "./live-source.js";

/** The records that one message holds, as JSON texts, or why it cannot be read. */
export type Unwrapped = { readonly lines: readonly string[] } | Rejection;

/** Takes an envelope off a message, e.g. of change data capture. */
export type Unwrap = (text: string) => Unwrapped;

const NONE: readonly string[] = [];
const MOST_BYTES = 1_048_576;

/**
 * Messages as lines, ready to be parsed: `line` counts messages from `before + 1`, `offset` records within one.
 *
 * @param options.before - messages of the source that came before
 */
export function messageLines(
  messages: readonly LiveMessage[],
  { before, unwrap }: { before: number; unwrap?: Unwrap | undefined },
): SourceLine[] {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return messages.flatMap((message, index): SourceLine[] => {
    if (isLine(message) && unwrap === undefined) return [message];
    const line = isLine(message) ? message.line : before + index + 1;
    const place = { line, offset: 0, unterminated: false, repairs: NONE };
    const read: Pick<SourceLine, "text" | "encoding" | "rejection"> = isLine(message)
      ? message
      : typeof message === "string"
        ? { text: message, encoding: "utf-8", rejection: null }
        : readLineBytes(
            { bytes: message, length: message.length, digest: null },
            { maxLineBytes: MOST_BYTES, strict, unterminated: false },
          );
    if (unwrap === undefined || read.rejection !== null) return [{ ...place, ...read }];
    const unwrapped = unwrap(read.text);
    if ("rule" in unwrapped) return [{ ...place, ...read, rejection: unwrapped }];
    return unwrapped.lines.map((text, offset) => ({
      ...place,
      text,
      offset,
      encoding: "utf-8",
      rejection: null,
    }));
  });
}

function isLine(message: LiveMessage): message is SourceLine {
  return typeof message === "object" && "text" in message;
}
