import * as z from "zod";
import { quantileSorted, studentTQuantile } from "../../math/index.js";
import type { Forecasts } from "./roll-forward.js";

/** Quantiles of standardised forecast errors for some numbers of periods ahead; they learn on as errors come in. */
export const ErrorQuantiles = z
  .strictObject({
    probabilities: z
      .array(z.number().gt(0).lt(1))
      .meta({ description: "Ascending; 0.5 in the middle" }),
    horizons: z.array(z.int().positive()).meta({ description: "Periods ahead, ascending" }),
    quantiles: z
      .array(z.array(z.number()))
      .meta({ description: "For each horizon, in units of the scale" }),
    scales: z
      .array(z.number().positive())
      .meta({ description: "For each horizon, size of late errors, in standard deviations" }),
    errors: z.array(z.int().nonnegative()).meta({ description: "Errors that each is from" }),
    between: z.array(z.number()).meta({
      description: "Quantiles of errors within the series, of blocks that were held out",
    }),
  })
  .refine(
    ({ probabilities, horizons, quantiles, scales, errors, between }) =>
      between.length === probabilities.length &&
      quantiles.length === horizons.length &&
      scales.length === horizons.length &&
      errors.length === horizons.length &&
      quantiles.every(({ length }) => length === probabilities.length),
    "a quantile for each horizon and probability",
  );
export type ErrorQuantiles = z.infer<typeof ErrorQuantiles>;

/** Independent errors that the prior quantiles count as: those of Student's t, as a few errors do not show tails. */
const PSEUDO = 20;
const PRIOR_DEGREES = 6;
/** By how much errors are larger, beyond what the model says, with each doubling of the periods ahead. */
const GROWTH = 1.08;
/** Step of a quantile per error, in standard deviations. */
const RATE = 0.1;

/** Ends of central bands and the median, ascending. */
export function probabilitiesOf(levels: readonly number[]): number[] {
  const lower = levels.map((level) => (1 - level) / 2).sort((a, b) => a - b);
  return [...new Set([...lower, 0.5, ...lower.map((p) => 1 - p).reverse()])];
}

/** Name of a quantile: `p2_5` of 0.025, `p50` of 0.5. */
export function quantileName(p: number): string {
  return `p${String(Math.round(p * 1e6) / 1e4).replace(".", "_")}`;
}

/**
 * Quantiles of the errors of forecasts that were made within the series.
 *
 * @param y - standardised values, NaN where missing
 */
export function errorQuantiles(
  { horizons, means, deviations }: Forecasts,
  { y, probabilities }: { y: Float64Array; probabilities: readonly number[] },
): Omit<ErrorQuantiles, "between"> {
  const tail = priorQuantiles(probabilities);
  const counts: number[] = [];
  const scales: number[] = [];
  const quantiles: number[][] = [];
  horizons.forEach((ahead, h) => {
    let scale = 1;
    const scaled: number[] = [];
    let shared = 0;
    y.forEach((value, t) => {
      const error = (value - means[h]![t]!) / deviations[h]![t]!;
      if (Number.isNaN(error)) return;
      scaled.push(error / scale);
      scale = nextScale(scale, { error, ahead });
      const before = (deviations[h - 1]?.[t] ?? Number.NaN) / deviations[h]![t]!;
      shared += Number.isNaN(before) ? 1 : before * before;
    });
    counts.push(scaled.length);
    scales.push(scale);
    const prior =
      h === 0
        ? tail
        : fartherQuantiles(quantiles[h - 1]!, {
            tail,
            share: scaled.length > 0 ? Math.min(1, shared / scaled.length) : 1,
          });
    quantiles.push(pooledQuantiles(scaled, { probabilities, prior, alike: ahead }));
  });
  return {
    probabilities: [...probabilities],
    horizons: [...horizons],
    quantiles,
    scales,
    errors: counts,
  };
}

/** Quantiles of errors, conformal where they are many, the prior's where few; `alike` neighbouring ones count as one. */
export function pooledQuantiles(
  found: readonly number[],
  {
    probabilities,
    prior,
    alike,
  }: { probabilities: readonly number[]; prior: readonly number[]; alike: number },
): number[] {
  if (found.length === 0) return [...prior];
  const errors = Float64Array.from(found).sort();
  const independent = errors.length / alike;
  const weight = independent / (independent + PSEUDO);
  return probabilities.map((p, i) => weight * conformal(errors, p) + (1 - weight) * prior[i]!);
}

/** Quantiles of Student's t: what errors are expected to be like before any was seen. */
export function priorQuantiles(probabilities: readonly number[]): number[] {
  return probabilities.map((p) => studentTQuantile(p, PRIOR_DEGREES));
}

/**
 * What the errors of one horizon say of the next, of which there are fewer independent ones: a period's own noise is the
 * same however far ahead, so its tails are, too; what comes on top is Student's. Squares of quantiles add up as variances do.
 *
 * @param options.share - of the variance farther ahead, what the nearer horizon has of it
 */
function fartherQuantiles(
  nearer: readonly number[],
  { tail, share }: { tail: readonly number[]; share: number },
): number[] {
  // What errors were off on one side a period ahead is no rule for many periods ahead.
  const median = nearer[(nearer.length - 1) / 2]!;
  return nearer.map((quantile, i) => {
    const own = GROWTH * (quantile - median);
    const more = tail[i]!;
    const square = share * own * Math.abs(own) + (1 - share) * more * Math.abs(more);
    return square < 0 ? -Math.sqrt(-square) : Math.sqrt(square);
  });
}

/** Share of an error's square in the square of the scale, one period ahead; less where neighbouring errors are alike. */
const SCALE_RATE = 0.06;
/** Errors count as at most so many scales. */
const MOST_SCALES = 3;

/** Scale after an error: how large errors have been of late. */
export function nextScale(
  scale: number,
  { error, ahead }: { error: number; ahead: number },
): number {
  const rate = SCALE_RATE / Math.sqrt(ahead);
  const size = Math.min(MOST_SCALES * scale, Math.abs(error));
  return Math.sqrt((1 - rate) * scale * scale + rate * size * size);
}

/** Quantile with the finite-sample correction: the next error is one more of n + 1. */
function conformal(sorted: Float64Array, p: number): number {
  const n = sorted.length;
  const widened = 0.5 + (p - 0.5) * ((n + 1) / n);
  return quantileSorted(sorted, Math.min(1, Math.max(0, widened)));
}

/**
 * Moves the quantiles of a horizon after an error, in place: each up where the error was above it, down where below, by
 * steps that balance at its own probability whatever the errors' distribution, and however it changes.
 *
 * @see Gibbs and Candès, Adaptive conformal inference under distribution shift, NeurIPS (2021);
 * Angelopoulos, Candès and Tibshirani, Conformal PID control for time series prediction, NeurIPS (2023)
 */
export function followError(
  quantiles: number[],
  { error, probabilities }: { error: number; probabilities: readonly number[] },
): void {
  probabilities.forEach((p, i) => {
    quantiles[i] = quantiles[i]! + RATE * (p - (error < quantiles[i]! ? 1 : 0));
  });
}

/** Quantiles for any number of periods ahead, ascending: in between by straight lines, beyond the last as there. */
export function quantilesAhead(
  { horizons, probabilities }: Pick<ErrorQuantiles, "horizons" | "probabilities">,
  {
    quantiles,
    scales,
    ahead,
  }: { quantiles: readonly (readonly number[])[]; scales: readonly number[]; ahead: number },
): number[] {
  let above = horizons.findIndex((horizon) => horizon >= ahead);
  if (above < 0) above = horizons.length - 1;
  const below = Math.max(0, above - 1);
  const span = horizons[above]! - horizons[below]!;
  const weight = span > 0 ? Math.min(1, (ahead - horizons[below]!) / span) : 1;
  const found = probabilities.map(
    (_, i) =>
      (1 - weight) * scales[below]! * quantiles[below]![i]! +
      weight * scales[above]! * quantiles[above]![i]!,
  );
  return found.sort((a, b) => a - b);
}
