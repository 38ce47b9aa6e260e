import { CoreError } from "../error.js";
import { foldName, nearestName, plainName } from "./fold-name.js";

/** An entry of a catalogue, as far as names go. */
export interface NamedEntry {
  readonly id: string;
  readonly names: { readonly en?: string | undefined; readonly "zh-TW"?: string | undefined };
  readonly aliases: readonly string[];
  readonly locations?: readonly string[];
}

/** Resolves the spellings of one kind of name to ids. */
export interface NameIndex {
  /** The id that a spelling stands for, null when nobody knows it. */
  resolve(text: string): string | null;
  /** The same where data enters: an unknown name becomes its own id (NFKC, trimmed). */
  resolveOrNew(text: string): string;
  /** The id whose id, name or alias is fewest edits away; null when there are none. */
  nearest(text: string): string | null;
  /** Ids in the order of the catalogue, then the extra ones. */
  readonly ids: readonly string[];
}

/** Looked-up spellings kept at most, so that a flood of new names cannot fill the memory. */
const MOST_REMEMBERED = 20_000;

/**
 * Index of names; ids win over names and aliases of others that are spelled like them only by folding.
 *
 * @param entries - of the catalogue
 * @param extra - ids known besides, such as those in a store
 * @throws CoreError `invalid_catalogue` when one spelling stands for two ids
 */
export function nameIndex(
  entries: readonly NamedEntry[],
  { kind, extra = [] }: { kind: string; extra?: Iterable<string> },
): NameIndex {
  const byFold = new Map<string, string>();
  const ids = [...new Set([...entries.map(({ id }) => id), ...extra])];
  for (const entry of entries) {
    for (const spelling of spellings(entry)) {
      const folded = foldName(spelling);
      const other = byFold.get(folded);
      if (other !== undefined && other !== entry.id) {
        throw new CoreError(
          "invalid_catalogue",
          `found ${kind} "${spelling}" in ${other} and in ${entry.id}, expected each name to stand for one ${kind}`,
        );
      }
      byFold.set(folded, entry.id);
    }
  }
  const exact = new Set(ids);
  for (const id of ids) if (!byFold.has(foldName(id))) byFold.set(foldName(id), id);
  const remembered = new Map<string, string | null>();

  const resolve = (text: string): string | null => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const plain = plainName(text);
    const found = exact.has(plain) ? plain : (byFold.get(foldName(text)) ?? null);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(text, found);
    return found;
  };
  return {
    ids,
    resolve,
    resolveOrNew: (text) => resolve(text) ?? plainName(text),
    nearest(text) {
      const folded = nearestName(text, byFold.keys());
      return folded === null ? null : (byFold.get(folded) ?? null);
    },
  };
}

function spellings(entry: NamedEntry): string[] {
  const { en, "zh-TW": zh } = entry.names;
  const all = [entry.id, en, zh, ...entry.aliases];
  return all.filter((text): text is string => text !== undefined && text !== "");
}
