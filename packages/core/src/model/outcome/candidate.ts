import { CoreError } from "../../error.js";
import type { FitOptions } from "../fit-progress.js";
import { fitNetwork, networkProbabilities, predictNetwork } from "../network/index.js";
import { fitLogit, predictLogit } from "../propensity/index.js";
import {
  classProbabilities,
  type FeatureRow,
  fitTree,
  fitTrees,
  predictTree,
  predictTrees,
} from "../tree/index.js";
import type { BaseRate, OutcomeModel } from "./outcome-model.js";

/** A probability of each class, or the value. */
export type OutcomeForecast = Readonly<Record<string, number>> | number;

type AnyModel = OutcomeModel["model"];

/** What every candidate is fitted with. */
export interface CandidateOptions extends FitOptions {
  readonly target: string;
  readonly features: readonly string[];
  readonly task: "classification" | "regression";
}

type Fit = (rows: readonly FeatureRow[], options: CandidateOptions) => AnyModel;

/** The models that compete, by name. */
export const CANDIDATES = {
  "boosted trees": fitTrees,
  network: fitNetwork,
  "decision tree": fitTree,
  logit: fitLogit,
} as const satisfies Record<string, Fit>;

export type CandidateName = keyof typeof CANDIDATES;

/** What is known without looking at anybody; each class counts half a row more than it has. */
export function fitBaseRate(
  rows: readonly FeatureRow[],
  {
    target,
    task,
    classes,
  }: { target: string; task: "classification" | "regression"; classes: readonly string[] },
): BaseRate {
  if (task === "regression") {
    const mean = rows.reduce((sum, row) => sum + Number(row[target]) / rows.length, 0);
    return { kind: "base-rate", shares: {}, mean };
  }
  const counts = new Map(classes.map((name) => [name, 0.5]));
  for (const row of rows) {
    const name = String(row[target]);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const total = rows.length + 0.5 * classes.length;
  const shares = Object.fromEntries(classes.map((name) => [name, (counts.get(name) ?? 0) / total]));
  return { kind: "base-rate", shares, mean: null };
}

/**
 * What any of the candidates foretells, in one form.
 *
 * @throws CoreError as the model's own prediction does
 */
export function foretellWith(model: AnyModel, rows: readonly FeatureRow[]): OutcomeForecast[] {
  switch (model.kind) {
    case "base-rate":
      return rows.map(() => model.mean ?? model.shares);
    case "trees":
      return model.classes.length > 0
        ? classProbabilities(model, rows)
        : numbers(predictTrees(model, rows));
    case "network":
      return model.classes.length > 0
        ? networkProbabilities(model, rows)
        : numbers(predictNetwork(model, rows));
    case "decision-tree":
      return byEvent(predictTree(model, rows), model);
    case "propensity-logit":
      return byEvent(predictLogit(model, rows), model);
  }
}

/** Of two classes models tell the probability of one: the other has the rest. */
function byEvent(
  forecasts: readonly OutcomeForecast[],
  { classes, event }: { classes: readonly string[]; event: string | null },
): OutcomeForecast[] {
  return forecasts.map((said) => {
    if (typeof said !== "number" || event === null) return said;
    return Object.fromEntries(classes.map((name) => [name, name === event ? said : 1 - said]));
  });
}

function numbers(values: readonly OutcomeForecast[]): number[] {
  return values.map((value) => {
    if (typeof value === "number") return value;
    throw new CoreError("invalid_input", "found probabilities of classes, expected values");
  });
}
