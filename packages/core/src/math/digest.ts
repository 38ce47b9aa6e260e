import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { CoreError } from "../error.js";

/**
 * The one text of a JSON value: RFC 8785 (JSON Canonicalization Scheme).
 *
 * Keys run in the order of their UTF-16 code units, numbers are written as ECMAScript writes them, and
 * properties that are `undefined` are left out. Typed arrays, dates and other objects with behaviour are refused.
 *
 * @throws CoreError `invalid_input` for what JSON has no text for: NaN, an infinity, a lone surrogate,
 * a bigint, a function, `undefined` outside a property, an object that is not plain; the message says where
 */
export function canonicalJson(value: unknown): string {
  return write(value, "");
}

/** SHA-256, in 64 lower-case hex digits, of the canonical JSON of a value. @throws as {@link canonicalJson} */
export function digest(value: unknown): string {
  return digestText(canonicalJson(value));
}

/** SHA-256, in 64 lower-case hex digits, of a text in UTF-8 (a lone surrogate counts as U+FFFD). */
export function digestText(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}

function write(value: unknown, pointer: string): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refuse(String(value), pointer);
    return JSON.stringify(value);
  }
  if (typeof value === "string") return writeText(value, pointer);
  if (Array.isArray(value)) {
    // Array.from gives a hole its place, where map would leave it out.
    return `[${Array.from(value, (entry, i) => write(entry, `${pointer}/${i}`)).join(",")}]`;
  }
  if (typeof value === "object" && isPlain(value)) return writeObject(value, pointer);
  throw refuse(typeof value === "object" ? value.constructor.name : typeof value, pointer);
}

function writeObject(value: object, pointer: string): string {
  const parts: string[] = [];
  for (const [key, entry] of Object.entries(value).sort(byCodeUnits)) {
    if (entry === undefined) continue;
    const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    parts.push(`${writeText(key, at)}:${write(entry, at)}`);
  }
  return `{${parts.join(",")}}`;
}

function byCodeUnits([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function writeText(text: string, pointer: string): string {
  if (LONE_SURROGATE.test(text)) throw refuse("a text with a lone surrogate", pointer);
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(found: string, pointer: string): CoreError {
  return new CoreError(
    "invalid_input",
    `found ${found} at "${pointer}", expected a value that JSON can hold`,
    [{ pointer, detail: `${found} has no JSON text` }],
  );
}
