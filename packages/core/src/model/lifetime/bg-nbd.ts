import { digamma, exp, expm1, log, log1p, logGamma, seriesExcess } from "../../math/index.js";

/** Parameters of BG/NBD: rates of purchase ~ gamma(r, alpha), chance of leaving after a purchase ~ beta(a, b). */
export interface BgNbd {
  readonly r: number;
  /** In the unit of time. */
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** Histories in columns, equal ones once; times in one unit. */
export interface HistoryColumns {
  /** x, repeats. */
  readonly repeats: Float64Array;
  /** t_x, from first to last purchase. */
  readonly active: Float64Array;
  /** T, from first purchase to the end. */
  readonly age: Float64Array;
  /** Customers with this history. */
  readonly customers: Float64Array;
}

/** What the likelihood takes from x alone, for each number of repeats that occurs. */
interface RepeatTable {
  readonly values: Float64Array;
  /** Index into `values`, per history. */
  readonly indexOf: Int32Array;
}

export function repeatTable({ repeats }: HistoryColumns): RepeatTable {
  const values = [...new Set(repeats)].sort((p, q) => p - q);
  const place = new Map(values.map((value, i) => [value, i]));
  return {
    values: Float64Array.from(values),
    indexOf: Int32Array.from(repeats, (value) => place.get(value)!),
  };
}

/**
 * Log-likelihood of BG/NBD and its derivatives by r, alpha, a and b.
 *
 * @see Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24 (2005), equation 6
 */
export function bgNbdLogLikelihood(
  { repeats, active, age, customers }: HistoryColumns,
  { values, indexOf }: RepeatTable,
  parameters: Float64Array,
  slopes: Float64Array,
): number {
  const r = parameters[0]!;
  const alpha = parameters[1]!;
  const a = parameters[2]!;
  const b = parameters[3]!;
  const many = values.length;
  const level = new Float64Array(many);
  const byR = new Float64Array(many);
  const byA = new Float64Array(many);
  const byB = new Float64Array(many);
  const psiR = digamma(r);
  const psiAB = digamma(a + b);
  const psiB = digamma(b);
  const base = r * log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  for (let k = 0; k < many; k++) {
    const x = values[k]!;
    level[k] = base + logGamma(r + x) + logGamma(b + x) - logGamma(a + b + x);
    byR[k] = digamma(r + x) - psiR + log(alpha);
    byA[k] = psiAB - digamma(a + b + x);
    byB[k] = byA[k]! - psiB + digamma(b + x);
  }
  const logA = log(a);
  let total = 0;
  slopes.fill(0);
  for (let i = 0; i < repeats.length; i++) {
    const k = indexOf[i]!;
    const x = repeats[i]!;
    const n = r + x;
    const weight = customers[i]!;
    const logAge = log(alpha + age[i]!);
    let left = 0;
    let logActive = 0;
    let mixed = -n * logAge;
    if (x > 0) {
      logActive = log(alpha + active[i]!);
      // log-odds of having left rather than being alive
      const odds = logA - log(b + x - 1) + n * (logAge - logActive);
      left = odds > 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds));
      mixed += odds > 0 ? odds + log1p(exp(-odds)) : log1p(exp(odds));
    }
    total += weight * (level[k]! + mixed);
    slopes[0]! += weight * (byR[k]! - (1 - left) * logAge - left * logActive);
    slopes[1]! +=
      weight *
      (r / alpha - ((1 - left) * n) / (alpha + age[i]!) - (left * n) / (alpha + active[i]!));
    slopes[2]! += weight * (byA[k]! + left / a);
    slopes[3]! += weight * (byB[k]! - (x > 0 ? left / (b + x - 1) : 0));
  }
  return total;
}

/** Probability that a customer has not left; 1 without repeats, since BG/NBD lets customers leave after repeats only. */
export function aliveProbability(
  { r, alpha, a, b }: BgNbd,
  { repeats: x, active, age }: { repeats: number; active: number; age: number },
): number {
  if (x === 0) return 1;
  const odds = log(a) - log(b + x - 1) + (r + x) * log((alpha + age) / (alpha + active));
  return odds > 0 ? exp(-odds) / (1 + exp(-odds)) : 1 / (1 + exp(odds));
}

/**
 * Expected purchases in the next `horizon` of a customer who is alive.
 *
 * With e = a - 1, z = horizon / (alpha + T + horizon) and F = ₂F₁(e, a+b-1-r; a+b+x-1; z), which Euler's transformation
 * makes of the published formula, it is (a+b+x-1) (1 - (1-z)^e F) / e; written so that e = 0 is nothing special.
 *
 * @see Fader, Hardie and Lee (2005), equation 10; Abramowitz and Stegun, 15.3.3
 */
export function expectedWhileAlive(
  { r, alpha, a, b }: BgNbd,
  { repeats: x, age, horizon }: { repeats: number; age: number; horizon: number },
): number {
  if (horizon === 0) return 0;
  if (a > CONCENTRATED && b + x > CONCENTRATED) {
    return expectedOfNearlyOne({ a, b: b + x, n: r + x }, horizon / (alpha + age));
  }
  const e = a - 1;
  // Where c passes 0 the formula is a limit, too: one step of rounding aside is near enough.
  const c = a + b + x - 1 === 0 ? 1e-12 : a + b + x - 1;
  const ahead = alpha + age + horizon;
  const logRest = log((alpha + age) / ahead);
  const { sum, logScale } = seriesExcess({ a: e, b: a + b - 1 - r, c }, horizon / ahead);
  const first = Math.abs(e * logRest) < 1e-12 ? -logRest : -expm1(e * logRest) / e;
  return Math.max(0, c * (first - sum * exp(e * logRest + logScale)));
}

/** Above it the beta distribution is a narrow bell, and the series would take very many terms. */
const CONCENTRATED = 40;
const NODES = 64;
const REACH = 8;

/** The same for a chance of leaving that is all but one number: its mean over the bell, by the trapezoidal rule. */
function expectedOfNearlyOne(
  { a, b, n }: { a: number; b: number; n: number },
  ratio: number,
): number {
  const mean = a / (a + b);
  const spread = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
  let total = 0;
  let weights = 0;
  for (let k = 0; k <= NODES; k++) {
    const p = mean + spread * REACH * ((2 * k) / NODES - 1);
    if (!(p > 0 && p < 1)) continue;
    const weight = exp((a - 1) * log(p / mean) + (b - 1) * log((1 - p) / (1 - mean)));
    weights += weight;
    total += (weight * -expm1(-n * log1p(p * ratio))) / p;
  }
  return total / weights;
}
