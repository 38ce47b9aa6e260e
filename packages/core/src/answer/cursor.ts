import { keyHash } from "../store/key-hash.js";
import type { Query } from "./backend.js";
import { refuse } from "./query.js";

/** A place in an ordered list: the record after which the next page starts, so that inserts do not shift pages. */
export interface Place {
  readonly at: number;
  readonly key: string;
}

/** The list that a cursor is of: one of another list, of other filters or in another order is refused. */
export interface CursorList {
  readonly order: "asc" | "desc";
  /** Name of the list, and what it is filtered by. */
  readonly of: readonly (string | number | undefined)[];
}

/** A place as an opaque text for URLs (base64url). */
export function writeCursor({ at, key }: Place, { order, of }: CursorList): string {
  const own = key === "" ? '""' : JSON.stringify(key);
  const text = btoa(binaryOf(`["${order}",${at},${own},${mark(of)}]`));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** UTF-8 as a text with a character for each byte; plain text is that already. */
function binaryOf(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return binary;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** The place that a query's cursor names. @throws CoreError `invalid_input` for a text that is no cursor of this list */
export function readCursor(query: Query, { order, of }: CursorList): Place | undefined {
  const text = query.cursor;
  if (text === undefined || text === "") return undefined;
  const value = decode(text);
  const [direction, at, key, made] = Array.isArray(value) ? value : [];
  const isCursor = Number.isSafeInteger(at) && typeof key === "string";
  if (isCursor && direction === order && made === mark(of)) return { at: Number(at), key };
  const found = isCursor ? "a cursor of other filters or of another order" : quoted(text);
  throw refuse("invalid_input", {
    pointer: "/cursor",
    detail: `found ${found}, expected a next_cursor of an answer to the same question in order "${order}"`,
  });
}

/** A number for what a list is filtered by; no filter holds the character that parts them. */
function mark(of: CursorList["of"]): number {
  let text = "";
  for (const one of of) text += one === undefined ? "\u0000" : `${one}\u0000`;
  return keyHash(text);
}

const quoted = (text: string) => JSON.stringify(text.slice(0, 100));

function decode(text: string): unknown {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // Whatever is wrong with it, it is not a cursor of ours; the caller says so.
    return null;
  }
}
