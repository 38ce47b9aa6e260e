import * as z from "zod";
import { cosineOfDegrees, sineOfDegrees } from "../../math/index.js";
import { type FeatureRow, fitTrees, predictTrees, TreeModel } from "../tree/index.js";
import type { FeaturePlan } from "./feature-plan.js";
import type { VariantFit } from "./fit-variant.js";
import { isHeldOut, PARTS } from "./held-out-block.js";
import { isNear } from "./holiday-plan.js";
import type { Series } from "./read-series.js";
import { degreesOfYear } from "./regressor-shape.js";

/** Boosted trees that speak beside the smooth model of periods between those learnt from; they say nothing of later ones. */
export const BetweenTrees = z.strictObject({
  weight: z
    .number()
    .gt(0)
    .max(1)
    .meta({ description: "Of the trees; the smooth model has the rest" }),
  trees: TreeModel,
});
export type BetweenTrees = z.infer<typeof BetweenTrees>;

/** Fewer values tell trees little about periods that they did not see. */
const FEWEST_VALUES = 200;
/** Share of the mean absolute error of held-out blocks that trees must save to be kept. */
const LEAST_GAIN = 0.02;
const SETTINGS = { rounds: 100, learningRate: 0.1, depth: 4, leaves: 8, minLeaf: 5 } as const;

/** What held-out blocks are said to be once trees speak, too. */
export interface Between {
  /** Standardised; NaN where there is no value. */
  readonly means: Float64Array;
  /** Null where the smooth model alone does as well. */
  readonly trees: BetweenTrees | null;
}

/**
 * Lets trees speak where a series has regressors and they foretell held-out blocks better together with the smooth model:
 * the weight is the least-squares one over these blocks (stacking).
 *
 * @param means - what the smooth model says of the held-out blocks, standardised
 * @see Breiman, Stacked regressions, Machine Learning 24 (1996)
 */
export function stackTrees(
  series: Series,
  { fit, means }: { fit: VariantFit; means: Float64Array },
): Between {
  const { y, design } = fit;
  const alone = { means, trees: null };
  const known = [...y.keys()].filter((t) => !Number.isNaN(y[t]!));
  if (known.length < FEWEST_VALUES || series.regressors.length === 0) return alone;
  const rows = treeRows(series, design.plan).map((row, t) => ({ ...row, [TARGET]: y[t]! }));
  const features = Object.keys(rows[0]!).filter((name) => name !== TARGET);
  const grow = (from: readonly number[]) =>
    fitTrees(
      from.map((t) => rows[t]!),
      { ...SETTINGS, target: TARGET, features, task: "regression" },
    );
  const told = new Float64Array(y.length).fill(Number.NaN);
  for (let part = 0; part < PARTS; part++) {
    const held = known.filter((t) => isHeldOut(t, part));
    const others = known.filter((t) => !isHeldOut(t, part));
    if (held.length === 0 || others.length < FEWEST_VALUES / 2) continue;
    const found = predictedBy(
      grow(others),
      held.map((t) => rows[t]!),
    );
    held.forEach((t, i) => {
      told[t] = found[i]!;
    });
  }
  const weight = stackingWeight(y, { means, told });
  const mixed = means.map((mean, t) => mixedMean(mean, told[t]!, weight));
  const isBetter = absoluteError(y, mixed) < (1 - LEAST_GAIN) * absoluteError(y, means);
  if (!isBetter) return alone;
  return { means: mixed, trees: { weight, trees: grow(known) } };
}

/** What both say together; the smooth model alone where the trees are silent (NaN). */
export function mixedMean(smooth: number, trees: number, weight: number): number {
  return Number.isNaN(trees) ? smooth : smooth + weight * (trees - smooth);
}

/** What trees say of rows, standardised. */
export function betweenScores(
  { trees }: BetweenTrees,
  { series, plan }: { series: Series; plan: FeaturePlan },
): number[] {
  return predictedBy(trees, treeRows(series, plan));
}

function predictedBy(trees: TreeModel, rows: readonly FeatureRow[]): number[] {
  return predictTrees(trees, rows).map(Number);
}

const TARGET = "value";

/** What trees see of each period: when it is, its place in week and year, holidays and regressors. */
function treeRows(
  { days, regressors }: Pick<Series, "days" | "regressors">,
  plan: FeaturePlan,
): FeatureRow[] {
  const holidays = plan.holidays.flatMap((holiday) => holiday.days).sort((a, b) => a - b);
  return Array.from(days, (day, t) => {
    const row: Record<string, number | null> = { day };
    if (plan.weekly) row.weekday = (((day + 3) % 7) + 7) % 7;
    const degrees = degreesOfYear(day);
    for (let k = 1; k <= Math.min(2, plan.yearly); k++) {
      row[`sine_${k}`] = sineOfDegrees(k * degrees);
      row[`cosine_${k}`] = cosineOfDegrees(k * degrees);
    }
    if (holidays.length > 0) {
      row.holiday = isNear(holidays, { day, offset: 0, step: plan.step }) ? 1 : 0;
    }
    plan.regressors.forEach((_, i) => {
      const found = regressors[i]![t]!;
      row[`regressor_${i + 1}`] = Number.isNaN(found) ? null : found;
    });
    return row;
  });
}

/** Share of the trees, 0 to 1, with which the squared error of both together is least. */
function stackingWeight(
  y: Float64Array,
  { means, told }: { means: Float64Array; told: Float64Array },
): number {
  let [along, apart] = [0, 0];
  means.forEach((mean, t) => {
    const difference = told[t]! - mean;
    if (Number.isNaN(difference)) return;
    along += (y[t]! - mean) * difference;
    apart += difference * difference;
  });
  return apart > 0 ? Math.max(0, Math.min(1, along / apart)) : 0;
}

function absoluteError(y: Float64Array, means: Float64Array): number {
  return means.reduce(
    (sum, mean, t) => (Number.isNaN(mean) ? sum : sum + Math.abs(y[t]! - mean)),
    0,
  );
}
