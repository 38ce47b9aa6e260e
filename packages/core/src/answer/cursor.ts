import type { Query } from "./backend.js";
import { refuse } from "./query.js";

/** A place in an ordered list: the record after which the next page starts, so that inserts do not shift pages. */
export interface Place {
  readonly at: number;
  readonly key: string;
}
type Order = "asc" | "desc";

/** A place as an opaque text for URLs (base64url). */
export function writeCursor({ at, key }: Place, order: Order): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(JSON.stringify([order, at, key]))) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The place that a query's cursor names. @throws CoreError `invalid_input` for a text that is no cursor of this order */
export function readCursor(query: Query, order: Order): Place | undefined {
  const text = query.cursor;
  if (text === undefined || text === "") return undefined;
  const value = decode(text);
  if (Array.isArray(value)) {
    const [direction, at, key] = value;
    if (direction === order && Number.isSafeInteger(at) && typeof key === "string") {
      return { at: Number(at), key };
    }
  }
  throw refuse("invalid_input", {
    pointer: "/cursor",
    detail: `found "${text.slice(0, 100)}", expected a next_cursor of an answer in order "${order}"`,
  });
}

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
