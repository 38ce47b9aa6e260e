import { CoreError } from "../error.js";

interface Known {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** A wanted entry: the built-in one, or the name that a new one gets. */
export type Wanted<T> = { readonly builtIn: T } | { readonly name: string };

/**
 * Resolves what was asked for to built-in entries first and new names after them.
 *
 * @param wanted - a count, or names; a name or alias of a built-in entry means that entry
 * @param prefix - of generic names, such as `Segment` in `Segment_03`
 * @throws CoreError `invalid_input` when two names mean the same entry
 */
export function planNames<T extends Known>(
  wanted: number | readonly string[],
  builtIn: readonly T[],
  prefix: string,
): Wanted<T>[] {
  if (typeof wanted === "number") {
    return Array.from({ length: wanted }, (_, i) => {
      const known = builtIn[i];
      return known === undefined
        ? { name: `${prefix}_${String(i + 1).padStart(2, "0")}` }
        : { builtIn: known };
    });
  }
  const taken = new Set<string>();
  return wanted.map((name) => {
    const known = builtIn.find((entry) => isNamed(entry, name));
    const id = known?.id ?? name;
    if (taken.has(id)) {
      throw new CoreError("invalid_input", `${prefix} "${name}" is named twice, expected it once`);
    }
    taken.add(id);
    return known === undefined ? { name } : { builtIn: known };
  });
}

function isNamed(entry: Known, name: string): boolean {
  const asked = name.toLowerCase();
  return [entry.id, entry.name, ...entry.aliases].some((known) => known.toLowerCase() === asked);
}
