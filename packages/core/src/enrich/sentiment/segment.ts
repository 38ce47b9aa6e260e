import type { Lexicon, LexiconEntry } from "./lexicon.js";

/** A piece of a text: a lexicon's entry, an unknown word or sign (`entry` null), or the end of a clause. */
export interface Segment {
  readonly text: string;
  readonly entry: LexiconEntry | null;
  readonly kind: "word" | "sign" | "stop";
}

const LONGEST = 8;
const LONGEST_PHRASE = 5;
const WORD = /[a-z0-9]+(?:'[a-z]+)*/y;
const STOP = /[。!?;,、\n.]/;

/**
 * Cuts a text from left to right, always taking the longest entry: words and phrases of letters whole, Chinese and
 * emoticons by their signs.
 */
export function segment(text: string, lexicon: Lexicon): Segment[] {
  const plain = fold(text);
  const segments: Segment[] = [];
  let at = 0;
  while (at < plain.length) {
    const found = phraseAt(plain, at, lexicon) ?? signAt(plain, at, lexicon);
    if (found.text.trim() !== "") segments.push(found);
    at += found.text.length;
  }
  return segments;
}

/** Lower case, full-width signs as half-width, typographic apostrophes straight. */
function fold(text: string): string {
  const signs = Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
    return sign === "’" || sign === "‘" ? "'" : sign === "\u{fe0f}" ? "" : sign;
  });
  return signs.join("").toLowerCase();
}

function wordAt(text: string, at: number): string | null {
  WORD.lastIndex = at;
  return WORD.exec(text)?.[0] ?? null;
}

function phraseAt(text: string, at: number, lexicon: Lexicon): Segment | null {
  const first = wordAt(text, at);
  if (first === null) return null;
  let best = first;
  let end = at + first.length;
  for (let words = 1; words < LONGEST_PHRASE && text[end] === " "; words++) {
    const next = wordAt(text, end + 1);
    if (next === null) break;
    end += 1 + next.length;
    const phrase = text.slice(at, end);
    if (lexicon.has(phrase)) best = phrase;
  }
  return { text: best, entry: lexicon.get(best) ?? null, kind: "word" };
}

function signAt(text: string, at: number, lexicon: Lexicon): Segment {
  for (let length = LONGEST; length >= 1; length--) {
    const piece = text.slice(at, at + length);
    const entry = piece.length === length ? lexicon.get(piece) : undefined;
    if (entry !== undefined) return { text: piece, entry, kind: "sign" };
  }
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 32);
  return { text: sign, entry: null, kind: STOP.test(sign) ? "stop" : "sign" };
}
