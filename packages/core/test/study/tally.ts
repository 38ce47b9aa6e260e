import type { Band } from "../../src/schema/simulation-result.js";

/** One number that was told, what it came to, and the band that was told with it. */
export interface Told {
  readonly market: number;
  readonly told: number;
  readonly found: number;
  readonly band: Band | null;
}

/** How numbers did against what they came to. */
export interface Score {
  readonly count: number;
  readonly bias: number;
  readonly medianError: number;
  readonly rmse: number;
  /** Root mean square error over the root mean square of what was found. */
  readonly relative: number;
  /** Share of bands that hold what was found, and the standard error of the 80 % one, markets being independent. */
  readonly coverage: { readonly p50: number; readonly p80: number; readonly p95: number };
  readonly coverageError: number;
}

const inside = (low: number, value: number, high: number) =>
  low <= value && value <= high ? 1 : 0;

export function scoreOf(rows: readonly Told[]): Score {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const errors = rows.map(({ told, found }) => told - found);
  const square = (values: readonly number[]) =>
    Math.sqrt(mean(values.map((value) => value * value)));
  const banded = rows.flatMap(({ band, ...row }) => (band ? [{ ...row, band }] : []));
  const covered = banded.map(({ band, found }) => inside(band.p10, found, band.p90));
  const p80 = mean(covered);
  const byMarket = new Map<number, number>();
  banded.forEach(({ market }, i) => {
    byMarket.set(market, (byMarket.get(market) ?? 0) + (covered[i] ?? 0) - p80);
  });
  const squares = [...byMarket.values()].reduce((sum, value) => sum + value * value, 0);
  const sorted = errors.map((error) => Math.abs(error)).sort((a, b) => a - b);
  return {
    count: rows.length,
    bias: mean(errors),
    medianError: sorted[sorted.length >> 1] ?? 0,
    rmse: square(errors),
    relative: square(errors) / Math.max(1e-12, square(rows.map(({ found }) => found))),
    coverage: {
      p50: mean(banded.map(({ band, found }) => inside(band.p25, found, band.p75))),
      p80,
      p95: mean(banded.map(({ band, found }) => inside(band.p2_5, found, band.p97_5))),
    },
    coverageError: Math.sqrt(squares) / Math.max(1, banded.length),
  };
}

/** Kendall's rank correlation τ-b of two lists. @see Kendall, A new measure of rank correlation, Biometrika 30 (1938) */
export function kendall(a: readonly number[], b: readonly number[]): number {
  let agree = 0;
  let [pairsA, pairsB] = [0, 0];
  for (const [i, x] of a.entries()) {
    for (let k = 0; k < i; k++) {
      const here = Math.sign(x - (a[k] ?? 0));
      const there = Math.sign((b[i] ?? 0) - (b[k] ?? 0));
      agree += here * there;
      pairsA += Math.abs(here);
      pairsB += Math.abs(there);
    }
  }
  const pairs = Math.sqrt(pairsA * pairsB);
  return pairs === 0 ? 0 : agree / pairs;
}
