import { choleskyJittered, exp, invertFromCholesky } from "../../math/index.js";

/** What a cell's people buy each may be to a cell's of the same region as this, in logs: by a factor of 1.6, before any data. */
const PRIOR_SPREAD = 0.5;
/** Degrees of freedom with which units and shares are taken to agree before any data. */
const PRIOR_FREEDOM = 2;
const ITERATIONS = 30;

/** What is known of one cell of a region. */
export interface PartInput {
  /** Its part of the region's people. */
  readonly part: number;
  /** Mean shares of its people by brand, over the periods whose units are known. */
  readonly share: Float64Array;
  /** Variance of a share over x(1 − x): how well its level is known. */
  readonly variance: number;
  /** Units of the region by brand over these periods, and in all. */
  readonly sold: Float64Array;
  readonly units: number;
}

/** A cell's part of its region's units, with the standard error of its log. */
export interface PurchasePart {
  readonly part: number;
  readonly spread: number;
}

/**
 * Which part of a region's units each of its cells buys: units by brand are a mixture of the cells' shares.
 *
 * Penalised likelihood of `sold_j ~ Σ_c p_c x_cj` with `p_c ∝ people_c · exp(l_c)`, `l_c ~ N(0, 0.5²)`. Shares are known to a
 * limit, so that units count as no more than `1 / Σ p² v` of them, less where units and shares disagree by more than that.
 * Cells with alike shares keep their parts of the people, and the error says so.
 *
 * @param regions - null where the units are not told
 */
export function fitParts(
  regions: readonly (readonly PartInput[] | null)[],
): (PurchasePart[] | null)[] {
  const first = regions.map((cells) => cells && fitRegion(cells, 1));
  const chi = first.reduce((sum, fit) => sum + (fit?.chiSquared ?? 0), 0);
  const freedom = first.reduce((sum, fit) => sum + (fit?.freedom ?? 0), 0);
  const dispersion = Math.max(1, (chi + PRIOR_FREEDOM) / (freedom + PRIOR_FREEDOM));
  return regions.map((cells) => {
    return cells && fitRegion(cells, dispersion).parts;
  });
}

interface RegionFit {
  readonly parts: PurchasePart[];
  readonly chiSquared: number;
  readonly freedom: number;
}

function fitRegion(cells: readonly PartInput[], dispersion: number): RegionFit {
  const m = cells.length;
  const { sold, units } = cells[0]!;
  const n = sold.length;
  if (m === 1 || units === 0) {
    return { parts: cells.map(({ part }) => ({ part, spread: 0 })), chiSquared: 0, freedom: 0 };
  }
  const precision = 1 / (PRIOR_SPREAD * PRIOR_SPREAD);
  const logs = new Float64Array(m);
  let part = partsAt(cells, logs);
  let information = new Float64Array(m * m);
  let count = 0;
  const seen = sold.map(
    (value) =>
      value /
      Math.max(
        1e-9,
        sold.reduce((a, b) => a + b, 0),
      ),
  );
  const mixed = new Float64Array(n);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const doubt = cells.reduce((sum, { variance }, c) => sum + part[c]! * part[c]! * variance, 0);
    count = 1 / (dispersion * (doubt + 1 / units));
    mixed.fill(0);
    cells.forEach(({ share }, c) => {
      for (let j = 0; j < n; j++) mixed[j] = mixed[j]! + part[c]! * share[j]!;
    });
    const score = new Float64Array(m);
    information = new Float64Array(m * m);
    const slope = cells.map(({ share }, c) => share.map((x, j) => part[c]! * (x - mixed[j]!)));
    for (let a = 0; a < m; a++) {
      score[a] = -precision * logs[a]!;
      for (let j = 0; j < n; j++) {
        const expected = Math.max(1e-9, mixed[j]!);
        score[a] = score[a]! + (count * slope[a]![j]! * (seen[j]! - mixed[j]!)) / expected;
        for (let b = 0; b < m; b++) {
          information[a * m + b] =
            information[a * m + b]! + (count * slope[a]![j]! * slope[b]![j]!) / expected;
        }
      }
      information[a * m + a] = information[a * m + a]! + precision;
    }
    const inverse = invertFromCholesky(choleskyJittered(information, m).factor, m);
    let moved = 0;
    for (let a = 0; a < m; a++) {
      let step = 0;
      for (let b = 0; b < m; b++) step += inverse[a * m + b]! * score[b]!;
      step = Math.max(-1, Math.min(1, step));
      logs[a] = logs[a]! + step;
      moved = Math.max(moved, Math.abs(step));
    }
    part = partsAt(cells, logs);
    if (moved < 1e-9) break;
  }
  const covariance = invertFromCholesky(choleskyJittered(information, m).factor, m);
  let chiSquared = 0;
  for (let j = 0; j < n; j++) {
    const rest = seen[j]! - mixed[j]!;
    chiSquared += (dispersion * count * rest * rest) / Math.max(1e-9, mixed[j]!);
  }
  const spreads = contrastSpreads(covariance, m);
  return {
    parts: cells.map((_, c) => ({ part: part[c]!, spread: spreads[c]! })),
    chiSquared,
    freedom: Math.max(0, n - m),
  };
}

function partsAt(cells: readonly PartInput[], logs: Float64Array): Float64Array {
  const weights = Float64Array.from(cells, ({ part }, c) => part * exp(logs[c]!));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Spreads of independent logs whose differences vary as those of a covariance do; only differences are told. */
function contrastSpreads(covariance: Float64Array, m: number): Float64Array {
  const difference = (a: number, b: number) =>
    covariance[a * (m + 1)]! + covariance[b * (m + 1)]! - 2 * covariance[a * m + b]!;
  if (m === 2) return new Float64Array(2).fill(Math.sqrt(difference(0, 1) / 2));
  const sums = Float64Array.from({ length: m }, (_, a) => {
    let sum = 0;
    for (let b = 0; b < m; b++) if (b !== a) sum += difference(a, b);
    return sum;
  });
  const all = sums.reduce((sum, value) => sum + value, 0) / (2 * (m - 1));
  return sums.map((sum) => Math.sqrt(Math.max(0, (sum - all) / (m - 2))));
}
