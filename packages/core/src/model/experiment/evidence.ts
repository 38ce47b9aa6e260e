import { CoreError } from "../../error.js";
import { adjustPValues, type Correction, normalQuantile } from "../../math/index.js";
import type { Evidence } from "../calibration/index.js";
import { decide } from "./effect.js";
import type { ExperimentResult } from "./experiment-result.js";

/** Evidence whose spread is known as a standard error. */
export type ExperimentEvidence = Evidence & { readonly standardError: number };

/**
 * The effect of an arm (treatment minus control) as evidence for a parameter, as `calibrateParameter` takes it.
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
  const { from, to } = result;
  return {
    value: effect.estimate,
    standardError: sequential ? (upper - lower) / (2 * critical) : effect.standardError,
    source: { kind: "experiment", test: result.test },
    ...(from !== null && { at: to === null ? from : `${from}/${to}` }),
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
