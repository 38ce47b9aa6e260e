import { CoreError } from "../error.js";
import { createTextHasher } from "./text-hasher.js";

/**
 * The one text of a JSON value: RFC 8785 (JSON Canonicalization Scheme).
 *
 * Keys run in the order of their UTF-16 code units, numbers are written as ECMAScript writes them, and
 * properties that are `undefined` are left out. Typed arrays, dates and other objects with behaviour are refused.
 *
 * @throws CoreError `invalid_input` for what JSON has no text for: NaN, an infinity, a lone surrogate,
 * a bigint, a function, `undefined` outside a property, an object that is not plain; the message says where
 * @param within - keys that lead to the value, for that message
 */
export function canonicalJson(value: unknown, within: readonly (string | number)[] = []): string {
  return write(value, [...within]);
}

/**
 * SHA-256, in 64 lower-case hex digits, of the canonical JSON of a value.
 *
 * @throws as {@link canonicalJson}
 */
export function digest(value: unknown): string {
  return digestText(write(value, []));
}

/** SHA-256, in 64 lower-case hex digits, of a text in UTF-8 (a lone surrogate counts as U+FFFD). */
export const digestText: (text: string) => string = /* @__PURE__ */ createTextHasher();

/** Keys and indices that lead to the value being written; a pointer is made of them only to refuse. */
type Path = (string | number)[];

function write(value: unknown, path: Path): string {
  switch (typeof value) {
    case "string":
      return writeText(value, path);
    case "number":
      if (!Number.isFinite(value)) throw refuse(String(value), path);
      return value === 0 ? "0" : String(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return writeArray(value, path);
      if (isPlain(value)) return writeObject(value, path);
      throw refuse(value.constructor.name, path);
    default:
      throw refuse(typeof value, path);
  }
}

function writeArray(value: readonly unknown[], path: Path): string {
  let text = "[";
  // By index, since a hole has to be seen where `map` would leave it out.
  for (let i = 0; i < value.length; i++) {
    path.push(i);
    text += i === 0 ? write(value[i], path) : `,${write(value[i], path)}`;
    path.pop();
  }
  return `${text}]`;
}

function writeObject(value: object, path: Path): string {
  let text = "{";
  // Without a comparator `sort` orders texts by their UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const entry: unknown = Reflect.get(value, key);
    if (entry === undefined) continue;
    path.push(key);
    text += `${text === "{" ? "" : ","}${writeText(key, path)}:${write(entry, path)}`;
    path.pop();
  }
  return `${text}}`;
}

/** Texts that JSON writes as they are: printable ASCII without the quote and the backslash. */
const PLAIN_TEXT = /^[ !#-[\]-~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function writeText(text: string, path: Path): string {
  if (PLAIN_TEXT.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw refuse("a text with a lone surrogate", path);
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(found: string, path: Path): CoreError {
  const pointer = path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
  return new CoreError(
    "invalid_input",
    `found ${found} at "${pointer}", expected a value that JSON can hold`,
    [{ pointer, detail: `${found} has no JSON text` }],
  );
}
