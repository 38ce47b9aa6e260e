import type { Panel } from "./panel.js";
import { describe, type ShareModel } from "./share-error.js";
import type { ShareParameters } from "./share-likelihood.js";
import { curve, improve, meanLogShares, misfitOf, type SharedPrior } from "./share-scoring.js";

const MOST_ITERATIONS = 40;
/** Steps before the scatter beyond sampling is judged. */
const COARSE_ITERATIONS = 6;
/** Part of a step that is tried first where whole ones went to and fro. */
const DAMPED = 0.5;
/** A step that gains less than this in log-likelihood is the last. */
const TOLERANCE = 1e-4;
const ROUNDING = 1e-10;

/**
 * Fits shares to conditions by penalised quasi-likelihood (Fisher scoring on the expected path).
 *
 * The path is that of the expectations, not of yesterday's survey: sampling noise in the shares does not dilute the
 * habit. Standard errors are the larger of the model's own and Driscoll-Kraay's, which allow for shocks that cells
 * share and that last.
 *
 * @param options.until - periods of the panel that count, so that the rest can be foretold
 */
export function fitShareModel(
  panel: Panel,
  {
    prior,
    lag,
    until = panel.periods,
    start,
    iterations: most = MOST_ITERATIONS,
  }: {
    prior: SharedPrior;
    lag: number;
    until?: number;
    start?: ShareParameters;
    iterations?: number;
  },
): ShareModel {
  const centres = panel.cells.map((cell) => meanLogShares(panel, { cell, until }));
  const k = panel.regressors.length;
  const context = { panel, prior, until, centres };
  let state = curve(context, {
    intercepts: start?.intercepts ?? centres,
    starts: start?.starts ?? centres,
    slopes: start?.slopes ?? prior.mean.slice(0, k),
    habitLogit: start?.habitLogit ?? prior.mean.slice(k),
    lag,
    noise: start?.noise ?? 0,
  });
  let iterations = 0;
  let converged = false;
  for (const stage of ["coarse", "fine", "damped"] as const) {
    const steps = stage === "coarse" && start === undefined ? COARSE_ITERATIONS : most;
    // Habits of cells that differ may overshoot by turns; whoever wanted few steps has them.
    if (stage === "damped" && (converged || most < MOST_ITERATIONS)) break;
    const longest = stage === "damped" ? DAMPED : 1;
    for (let i = 0; i < steps; i++) {
      iterations++;
      const next = improve(context, state, { longest });
      const gain = next.objective - state.objective;
      state = next;
      converged = gain <= TOLERANCE + ROUNDING * Math.abs(state.objective);
      if (converged) break;
    }
    if (stage === "coarse")
      state = curve(context, { ...state, noise: Math.max(0, misfitOf(state)) });
  }
  return describe(context, state, { iterations, converged });
}
