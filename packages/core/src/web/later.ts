const TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i;

/** The latest of ids or times, null when there is none: numbers by value, times by instant, the rest as texts. */
export function latest(values: readonly (string | null)[]): string | null {
  let found: string | null = null;
  for (const value of values) {
    if (value !== null && (found === null || isLater(value, found))) found = value;
  }
  return found;
}

function isLater(a: string, b: string): boolean {
  // Ids may have more digits than a number holds.
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return BigInt(a) > BigInt(b);
  if (TIME.test(a) && TIME.test(b)) return Date.parse(a) > Date.parse(b);
  return a > b;
}
