import { CoreError } from "../../error.js";
import { logistic } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { readColumn, readColumns } from "../tree/feature-column.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { readTarget, readWeights } from "../tree/tree-target.js";
import { designOf, designTerms } from "./design.js";
import type { PropensityLogit } from "./logit-model.js";
import { linearScore, ridgeLogit } from "./ridge.js";

/** What a propensity is fitted to. */
export interface PropensityOptions extends FitOptions {
  readonly target: string;
  readonly features: readonly string[];
  /** The class whose probability is wanted; the last unless told (true, 1, "yes"). */
  readonly event?: string;
  readonly weights?: string;
  /** Ridge penalty on half the squares of the coefficients of standardised columns; 1 unless told. */
  readonly l2?: number;
}

/** Log odds beyond which all rows tell the same: the columns part the classes. */
const SURE = 15;

/**
 * Fits the probability of an event by logistic regression: numbers standardised (skewed amounts by their logarithm),
 * categories against the most frequent, gaps with an effect of their own.
 *
 * @throws CoreError `no_variation` for one class, `invalid_input` for more than two or a mixed column, `not_finite`
 * @see le Cessie and van Houwelingen, Ridge estimators in logistic regression, Applied Statistics 41 (1992)
 */
export function fitLogit(rows: readonly FeatureRow[], options: PropensityOptions): PropensityLogit {
  const { l2 = 1, onProgress } = options;
  if (!(l2 >= 0 && l2 < Infinity))
    throw new CoreError("out_of_range", `l2 ${l2}, expected 0 or more`);
  onProgress?.({ stage: "columns", done: 0 });
  const target = readTarget(rows, { ...options, task: "classification" });
  if (target.event === null) {
    throw new CoreError(
      "invalid_input",
      `column ${options.target}: found ${target.classes.length} classes, expected two`,
    );
  }
  const columns = readColumns(rows, options.features);
  const all = Int32Array.from(rows, (_, i) => i);
  const terms = designTerms(columns, all);
  const design = designOf(columns, terms);
  const weights = options.weights === undefined ? null : readWeights(rows, options.weights);
  onProgress?.({ stage: "coefficients", done: 0.3 });
  const fit = ridgeLogit({ design, y: target.values, weights, rows: all, l2 });
  const weaknesses: Reason[] = [];
  if (!fit.converged) weaknesses.push({ code: "not_converged", values: { steps: fit.iterations } });
  const isParted = all.some((row) => Math.abs(linearScore(design, row, fit.coefficients)) > SURE);
  if (isParted) weaknesses.push({ code: "classes_parted", values: { rows: rows.length } });
  return {
    kind: "propensity-logit",
    version: 1,
    target: options.target,
    event: target.event,
    classes: [...target.classes],
    terms,
    coefficients: design.names.map((name, j) => ({
      name,
      value: fit.coefficients[j]! + 0,
      standardError: Math.sqrt(Math.max(0, fit.covariance[j * design.columns + j]!)),
    })),
    l2,
    logLikelihood: fit.logLikelihood,
    rows: rows.length,
    converged: fit.converged,
    weaknesses,
  };
}

/** Probability of the model's event by row. @throws CoreError as `predictTrees` */
export function predictLogit(model: PropensityLogit, rows: readonly FeatureRow[]): number[] {
  const columns = model.terms.map((term) => readColumn(rows, term));
  const design = designOf(columns, model.terms);
  const coefficients = model.coefficients.map(({ value }) => value);
  return rows.map((_, row) => logistic(linearScore(design, row, coefficients)));
}
