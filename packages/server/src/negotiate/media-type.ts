import { type Accepted, acceptList } from "./accept-list.js";

/**
 * The media type that a client likes best of those that can be sent; at equal weight the first of `offered`.
 *
 * @returns null when it takes none of them
 */
export function chooseType<T extends string>(
  header: string | undefined,
  offered: readonly [T, ...T[]],
): T | null {
  if (header === undefined || header === "" || header === "*/*" || header === offered[0]) {
    return offered[0];
  }
  const list = acceptList(header);
  if (list.length === 0) return offered[0];
  let best: T | null = null;
  let most = 0;
  for (const type of offered) {
    const weight = weightOf(type, list);
    if (weight <= most) continue;
    best = type;
    most = weight;
  }
  return best;
}

/** The most specific range that holds a type decides. */
function weightOf(type: string, list: readonly Accepted[]): number {
  const ranges = [type, `${type.slice(0, type.indexOf("/"))}/*`, "*/*"];
  for (const range of ranges) {
    const found = list.find(({ name }) => name === range);
    if (found !== undefined) return found.weight;
  }
  return 0;
}
