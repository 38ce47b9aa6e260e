import type { RecordKind } from "../schema/record.js";
import { keyHash } from "../store/key-hash.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import type { NameTable } from "./name-table.js";

/** An id, or the name of a source, as the engine compares it: a sort key, or in a sealed store a token. */
export function idText(id: string, { keys }: NameTable): string {
  return keys === null ? toSortKey(id) : keys.ids.token(toSortKey(id));
}

/** The id that a text of the engine stands for. */
export function idOfText(text: string, { keys }: NameTable): string {
  return fromSortKey(keys === null ? text : keys.ids.idOf(text, "an id of a customer"));
}

/** What the key of a record is looked for by: 53 bits, and the text that stands for it. Behaviour is never sealed. */
export function keyText(
  { kind, key }: { readonly kind: RecordKind; readonly key: string },
  { keys }: NameTable,
): { readonly hash: number; readonly text: string } {
  if (keys === null || kind === "behaviour") return { hash: keyHash(key), text: toSortKey(key) };
  const { hash, token } = keys.ids.key(toSortKey(key));
  return { hash, text: token };
}
