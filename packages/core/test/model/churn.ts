import { areaUnderCurve, brierScore, type FeatureRow, logLoss } from "../../src/index.js";
import { readReference, readTable } from "./data-set.js";

/** AUC, mean log loss and Brier score (halved, as the reference has it) of some held-out rows. */
export interface ChurnScore {
  readonly auc: number;
  readonly logloss: number;
  readonly brier: number;
}

/** What scikit-learn reached on the same rows, by model. */
export function referenceScore(model: string): ChurnScore {
  const { models } = readReference<{ models: Record<string, ChurnScore> }>("telecom_churn");
  const found = models[model];
  if (found === undefined) throw new Error(`the reference has no ${model}`);
  return found;
}

/** Customers without their state; numbers as numbers. */
const rows: FeatureRow[] = readTable("telecom_churn").map(({ state: _, ...row }) =>
  Object.fromEntries(
    Object.entries(row).map(([name, text]) => [
      name,
      Number.isNaN(Number(text)) ? text : Number(text),
    ]),
  ),
);
export const features = Object.keys(rows[0] ?? {}).filter((name) => name !== "churn");
export const train = rows.filter((_, i) => i % 5 !== 4);
export const test = rows.filter((_, i) => i % 5 === 4);
export const happened = test.map(({ churn }) => churn === "yes");

/** Scores of the probability that each held-out customer leaves. */
export function scoreOf(probabilities: readonly number[]): ChurnScore {
  const mean = (loss: (shares: Record<string, number>, happened: string) => number) =>
    probabilities.reduce(
      (sum, p, i) => sum + loss({ yes: p, no: 1 - p }, String(test[i]?.churn)),
      0,
    ) / probabilities.length;
  return {
    auc: areaUnderCurve(probabilities, happened) ?? Number.NaN,
    logloss: mean(logLoss),
    brier: mean(brierScore) / 2,
  };
}
