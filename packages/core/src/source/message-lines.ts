import type { Rejection } from "../schema/dead-letter.js";
import type { SourceLine } from "./line-batch.js";
import { readLineBytes } from "./line-text.js";
import type { LiveMessage } from "./live-source.js";

/** The records that one message holds, as JSON texts, or why it cannot be read. */
export type Unwrapped =
  | {
      readonly lines: readonly string[];
      /** The values that the lines are the JSON of, where an object was parsed already. */
      readonly values?: readonly (Readonly<Record<string, unknown>> | undefined)[];
      /** What stands for each line in the id of a dead letter, where its text differs each time that it is sent. */
      readonly identities?: readonly ((() => string) | undefined)[];
    }
  | Rejection;

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
    const line = isLine(message) ? message.line : before + index + 1;
    const place = { line, offset: 0, unterminated: false, repairs: NONE };
    if (unwrap === undefined) {
      return [isLine(message) ? message : { ...readRecord(message, strict), ...place }];
    }
    const read = isLine(message)
      ? message
      : typeof message === "string"
        ? textAsIs(message)
        : readBytes(message, strict);
    if (read.rejection !== null) return [{ ...place, ...read }];
    const unwrapped = unwrap(read.text);
    if ("rule" in unwrapped) return [{ ...place, ...read, rejection: unwrapped }];
    const { lines, values, identities } = unwrapped;
    return lines.map((text, offset): SourceLine => {
      const { text: kept, encoding, rejection } = readRecord(text, strict);
      const value = values?.[offset];
      const identity = identities?.[offset];
      // Field by field: copying objects into each other costs more than reading the record.
      return {
        line,
        offset,
        text: kept,
        value,
        identity,
        encoding,
        rejection,
        unterminated: false,
        repairs: NONE,
      };
    });
  });
}

type Read = Pick<SourceLine, "text" | "encoding" | "rejection">;

/** A text of at most so many UTF-16 units is short enough in UTF-8, too: three bytes a unit at most. */
const SURELY_SHORT = MOST_BYTES / 3;

/** A record is as long as a line of a file may be, whether it came as text or as bytes. */
function readRecord(message: string | Uint8Array, strict: TextDecoder): Read {
  if (typeof message !== "string") return readBytes(message, strict);
  if (message.length <= SURELY_SHORT) return textAsIs(message);
  return readBytes(new TextEncoder().encode(message), strict);
}

function readBytes(bytes: Uint8Array, strict: TextDecoder): Read {
  return readLineBytes(
    { bytes, length: bytes.length, digest: null },
    { maxLineBytes: MOST_BYTES, strict, unterminated: false },
  );
}

function textAsIs(text: string): Read {
  return { text, encoding: "utf-8", rejection: null };
}

function isLine(message: LiveMessage): message is SourceLine {
  return typeof message === "object" && "text" in message;
}
