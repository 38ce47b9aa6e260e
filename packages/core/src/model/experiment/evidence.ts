import { CoreError } from "../../error.js";
import { adjustPValues, type Correction, normalQuantile } from "../../math/index.js";
import { decide } from "./effect.js";
import type { ExperimentResult } from "./experiment-result.js";

/** An effect as a model takes it in: a number, its standard error, and the test it comes from. */
export interface ExperimentEvidence {
  /** Treatment minus control. */
  readonly value: number;
  readonly standardError: number;
  /** Of the interval that the standard error stands for. */
  readonly level: number;
  readonly test: string;
  /** Customers in both arms. */
  readonly rows: number;
  readonly from?: string;
  readonly to?: string;
}

/**
 * The effect of an arm as evidence for a parameter.
 *
 * @remarks Of a test that may have stopped early the standard error is that of its wider interval: an estimate at the moment
 * of stopping is too large on average.
 * @param options.arm - the treatment; may be left out where there is one
 * @throws CoreError `unknown_key` for another arm, `invalid_input` where the sample ratio was not as planned: such a
 * difference is not the treatment's
 */
export function evidenceOf(
  result: ExperimentResult,
  { arm }: { arm?: string } = {},
): ExperimentEvidence {
  const treatments = Object.keys(result.effects);
  const name = arm ?? (treatments.length === 1 ? treatments[0]! : "");
  const effect = result.effects[name];
  if (effect === undefined) {
    throw new CoreError(
      "unknown_key",
      `arm "${name}" of test ${result.test}, expected one of ${treatments.join(", ")}`,
    );
  }
  if (result.verdict.reasons.some(({ code }) => code === "sample_ratio_mismatch")) {
    throw new CoreError(
      "invalid_input",
      `test ${result.test}: its arms do not have the planned sizes, expected a test whose sample ratio holds`,
    );
  }
  const { lower, upper } = effect.interval;
  const critical = -normalQuantile((1 - result.level) / 2);
  const sequential = result.sequential !== null;
  const [control, treatment] = [result.arms[result.control]!, result.arms[name]!];
  return {
    value: effect.estimate,
    standardError: sequential ? (upper - lower) / (2 * critical) : effect.standardError,
    level: result.level,
    test: result.test,
    rows: control.customers + treatment.customers,
    ...(result.from === null ? {} : { from: result.from }),
    ...(result.to === null ? {} : { to: result.to }),
  };
}

/**
 * Results of several metrics or tests with their p-values adjusted for all of them, and their decisions by those.
 *
 * @param correction - Benjamini-Hochberg unless told: of what is found, a share of alpha is expected to be false
 */
export function adjustResults(
  results: readonly ExperimentResult[],
  { correction = "benjamini-hochberg" }: { correction?: Correction } = {},
): ExperimentResult[] {
  const pValues = results.flatMap(({ effects }) =>
    Object.values(effects).map(({ pValue }) => pValue),
  );
  const adjusted = adjustPValues(pValues, correction);
  let next = 0;
  return results.map((result) => {
    const sound = result.verdict.reasons.every(({ code }) => code !== "sample_ratio_mismatch");
    const effects = Object.entries(result.effects).map(([name, effect]) => {
      const pValueAdjusted = adjusted[next++]!;
      const decision = decide(effect.estimate, sound && pValueAdjusted < result.alpha);
      return [name, { ...effect, pValueAdjusted, decision }] as const;
    });
    return { ...result, adjustment: correction, effects: Object.fromEntries(effects) };
  });
}
