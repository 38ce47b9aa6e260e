import { CoreError } from "../error.js";
import { type NamedEntry, nameIndex } from "../schema/name-index.js";

/** A wanted entry: the built-in one, or the name that a new one gets. */
export type Wanted<T> = { readonly builtIn: T } | { readonly name: string };

/**
 * Resolves what was asked for to built-in entries first and new names after them.
 *
 * @param wanted - a count, or names in any spelling that the catalogue knows; others are new
 * @param options.prefix - of generic names, such as `Segment` in `Segment_03`
 * @throws CoreError `invalid_input` when two names mean the same entry
 */
export function planNames<T extends { readonly id: string }>(
  wanted: number | readonly string[],
  {
    builtIn,
    catalogue,
    prefix,
  }: { builtIn: readonly T[]; catalogue: readonly NamedEntry[]; prefix: string },
): Wanted<T>[] {
  if (typeof wanted === "number") {
    return Array.from({ length: wanted }, (_, i) => {
      const known = builtIn[i];
      return known === undefined
        ? { name: `${prefix}_${String(i + 1).padStart(2, "0")}` }
        : { builtIn: known };
    });
  }
  const index = nameIndex(catalogue, { kind: prefix });
  const taken = new Set<string>();
  return wanted.map((name) => {
    const id = index.resolveOrNew(name);
    if (taken.has(id)) {
      throw new CoreError("invalid_input", `found "${name}" twice, expected each name once`);
    }
    taken.add(id);
    const known = builtIn.find((entry) => entry.id === id);
    return known === undefined ? { name: id } : { builtIn: known };
  });
}
