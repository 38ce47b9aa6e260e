import type { Reason } from "../../schema/verdict.js";
import { closedClasses } from "./stationary.js";
import type { TransitionModel } from "./transition-model.js";

/** Transitions out of a state below which its row is little more than the prior. */
const FEW = 5;
const SURE = 0.01;
/** Dispersion from which sequences clearly are not of one kind. */
const DIFFERENT = 1.5;

/** What is weak about a fitted matrix. */
export function weaknessesOf(
  model: TransitionModel,
  { matrix, sums }: { matrix: Float64Array; sums: Float64Array },
): Reason[] {
  const { states, absorbing, dispersion, homogeneity, backtest, order } = model;
  const found: Reason[] = [];
  states.forEach((state, i) => {
    if (sums[i]! < FEW) {
      found.push({ code: "few_transitions", values: { state, found: sums[i]!, wanted: FEW } });
    }
  });
  for (const { state, stays, leavesAtMost, established } of absorbing) {
    const code = established ? "absorbing_state" : "never_left";
    found.push({ code, values: { state, stays, leavesAtMost } });
  }
  const classes = closedClasses(matrix, states.length).length;
  if (classes > 1) found.push({ code: "long_run_depends_on_start", values: { classes } });
  const worst = dispersion.reduce((most, value) => Math.max(most, value), 1);
  if (worst >= DIFFERENT) found.push({ code: "sequences_differ", values: { dispersion: worst } });
  if (homogeneity.time !== null && homogeneity.time.pValue < SURE && !homogeneity.time.sparse) {
    found.push({ code: "changes_over_time", values: { pValue: homogeneity.time.pValue } });
  }
  if (order.zeroAgainstFirst.pValue > 0.05) {
    found.push({ code: "no_dependence", values: { pValue: order.zeroAgainstFirst.pValue } });
  }
  if (backtest !== null && backtest.champion === backtest.naive) {
    found.push({ code: "no_better_than_shares", values: { heldOut: backtest.heldOut } });
  }
  return found;
}
