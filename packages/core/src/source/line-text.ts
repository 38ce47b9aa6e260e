import { reject } from "../schema/rejection.js";
import type { SourceLine } from "./line-batch.js";

type Read = Pick<SourceLine, "text" | "encoding" | "rejection">;

/** A line with its length, when it was too long to be kept whole. */
export interface LineBytes {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** SHA-256 of all of it, when `bytes` is only its beginning. */
  readonly digest: string | null;
}

interface ReadOptions {
  readonly maxLineBytes: number;
  readonly strict: TextDecoder;
  /** The source ended within this line. */
  readonly unterminated: boolean;
}

/** Decodes one line on its own: binary and wrongly encoded lines are kept in base64, long ones as text. */
export function readLineBytes(
  { bytes, length, digest }: LineBytes,
  { maxLineBytes, strict, unterminated }: ReadOptions,
): Read {
  const text = decode(bytes, { strict, cut: digest !== null });
  const kept: Pick<Read, "text" | "encoding"> =
    text === null ? { text: base64(bytes), encoding: "base64" } : { text, encoding: "utf-8" };
  if (length > maxLineBytes) {
    const rest =
      digest === null ? "" : `; the first ${bytes.length} bytes are kept, SHA-256 of all ${digest}`;
    const found = `${length} bytes${rest}`;
    const expected = `a line of at most ${maxLineBytes} bytes`;
    return { ...kept, rejection: { rule: "line_too_long", field: null, found, expected } };
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    return {
      text: base64(bytes),
      encoding: "base64",
      rejection: reject("binary", {
        field: null,
        found: `a NUL byte at byte ${zero} of the line`,
        expected: "text in UTF-8; this looks like binary data",
      }),
    };
  }
  if (text !== null) return { ...kept, rejection: null };
  const whole = unterminated ? decode(bytes, { strict, cut: true }) : null;
  if (whole !== null) {
    return {
      ...kept,
      rejection: reject("truncated", {
        field: null,
        found: whole.slice(-60),
        expected: "a complete line; the source ends within a character, after the text found",
      }),
    };
  }
  return {
    ...kept,
    rejection: reject("invalid_utf8", {
      field: null,
      found: new TextDecoder().decode(bytes),
      expected: "text in UTF-8; bytes that are not are shown as U+FFFD",
    }),
  };
}

function decode(
  bytes: Uint8Array,
  { strict, cut }: { strict: TextDecoder; cut: boolean },
): string | null {
  // What is cut off within a character loses its last, incomplete character, three bytes at most.
  for (let less = 0; less <= (cut ? 3 : 0); less++) {
    try {
      return strict.decode(bytes.subarray(0, bytes.length - less));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return null;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes in base64 (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += b === undefined ? "=" : ALPHABET.charAt((word >> 6) & 63);
    text += c === undefined ? "=" : ALPHABET.charAt(word & 63);
  }
  return text;
}
