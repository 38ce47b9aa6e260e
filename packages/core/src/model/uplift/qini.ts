import { CoreError } from "../../error.js";
import { purposeId, quantiles, square, uniformSource } from "../../math/index.js";

/** Customers of one arm and control: how they were ranked, and what came of it. */
export interface RankedOutcomes {
  /** Predicted uplift; higher is treated first. */
  readonly scores: ArrayLike<number>;
  /** 1 or true where treated. */
  readonly treated: ArrayLike<number | boolean>;
  readonly outcomes: ArrayLike<number>;
}

/** A point of the Qini curve: what treating the best share of customers gained. */
export interface QiniPoint {
  /** Share of customers that are treated, best first. */
  readonly share: number;
  /** Extra outcomes among them, per customer of all. */
  readonly gain: number;
  /** What a random choice of as many gains. */
  readonly random: number;
}

/** Area between the Qini curve and a random choice. */
export interface Qini {
  /** Mean over all shares of gain less random gain, outcomes per customer of all; 0 where ranking is worth nothing. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly standardError: number;
  /** Extra outcomes per treated customer where all are treated. */
  readonly upliftOfAll: number;
  readonly rows: number;
}

const RESAMPLE = purposeId("qini bootstrap");

/**
 * What treating the best-ranked customers gained, by how many of them are treated. Those of equal score go together.
 *
 * @param options.points - most points, from nobody to all
 * @throws CoreError `invalid_input` where the lengths differ, `no_variation` without treated or control customers
 * @see Radcliffe, Using control groups to target on predicted lift (2007)
 */
export function qiniCurve(
  ranked: RankedOutcomes,
  { points = 100 }: { points?: number } = {},
): QiniPoint[] {
  const inOrder = ranking(ranked);
  const n = inOrder.order.length;
  const found: QiniPoint[] = [{ share: 0, gain: 0, random: 0 }];
  const ends = walk(inOrder, null);
  const total = ends[ends.length - 1]!.gain;
  for (const { customers, gain } of ends) {
    const isDue = customers * points >= found.length * n || customers === n;
    if (isDue) {
      found.push({ share: customers / n, gain: gain / n, random: ((customers / n) * total) / n });
    }
  }
  return found;
}

/**
 * The Qini value of a ranking, with a percentile interval by resampling customers.
 *
 * @param options.resamples - 200 unless told; 0 gives an interval of no width
 * @param options.level - of the interval
 * @throws CoreError as `qiniCurve`
 */
export function qini(
  ranked: RankedOutcomes,
  {
    resamples = 200,
    level = 0.95,
    seed = 0,
  }: { resamples?: number; level?: number; seed?: number } = {},
): Qini {
  const inOrder = ranking(ranked);
  const n = inOrder.order.length;
  const ends = walk(inOrder, null);
  const value = areaOf(ends);
  const found: number[] = [];
  const counts = new Uint16Array(n);
  for (let b = 0; b < resamples; b++) {
    const next = uniformSource(seed, b, RESAMPLE);
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[Math.floor(next() * n)]! += 1;
    found.push(areaOf(walk(inOrder, counts)));
  }
  const tail = (1 - level) / 2;
  const [lower, upper] =
    found.length === 0 ? [value, value] : quantiles(Float64Array.from(found), [tail, 1 - tail]);
  const centre = found.reduce((sum, each) => sum + each, 0) / Math.max(1, found.length);
  const squares = found.reduce((sum, each) => sum + (each - centre) * (each - centre), 0);
  return {
    value,
    lower: lower!,
    upper: upper!,
    standardError: found.length > 1 ? Math.sqrt(squares / (found.length - 1)) : 0,
    upliftOfAll: ends[ends.length - 1]!.uplift,
    rows: n,
  };
}

/** Customers by falling score. */
interface Ranking {
  readonly order: Int32Array;
  readonly treated: Uint8Array;
  readonly outcomes: Float64Array;
  /** 1 at the last customer of a run of equal scores: there the curve has its points. */
  readonly isEnd: Uint8Array;
}

function ranking({ scores, treated, outcomes }: RankedOutcomes): Ranking {
  const n = scores.length;
  if (treated.length !== n || outcomes.length !== n) {
    throw new CoreError(
      "invalid_input",
      `found ${n} scores, ${treated.length} treatments and ${outcomes.length} outcomes`,
    );
  }
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (treated[i]) count++;
    if (Number.isFinite(scores[i]) && Number.isFinite(outcomes[i])) continue;
    throw new CoreError(
      "not_finite",
      `customer ${i}: found score ${scores[i]} and outcome ${outcomes[i]}, expected numbers`,
    );
  }
  if (count === 0 || count === n) {
    throw new CoreError(
      "no_variation",
      `found ${count} treated of ${n} customers, expected both kinds`,
    );
  }
  const order = Int32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => scores[b]! - scores[a]! || a - b,
  );
  return {
    order,
    treated: Uint8Array.from(order, (at) => (treated[at] ? 1 : 0)),
    outcomes: Float64Array.from(order, (at) => outcomes[at]!),
    isEnd: Uint8Array.from(order, (at, i) =>
      i + 1 === n || scores[order[i + 1]!] !== scores[at] ? 1 : 0,
    ),
  };
}

interface RunEnd {
  /** Customers up to here. */
  readonly customers: number;
  /** Extra outcomes among the treated up to here: theirs less control's, control scaled to as many customers. */
  readonly gain: number;
  readonly uplift: number;
}

/** @param counts - how often each customer counts, in order of the ranking; once unless told */
function walk({ treated, outcomes, isEnd }: Ranking, counts: Uint16Array | null): RunEnd[] {
  const ends: RunEnd[] = [];
  let treatedRows = 0;
  let controlRows = 0;
  let treatedSum = 0;
  let controlSum = 0;
  for (let i = 0; i < treated.length; i++) {
    const times = counts === null ? 1 : counts[i]!;
    if (treated[i] === 1) {
      treatedRows += times;
      treatedSum += times * outcomes[i]!;
    } else {
      controlRows += times;
      controlSum += times * outcomes[i]!;
    }
    if (isEnd[i] === 0) continue;
    const gain = controlRows > 0 ? treatedSum - (controlSum * treatedRows) / controlRows : 0;
    const uplift = treatedRows > 0 ? gain / treatedRows : 0;
    ends.push({ customers: treatedRows + controlRows, gain, uplift });
  }
  return ends;
}

/** Mean over customers of gain less random gain; within a run of equal scores the gain grows evenly. */
function areaOf(ends: readonly RunEnd[]): number {
  const last = ends[ends.length - 1]!;
  const n = last.customers;
  let area = 0;
  let from = 0;
  let before = 0;
  for (const { customers, gain } of ends) {
    const above = gain - (customers / n) * last.gain;
    const run = customers - from;
    area += run * before + ((above - before) * (run + 1)) / 2;
    from = customers;
    before = above;
  }
  return area / n / n;
}

/** Customers of like predicted uplift, and what the treatment did to them. */
export interface UpliftBand {
  readonly rows: number;
  readonly meanPredicted: number;
  readonly uplift: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Uplift by bands of predicted uplift, the best first; a band without treated or control customers goes to the next.
 *
 * @param options.bands - 10 unless told
 * @throws CoreError as `qiniCurve`
 */
export function upliftByBand(
  ranked: RankedOutcomes,
  { bands = 10 }: { bands?: number } = {},
): UpliftBand[] {
  const { scores, treated, outcomes } = ranked;
  const { order } = ranking(ranked);
  const n = order.length;
  const found: UpliftBand[] = [];
  let from = 0;
  for (let i = 1; i <= n; i++) {
    const isRun = i < n && scores[order[i]!] === scores[order[i - 1]!];
    if (isRun || (i < n && i < ((found.length + 1) * n) / bands)) continue;
    const members = order.subarray(from, i);
    const effect = differenceOfMeans(members, { treated, outcomes });
    if (effect === null) continue;
    const { difference: uplift, standardError } = effect;
    let predicted = 0;
    for (const at of members) predicted += scores[at]!;
    found.push({
      rows: members.length,
      meanPredicted: predicted / members.length,
      uplift,
      standardError,
      lower: uplift - Z * standardError,
      upper: uplift + Z * standardError,
    });
    from = i;
  }
  return found;
}

/** Quantile of the normal distribution at 0.975. */
const Z = 1.959963984540054;

/** Mean outcome of the treated less that of control with Welch's standard error; null without two of both. */
export function differenceOfMeans(
  members: Int32Array,
  { treated, outcomes }: Pick<RankedOutcomes, "treated" | "outcomes">,
): { difference: number; standardError: number } | null {
  const count = [0, 0];
  const sum = [0, 0];
  for (const at of members) {
    const side = treated[at] ? 1 : 0;
    count[side]! += 1;
    sum[side]! += outcomes[at]!;
  }
  if (count[0]! < 2 || count[1]! < 2) return null;
  const mean = [sum[0]! / count[0]!, sum[1]! / count[1]!];
  const squares = [0, 0];
  for (const at of members) {
    const side = treated[at] ? 1 : 0;
    squares[side]! += square(outcomes[at]! - mean[side]!);
  }
  const variance = [0, 1].map((side) => squares[side]! / (count[side]! - 1) / count[side]!);
  return { difference: mean[1]! - mean[0]!, standardError: Math.sqrt(variance[0]! + variance[1]!) };
}
