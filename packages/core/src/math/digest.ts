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
  const found = Object.keys(value);
  if (found.length === 0) return "{}";
  const { keys, names } = formOf(found);
  let text = "";
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const entry: unknown = Reflect.get(value, key);
    if (entry === undefined) continue;
    path.push(key);
    const name = names[i] ?? `${writeText(key, path)}:`;
    text += text === "" ? name : `,${name}`;
    text += write(entry, path);
    path.pop();
  }
  return `{${text}}`;
}

/** How objects with some keys are written. */
interface Form {
  /** As objects have them. */
  readonly found: readonly string[];
  /** In the order in which they are written. */
  readonly keys: readonly string[];
  /** What stands before each value; null for what has no text. */
  readonly names: readonly (string | null)[];
}

/** Forms by their first key: a value has many objects of few forms, and sorting keys takes longer than writing them. */
const forms = new Map<string, Form>();
const MOST_FORMS = 99;

function formOf(found: readonly string[]): Form {
  const known = forms.get(found[0]!);
  if (known?.found.length === found.length && found.every((key, i) => key === known.found[i]))
    return known;
  // Without a comparator `sort` orders texts by their UTF-16 code units.
  const keys = [...found].sort();
  const names = keys.map((key) => (LONE_SURROGATE.test(key) ? null : `${JSON.stringify(key)}:`));
  const form = { found, keys, names };
  if (forms.size > MOST_FORMS) forms.clear();
  forms.set(found[0]!, form);
  return form;
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
