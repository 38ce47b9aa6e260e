import type { WithinColumns } from "./within.js";

const LEAST_PAIRS = 30;
const LEAST_CORRELATION = 0.15;
const LEAST_Z = 4;

/**
 * Whether a product's price moved with what it had sold beyond expectation in the period before: a sign that the
 * price answers demand, so that its coefficient is not demand's answer to the price.
 *
 * Regresses ln price on its last value and the last residual, within groups, with errors clustered by group.
 *
 * @param residuals - of the product's centred rows
 * @returns the partial correlation and its z, or null where there is no such sign or too little to tell
 */
export function priceFollowsDemand(
  { x, source, absorbed }: WithinColumns,
  residuals: Float64Array,
): { correlation: number; z: number } | null {
  const { at, cell, columns: k, rows } = source;
  if (at === null || (!absorbed && source.groups.length > 1)) return null;
  const order = Array.from({ length: rows }, (_, i) => i);
  order.sort((a, b) => cell[a]! - cell[b]! || at[a]! - at[b]! || a - b);
  // Sums over pairs (last price p, last residual e, price now y).
  let pairs = 0;
  let pp = 0;
  let pe = 0;
  let ee = 0;
  let py = 0;
  let ey = 0;
  let yy = 0;
  const each = (visit: (p: number, e: number, y: number, group: number) => void) => {
    for (let i = 1; i < rows; i++) {
      const before = order[i - 1]!;
      const now = order[i]!;
      if (cell[before] !== cell[now] || at[before] === at[now]) continue;
      visit(x[before * k]!, residuals[before]!, x[now * k]!, cell[now]!);
    }
  };
  each((p, e, y) => {
    pairs++;
    pp += p * p;
    pe += p * e;
    ee += e * e;
    py += p * y;
    ey += e * y;
    yy += y * y;
  });
  if (pairs < LEAST_PAIRS || !(pp > 0) || !(ee > 0)) return null;
  // What of the residual and of the price the last price does not tell.
  const eFree = ee - (pe * pe) / pp;
  const yFree = yy - (py * py) / pp;
  const both = ey - (pe * py) / pp;
  if (!(eFree > 1e-12 * ee) || !(yFree > 1e-12 * yy)) return null;
  const correlation = both / Math.sqrt(eFree * yFree);
  const slope = both / eFree;
  const last = (py - slope * pe) / pp;
  const clustered = source.groups.length >= 10;
  const scores = new Float64Array(clustered ? source.groups.length : pairs);
  let pair = 0;
  each((p, e, y, group) => {
    const g = clustered ? group : pair++;
    scores[g] = scores[g]! + (e - (pe / pp) * p) * (y - last * p - slope * e);
  });
  let squares = 0;
  for (const score of scores) squares += score * score;
  const error = Math.sqrt(squares) / eFree;
  const z = error > 0 ? slope / error : 0;
  return Math.abs(z) >= LEAST_Z && Math.abs(correlation) >= LEAST_CORRELATION
    ? { correlation, z }
    : null;
}
