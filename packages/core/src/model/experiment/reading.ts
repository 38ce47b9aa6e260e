import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import type { AnalysisOptions, CheckedAnalysis } from "./analysis.js";
import { warnOfCovariate } from "./analysis-warning.js";
import { type ArmEstimate, estimateOfCounts, estimateOfSummary } from "./arm.js";
import { adjustByCovariate, type CovariateUse, estimateArms, linearise } from "./arm-mean.js";
import type { ExperimentColumns } from "./experiment-row.js";

/** What rows or sums come to. */
export interface Reading {
  readonly arms: Readonly<Record<string, ArmEstimate>>;
  readonly covariate: CovariateUse | null;
  readonly reasons: readonly Reason[];
}

/** Reads the sums of each arm. @throws CoreError as {@link estimateOfSummary} and for a missing arm */
export function readSummaries({ arms = {} }: AnalysisOptions, analysis: CheckedAnalysis): Reading {
  const estimates = Object.fromEntries(
    orderOf(Object.keys(arms), analysis).map((name) => [
      name,
      estimateOfSummary(name, arms[name]!, analysis.metric),
    ]),
  );
  return { arms: estimates, covariate: null, reasons: [] };
}

/** Reads rows; adjusts by the covariate where there is one. */
export function readColumns(columns: ExperimentColumns, analysis: CheckedAnalysis): Reading {
  const names = orderOf(columns.arms, analysis);
  const inOrder = (estimates: readonly ArmEstimate[]) =>
    Object.fromEntries(names.map((name) => [name, estimates[columns.arms.indexOf(name)]!]));
  const { covariate, cluster } = columns;
  if (analysis.metric === "proportion" && covariate === null && cluster === null) {
    return { arms: inOrder(countsOf(columns)), covariate: null, reasons: [] };
  }
  const outcome = linearise(columns);
  if (covariate === null) {
    return { arms: inOrder(estimateArms(columns, outcome)), covariate: null, reasons: [] };
  }
  const adjusted = adjustByCovariate(columns, outcome);
  const reasons = warnOfCovariate(columns, analysis.control);
  if (adjusted === null) {
    reasons.push({ code: "covariate_constant", values: { rows: outcome.length } });
    return { arms: inOrder(estimateArms(columns, outcome)), covariate: null, reasons };
  }
  const { missing } = adjusted.use;
  if (missing > 0) reasons.push({ code: "covariate_missing", values: { rows: missing } });
  return {
    arms: inOrder(estimateArms(columns, adjusted.outcome)),
    covariate: adjusted.use,
    reasons,
  };
}

function countsOf(columns: ExperimentColumns): ArmEstimate[] {
  const customers = new Float64Array(columns.arms.length);
  const conversions = new Float64Array(columns.arms.length);
  columns.arm.forEach((a, i) => {
    customers[a]!++;
    conversions[a]! += columns.value[i]!;
  });
  return columns.arms.map((name, a) => estimateOfCounts(name, customers[a]!, conversions[a]!));
}

/** The control, then the others by name. @throws CoreError `unknown_key` | `invalid_input` */
function orderOf(names: readonly string[], { control, shares }: CheckedAnalysis): string[] {
  const expected = [control, ...Object.keys(shares ?? {})];
  const missing = expected.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new CoreError("unknown_key", `no arm ${missing}, found ${names.join(", ")}`);
  }
  if (names.length < 2) {
    throw new CoreError("invalid_input", `only the arm ${control}, expected two or more`);
  }
  const others = names.filter((name) => name !== control);
  return [control, ...others.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))];
}
