import { chiSquaredTail, logistic } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import { warnOfSampleRatio } from "../backtest/index.js";
import type { Design } from "../propensity/design.js";
import { linearScore, ridgeLogit } from "../propensity/ridge.js";
import type { UpliftRows } from "./uplift-rows.js";

/** Chance of a false alarm. */
const SURE = 0.001;
/** Arms whose counts are this close to each other are taken to have been meant equal. */
const NEARLY = 0.1;
/** Probabilities of treatment beyond which hardly anybody comparable got the other arm. */
const LEAST_PROPENSITY = 0.02;

/** Warns where arms hold other numbers of customers than planned; of unplanned shares only where they are all but equal. */
export function checkShares(
  { counts }: UpliftRows,
  shares?: Readonly<Record<string, number>>,
): Reason[] {
  if (shares !== undefined) return warnOfSampleRatio(counts, shares);
  const values = Object.values(counts);
  const most = Math.max(...values);
  return Math.min(...values) >= (1 - NEARLY) * most ? warnOfSampleRatio(counts) : [];
}

/** Who was treated, told from the features. */
export interface TreatmentCheck {
  /** Probability of treatment by row, of the rows that were asked about. */
  readonly propensity: Float64Array;
  readonly weaknesses: Reason[];
}

/**
 * Tests whether the features tell who was treated, which in a randomised test they cannot.
 *
 * Where they do, the effect is not causal but for what the features hold: probabilities of treatment are then
 * estimated, and the answer is weak.
 *
 * @see Rosenbaum and Rubin, The central role of the propensity score, Biometrika 70 (1983)
 */
export function checkBalance(
  design: Design,
  { arm, treated, rows }: { arm: string; treated: Uint8Array; rows: Int32Array },
): TreatmentCheck {
  const y = Float64Array.from(treated);
  let count = 0;
  for (const row of rows) count += treated[row]!;
  const share = count / rows.length;
  const constant = new Float64Array(treated.length).fill(share);
  const free = design.columns - 1;
  if (free === 0 || rows.length <= 10 * free) return { propensity: constant, weaknesses: [] };
  const fit = ridgeLogit({ design, y, rows, l2: 1e-3 });
  const none = { x: new Float64Array(treated.length).fill(1), columns: 1, names: ["intercept"] };
  const base = ridgeLogit({ design: none, y, rows, l2: 0 });
  const statistic = 2 * (fit.logLikelihood - base.logLikelihood);
  const pValue = chiSquaredTail(statistic, free);
  if (pValue >= SURE) return { propensity: constant, weaknesses: [] };
  const weaknesses: Reason[] = [
    { code: "treatment_not_randomised", values: { arm, pValue, customers: rows.length } },
  ];
  const propensity = new Float64Array(treated.length);
  let outside = 0;
  for (const row of rows) {
    const p = logistic(linearScore(design, row, fit.coefficients));
    if (p < LEAST_PROPENSITY || p > 1 - LEAST_PROPENSITY) outside++;
    propensity[row] = Math.min(1 - LEAST_PROPENSITY, Math.max(LEAST_PROPENSITY, p));
  }
  if (outside > 0)
    weaknesses.push({ code: "arms_not_comparable", values: { arm, customers: outside } });
  return { propensity, weaknesses };
}
