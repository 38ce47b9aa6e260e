import type { FeaturePlan } from "./feature-plan.js";
import { fitVariant, type Variant, type VariantFit } from "./fit-variant.js";
import type { Series } from "./read-series.js";
import { rollForward } from "./roll-forward.js";
import { untransformed } from "./transform.js";

/** A variant and the mean absolute error of its forecasts, over horizons alike, in the unit of the series. */
export interface ScoredVariant {
  readonly variant: Variant;
  readonly error: number;
}

/** Share of the periods that are only learnt from before forecasts count. */
const BURN_IN = 0.4;
/** A variant must be better by this share: what is chosen among many is partly luck. */
const MARGIN = 0.005;
/** Where the error is no worse than by this share, a likelihood that is better by so much decides on effects. */
const ALIKE = 0.02;
const LIKELIER = 10;

/** First period that forecasts are made from. */
export function firstOrigin(periods: number): number {
  return Math.max(1, Math.floor(BURN_IN * periods));
}

/** Periods ahead at which forecasts are scored: 1, 2, 4, 7, 14, … up to the last. */
export function scoredHorizons(last: number): number[] {
  const ladder = [1, 2, 4];
  for (let h = 7; h < last; h *= 2) ladder.push(h);
  return [...new Set([...ladder.filter((h) => h < last), last])];
}

/**
 * The variant that foretells best from rolling origins within the series, one question after the other.
 *
 * @param questions - changes to try; within one the best stands before the next is asked
 * @param options.tell - told of each variant that was tried
 */
export function chooseVariant(
  series: Series,
  {
    start,
    questions,
    plan,
    horizons,
    tell,
  }: {
    start: Variant;
    questions: readonly (readonly Partial<Variant>[])[];
    plan: FeaturePlan;
    horizons: readonly number[];
    tell: (done: number) => void;
  },
): { fit: VariantFit; scores: ScoredVariant[] } {
  const total = questions.reduce((sum, { length }) => sum + length, 1);
  const tried = (variant: Variant, near: VariantFit | null) => {
    const fit = fitVariant(series, { variant, plan, near });
    const error = total > 1 ? errorOf(fit, { series, horizons }) : 0;
    scores.push({ variant, error });
    tell(scores.length / total);
    return { fit, error };
  };
  const scores: ScoredVariant[] = [];
  let best = tried(start, null);
  for (const changes of questions) {
    const before = best;
    for (const change of changes) {
      const found = tried({ ...before.fit.variant, ...change }, before.fit);
      const isLikelier =
        isOfEffects(change) &&
        found.fit.evidence.deviance < best.fit.evidence.deviance - LIKELIER &&
        found.error < best.error * (1 + ALIKE);
      if (isLikelier || found.error < best.error * (1 - MARGIN)) best = found;
    }
  }
  return { fit: best.fit, scores };
}

function isOfEffects({ bends, interactions }: Partial<Variant>): boolean {
  return bends !== undefined || interactions !== undefined;
}

function errorOf(
  fit: VariantFit,
  { series, horizons }: { series: Series; horizons: readonly number[] },
): number {
  const from = firstOrigin(series.days.length);
  const { means } = rollForward(fit, { horizons, from, spreads: false });
  let total = 0;
  let counted = 0;
  for (const column of means) {
    let sum = 0;
    let count = 0;
    let weights = 0;
    column.forEach((place, t) => {
      if (Number.isNaN(place)) return;
      const value = untransformed(fit.centre + fit.spread * place, fit.variant.transform);
      // What happened lately tells more of what comes: the first forecasts count a third of the last.
      const weight = 1 + (2 * (t - from)) / (series.days.length - from);
      sum += weight * Math.abs(value - series.values[t]!);
      weights += weight;
      count++;
    });
    if (count < 5) continue;
    total += sum / weights;
    counted++;
  }
  return total / Math.max(1, counted);
}
