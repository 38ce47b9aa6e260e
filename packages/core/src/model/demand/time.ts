/**
 * Times as numbers in the same order: numbers and dates as they are, texts of digits as numbers, other texts by their rank.
 *
 * @returns null where a time is missing or is not a number, a date or a text, or where texts and numbers are mixed
 */
export function timeOf(times: readonly unknown[]): Float64Array | null {
  const at = new Float64Array(times.length);
  let texts = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i];
    if (typeof time === "string") texts++;
    else {
      const value = time instanceof Date ? time.getTime() : time;
      if (typeof value !== "number" || !Number.isFinite(value)) return null;
      at[i] = value;
    }
  }
  if (texts === 0) return at;
  if (texts < times.length) return null;
  const names = times as readonly string[];
  if (names.every((name) => /^-?\d+(\.\d+)?$/.test(name))) return Float64Array.from(names, Number);
  const rank = new Map(
    [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((name, i) => [name, i]),
  );
  return Float64Array.from(names, (name) => rank.get(name)!);
}
