import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import { type AnalysisOptions, type CheckedAnalysis, checkAnalysis } from "./analysis.js";
import { warnOfArms } from "./analysis-warning.js";
import { rateArms } from "./best-arm.js";
import { compareWithControl, effectsOf } from "./effect.js";
import type { ExperimentResult } from "./experiment-result.js";
import { type ExperimentColumns, readExperimentRows } from "./experiment-row.js";
import { lookBack } from "./look-back.js";
import { plannedShare, TIGHTEST_AT } from "./monitor.js";
import { type Reading, readColumns, readSummaries } from "./reading.js";
import { type Winsorised, winsorise } from "./winsorise.js";

/**
 * Analyses a test: the effect of each arm against the control, with its interval, p-value, and what makes it weak.
 *
 * Proportions by counts (Newcombe's interval, pooled z test); means and ratios by Welch's t test, ratios linearised; a
 * covariate adjusts (CUPED), clusters make errors robust, and both treat proportions as means. With `sequential` the
 * intervals and p-values hold whenever one looks.
 *
 * @throws CoreError `invalid_input` | `unknown_key` | `out_of_range` | `not_finite` | `too_few_rows` | `no_variation`
 */
export function analyseExperiment(options: AnalysisOptions): ExperimentResult {
  const analysis = checkAnalysis(options);
  const read =
    options.rows === undefined ? null : readExperimentRows(options.rows, analysis.metric);
  const capped = read === null ? null : capOf(read, options.winsorise, analysis);
  const columns = read === null || capped === null ? read : { ...read, value: capped.values };
  const reading =
    columns === null ? readSummaries(options, analysis) : readColumns(columns, analysis);
  const winsorised = capped?.capped ?? null;
  const reasons = [...warnOfArms(reading.arms, analysis), ...reading.reasons];
  if (winsorised !== null) reasons.push({ code: "winsorised", values: { ...winsorised } });
  const sound = reasons.every(({ code }) => code !== "sample_ratio_mismatch");
  const past = columns === null ? null : lookBack(columns, analysis);
  const effects = effectsOf(compareWithControl(reading.arms, analysis), analysis, {
    sound,
    earlier: past?.pValues ?? new Map(),
  });
  const names = Object.keys(reading.arms);
  const best = rateArms(Object.values(reading.arms), analysis.goal);
  const rows = names.reduce((sum, name) => sum + reading.arms[name]!.customers, 0);
  const days = [...(columns?.day ?? [])].sort();
  return {
    kind: "experiment-result",
    version: 1,
    test: analysis.test,
    metric: analysis.metric,
    method: methodOf(reading, analysis),
    control: analysis.control,
    rows,
    from: options.from ?? days[0] ?? null,
    to: options.to ?? days.at(-1) ?? null,
    alpha: analysis.alpha,
    level: 1 - (2 * analysis.alpha) / analysis.sides,
    sided: analysis.sides === 1 ? "one" : "two",
    adjustment: names.length === 2 ? "none" : analysis.adjustment,
    arms: Object.fromEntries(
      names.map((name, i) => {
        const { customers, value, variance, conversions, clusters } = reading.arms[name]!;
        const standardError = Math.sqrt(variance);
        return [name, { customers, value, standardError, conversions, clusters, ...best[i]! }];
      }),
    ),
    effects,
    covariate: reading.covariate,
    winsorised,
    sequential: sequentialOf(analysis, rows, past?.looks ?? []),
    verdict: { status: reasons.length > 0 ? "weak" : "valid", reasons, needs: needsOf(reasons) },
  };
}

function capOf(
  { value }: ExperimentColumns,
  quantile: number | undefined,
  { metric }: CheckedAnalysis,
): { values: Float64Array; capped: Winsorised } | null {
  if (quantile === undefined) return null;
  if (metric === "proportion") {
    throw new CoreError("invalid_input", "winsorise with a proportion, expected a mean or ratio");
  }
  return winsorise(value, quantile);
}

function methodOf({ arms, covariate }: Reading, { metric }: CheckedAnalysis): string {
  const estimates = Object.values(arms);
  if (estimates.every(({ conversions }) => conversions !== null)) {
    return "two proportions: Newcombe interval, pooled z test";
  }
  const parts = [metric === "ratio" ? "ratio by the delta method, Welch t" : "means, Welch t"];
  if (covariate !== null) parts.push("adjusted by covariate (CUPED)");
  if (estimates.some(({ clusters }) => clusters !== null)) parts.push("robust to clusters");
  return parts.join(", ");
}

function sequentialOf(
  { sequential, planned }: CheckedAnalysis,
  rows: number,
  looks: NonNullable<ExperimentResult["sequential"]>["looks"],
): ExperimentResult["sequential"] {
  if (sequential === null) return null;
  if (sequential.kind === "always-valid") {
    const { tightestAt = TIGHTEST_AT } = sequential;
    const share = planned === null ? null : plannedShare(planned, rows);
    return { kind: "always-valid", tightestAt, share, looks };
  }
  return { kind: "group", tightestAt: null, share: plannedShare(sequential.planned, rows), looks };
}

function needsOf(reasons: readonly Reason[]): Reason[] {
  return reasons.flatMap(({ code, values }) => {
    if (code !== "stopped_early") return [];
    return [
      { code: "customers", values: { more: Number(values.planned) - Number(values.customers) } },
    ];
  });
}
