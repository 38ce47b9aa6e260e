import { canonicalJson } from "./digest.js";

/** A text in two pieces: what stands before one of its parts, and what stands behind it. */
export type Around = readonly [before: string, behind: string];

interface Form {
  /** Keys of an object in the order in which they are written. */
  readonly keys: (value: object) => string[];
  /** Undefined for what is left out. */
  readonly write: (value: unknown, within: readonly string[]) => string | undefined;
}

const PLAIN: Form = { keys: Object.keys, write: (value) => JSON.stringify(value) };

const CANONICAL: Form = {
  keys: (value) => Object.keys(value).sort(),
  write: (value, within) => (value === undefined ? undefined : canonicalJson(value, within)),
};

/**
 * What `JSON.stringify` writes before and behind a part of an object, for whoever has the text of that part already.
 *
 * @param path - keys that lead to the part, one at least
 */
export const jsonAround = (value: object, path: readonly string[]): Around =>
  around(value, { path, depth: 0, form: PLAIN });

/** The same of {@link canonicalJson}. @throws as it does */
export const canonicalAround = (value: object, path: readonly string[]): Around =>
  around(value, { path, depth: 0, form: CANONICAL });

function around(
  value: object,
  { path, depth, form }: { path: readonly string[]; depth: number; form: Form },
): Around {
  if (depth === path.length) return ["", ""];
  const sides = ["", ""] as [string, string];
  let side: 0 | 1 = 0;
  let comma = "";
  for (const key of form.keys(value)) {
    const entry: unknown = Reflect.get(value, key);
    const within = [...path.slice(0, depth), key];
    const name = `${comma}${form.write(key, within)}:`;
    if (key === path[depth]) {
      const [before, behind] = around(entry as object, { path, depth: depth + 1, form });
      sides[0] += name + before;
      sides[1] = behind;
      side = 1;
    } else {
      const text = form.write(entry, within);
      if (text === undefined) continue;
      sides[side] += name + text;
    }
    comma = ",";
  }
  return [`{${sides[0]}`, `${sides[1]}}`];
}
