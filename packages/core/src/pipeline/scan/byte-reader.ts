import { type ByteText, byteText, viewOf } from "../../store/byte-text.js";
import type { ByteWriter } from "../../store/byte-writer.js";

const [QUOTE, BACKSLASH, SPACE, TAB] = [34, 92, 32, 9];
const [ZERO, NINE, DOT, COMMA] = [48, 57, 46, 44];
const [OPEN_LIST, CLOSE_LIST] = [91, 93];
const [SMALL_E, LARGE_E] = [101, 69];
/** With so many digits a decimal is the only one of at most as many that stands for its double. */
const MOST_DIGITS = 15;
/** Smaller numbers are written with an exponent. */
const SMALLEST_PLAIN = 1e-6;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, i) => Number(`1e${i}`));
const [NULL, TRUE, FALSE] = [byteText("null"), byteText("true"), byteText("false")];
const [LIST_OPENING, LIST_COMMA, LIST_END] = [byteText("["), byteText(","), byteText("]")];

/**
 * Reads plain JSON from bytes of UTF-8: texts without escapes, numbers of few digits without sign and exponent.
 *
 * Each method says whether it found what it reads, and moves on only then. What is not plain is no error: whoever asked
 * reads it in another way.
 */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(0);
  view = viewOf(this.bytes);
  at = 0;
  end = 0;
  /** Of the last text or number: where it starts and ends, in its canonical form (RFC 8785). */
  from = 0;
  to = 0;
  /** Of the last number. */
  value = 0;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  open(bytes: Uint8Array, from: number, to: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
    this.at = from;
    this.end = to;
  }

  skipSpace(): void {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    this.at = at;
  }

  /** A byte of punctuation, with white space around it. */
  mark(byte: number): boolean {
    this.skipSpace();
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at++;
    this.skipSpace();
    return true;
  }

  /** These very bytes, with no white space behind them. */
  passes(expected: ByteText): boolean {
    const { bytes, at, end } = this;
    const after = at + expected.length;
    if (after > end || !expected.isAt(this.view, at)) return false;
    if (after < end && (bytes[after] === SPACE || bytes[after] === TAB)) return false;
    this.at = after;
    return true;
  }

  /** These very bytes. */
  is(expected: ByteText): boolean {
    const after = this.at + expected.length;
    if (after > this.end || !expected.isAt(this.view, this.at)) return false;
    this.at = after;
    return true;
  }

  /** A text without escapes and control characters; `from` and `to` are those of what is between the quotes. */
  text(): boolean {
    const { bytes, end } = this;
    let { at } = this;
    if (at >= end || bytes[at] !== QUOTE) return false;
    const from = ++at;
    const { view } = this;
    for (const whole = end - 4; at <= whole; at += 4) {
      if (hasSpecial(view.getInt32(at, true))) break;
    }
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.from = from;
        this.to = at;
        this.at = at + 1;
        return true;
      }
      if (byte === BACKSLASH || byte < SPACE) return false;
      at++;
    }
    return false;
  }

  /** The last text. */
  decoded(): string {
    return this.#decoder.decode(this.bytes.subarray(this.from, this.to));
  }

  number(): boolean {
    const { bytes, end } = this;
    let { at } = this;
    const from = at;
    let value = 0;
    let digits = 0;
    let byte = at < end ? bytes[at]! : 0;
    while (byte >= ZERO && byte <= NINE) {
      value = 10 * value + byte - ZERO;
      digits++;
      at++;
      byte = at < end ? bytes[at]! : 0;
    }
    if (digits === 0 || (digits > 1 && bytes[from] === ZERO)) return false;
    let to = at;
    if (byte === DOT) {
      at++;
      const point = at;
      byte = at < end ? bytes[at]! : 0;
      while (byte >= ZERO && byte <= NINE) {
        value = 10 * value + byte - ZERO;
        at++;
        if (byte !== ZERO) to = at;
        byte = at < end ? bytes[at]! : 0;
      }
      const places = at - point;
      digits += places;
      if (places === 0 || digits > MOST_DIGITS) return false;
      // Both are exact, so that the quotient is the double nearest to what is written.
      value /= POWERS[places]!;
      if (value < SMALLEST_PLAIN && value > 0) return false;
    }
    if (digits > MOST_DIGITS || byte === SMALL_E || byte === LARGE_E) return false;
    this.from = from;
    this.to = to;
    this.value = value;
    this.at = at;
    return true;
  }

  isNull(): boolean {
    return this.is(NULL);
  }

  isTrue(): boolean {
    return this.is(TRUE);
  }

  isFalse(): boolean {
    return this.is(FALSE);
  }

  /** Any value that holds no other. */
  plainValue(): boolean {
    return this.text() || this.number() || this.isNull() || this.isTrue() || this.isFalse();
  }

  /** A list of texts, written into `out` as canonical JSON; there must be room for what is left. @returns whether it is one */
  textList(out: ByteWriter): boolean {
    if (this.bytes[this.at] !== OPEN_LIST) return false;
    this.at++;
    this.skipSpace();
    out.put(LIST_OPENING);
    if (this.bytes[this.at] === CLOSE_LIST) {
      this.at++;
    } else {
      for (;;) {
        if (!this.text()) return false;
        out.copy(this.bytes, this.view, this.from - 1, this.to + 1);
        this.skipSpace();
        const byte = this.bytes[this.at++];
        if (byte === CLOSE_LIST) break;
        if (byte !== COMMA) return false;
        out.put(LIST_COMMA);
        this.skipSpace();
      }
    }
    out.put(LIST_END);
    return true;
  }
}

const [ONES, HIGHS] = [0x01010101, 0x80808080 | 0];
const [QUOTES, BACKSLASHES, SPACES] = [QUOTE * ONES, BACKSLASH * ONES, SPACE * ONES];

/** Whether one of four bytes may be a quote, a backslash or a control character; sure when it says no. */
export function hasSpecial(word: number): boolean {
  const quote = word ^ QUOTES;
  const backslash = word ^ BACKSLASHES;
  const found =
    ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACES) & ~word);
  return (found & HIGHS) !== 0;
}
