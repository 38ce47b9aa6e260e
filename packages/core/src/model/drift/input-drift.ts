import { CoreError } from "../../error.js";
import { chiSquaredTail, exp, log, square } from "../../math/index.js";

/** How inputs are compared. */
export interface InputDriftOptions {
  /** Probability of one or more false findings among all inputs; 0.01 unless told. */
  readonly alpha?: number;
  /** Population stability index below which a difference is too small to matter; 0.1 unless told. */
  readonly leastIndex?: number;
}

/** How the values of an input differ between two sets of rows. */
export interface InputDrift {
  readonly name: string;
  readonly kind: "number" | "category";
  /** Population stability index Σ (p - q) ln (p / q) over tenths of the reference or categories, unknown ones among them. */
  readonly index: number;
  /** Kolmogorov and Smirnov's largest distance of the distributions, or Pearson's χ². */
  readonly statistic: number;
  readonly pValue: number;
  /** Whether the difference is larger than chance (allowing for the number of inputs) and large enough to matter. */
  readonly drifted: boolean;
}

type Value = string | number | boolean | null | undefined;
type Row = Readonly<Record<string, Value>>;

const BINS = 10;

/**
 * Compares the inputs of a model with those that it learnt from.
 *
 * An input is a number where all its known reference values are; else a category. Unknown values (null, missing) are a bin of their own.
 *
 * @param reference - rows that the model learnt from
 * @param options.current - rows of now
 * @returns one entry per input, in order of first appearance
 * @throws CoreError `no_data` without rows on either side, `not_finite`
 * @see Smirnov, Table for estimating the goodness of fit of empirical distributions, Annals of Mathematical Statistics 19 (1948)
 */
export function inputDrift(
  reference: readonly Row[],
  {
    current,
    alpha = 0.01,
    leastIndex = 0.1,
  }: InputDriftOptions & { readonly current: readonly Row[] },
): InputDrift[] {
  if (reference.length === 0 || current.length === 0) {
    throw new CoreError(
      "no_data",
      `found ${reference.length} reference and ${current.length} current rows, expected some of both`,
    );
  }
  const names = [...new Set([...reference, ...current].flatMap((row) => Object.keys(row)))];
  const found = names.map((name) => {
    const before = reference.map((row) => row[name]);
    const now = current.map((row) => row[name]);
    const known = before.filter((value) => value !== null && value !== undefined);
    const numeric = known.length > 0 && known.every((value) => typeof value === "number");
    const bad = [...known, ...now].find(
      (value) => typeof value === "number" && !Number.isFinite(value),
    );
    if (bad !== undefined) throw new CoreError("not_finite", `input ${name}: found ${bad}`);
    return { name, ...(numeric ? ofNumbers(before, now) : ofCategories(before, now)) };
  });
  // Holm: the smallest p-value against alpha / m, the next against alpha / (m - 1), until one fails.
  const order = found.map((_, i) => i).sort((a, b) => found[a]!.pValue - found[b]!.pValue || a - b);
  const significant = new Set<number>();
  for (const [rank, i] of order.entries()) {
    if (found[i]!.pValue > alpha / (found.length - rank)) break;
    significant.add(i);
  }
  return found.map((each, i) => ({
    ...each,
    drifted: significant.has(i) && each.index >= leastIndex,
  }));
}

type Difference = Omit<InputDrift, "name" | "drifted">;

function ofNumbers(before: readonly Value[], now: readonly Value[]): Difference {
  const numbers = (values: readonly Value[]) =>
    Float64Array.from(values.filter((value) => typeof value === "number")).sort();
  const old = numbers(before);
  const fresh = numbers(now);
  const edges = new Set<number>();
  for (let bin = 1; bin < BINS; bin++) edges.add(old[Math.floor((bin * old.length) / BINS)]!);
  const sorted = [...edges].sort((a, b) => a - b);
  const binOf = (value: Value): string => {
    if (typeof value !== "number") return "unknown";
    let bin = 0;
    while (bin < sorted.length && value >= sorted[bin]!) bin++;
    return String(bin);
  };
  const { index, statistic, pValue } = ofCategories(before.map(binOf), now.map(binOf));
  if (fresh.length === 0) return { kind: "number", index, statistic, pValue };
  const distance = largestDistance(old, fresh);
  const size = Math.sqrt((old.length * fresh.length) / (old.length + fresh.length));
  return {
    kind: "number",
    index,
    statistic: distance,
    pValue: kolmogorovTail((size + 0.12 + 0.11 / size) * distance),
  };
}

function largestDistance(a: Float64Array, b: Float64Array): number {
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/** Probability that Kolmogorov's statistic is above x: 2 Σ (-1)^(j-1) exp(-2 j² x²). */
function kolmogorovTail(x: number): number {
  if (x < 0.3) return 1;
  let sum = 0;
  for (let j = 1; j <= 100; j++) {
    const term = exp(-2 * j * j * x * x);
    sum += j % 2 === 1 ? term : -term;
    if (term < 1e-17) break;
  }
  return Math.max(0, Math.min(1, 2 * sum));
}

function ofCategories(before: readonly Value[], now: readonly Value[]): Difference {
  const counts = new Map<string, [before: number, now: number]>();
  const count = (values: readonly Value[], side: 0 | 1) => {
    for (const value of values) {
      const key = value === null || value === undefined ? "unknown" : `= ${value}`;
      const found = counts.get(key) ?? [0, 0];
      found[side]++;
      counts.set(key, found);
    }
  };
  count(before, 0);
  count(now, 1);
  const [n, m] = [before.length, now.length];
  let index = 0;
  let statistic = 0;
  for (const [old, fresh] of counts.values()) {
    // Half a row each keeps an empty bin's logarithm finite.
    const p = (old + 0.5) / (n + 0.5 * counts.size);
    const q = (fresh + 0.5) / (m + 0.5 * counts.size);
    index += (p - q) * log(p / q);
    const expected = ((old + fresh) * n) / (n + m);
    statistic += square(old - expected) / expected;
    statistic += square(fresh - (old + fresh - expected)) / (old + fresh - expected);
  }
  const pValue = counts.size < 2 ? 1 : chiSquaredTail(statistic, counts.size - 1);
  return { kind: "category", index, statistic, pValue };
}
