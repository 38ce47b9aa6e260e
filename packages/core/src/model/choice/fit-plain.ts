import type { ChoiceDesign } from "./design.js";
import { type Belief, type LogitFit, newtonLogit } from "./fit-logit.js";
import { fillLoyalty } from "./loyalty-state.js";

/** How plain logit is fitted. */
export interface PlainPlan {
  /** Smoothing of the loyalty state where it is fixed, its start where it moves; null without loyalty. */
  readonly smoothing: number | null;
  readonly movesSmoothing: boolean;
  readonly initial: Float64Array;
}

export interface PlainFit extends LogitFit {
  readonly smoothing: number | null;
  /** Parameters by which the data separate perfectly; then the coefficients are those of a weak normal belief. */
  readonly separated: readonly number[];
}

/** Standard deviation, in working units, that keeps coefficients finite where the data separate perfectly. */
const SEPARATION_SPREAD = 4;
const GOLDEN = 0.6180339887498949;
const LEAST = 0.01;
const MOST = 0.98;

/**
 * Multinomial logit, with the smoothing of the loyalty state where that moves, by golden section on its profile likelihood.
 *
 * @remarks The design's loyalty column is left at the smoothing that was found.
 */
export function fitPlain(design: ChoiceDesign, plan: PlainPlan): PlainFit {
  const { smoothing, movesSmoothing, initial } = plan;
  let start: Float64Array | undefined;
  const at = (value: number) => {
    fillLoyalty(design, { smoothing: value, initial });
    const fit = newtonLogit(design, { ...(start === undefined ? {} : { start }), steps: 12 });
    if (fit.running.length === 0) start = fit.theta;
    return fit.logLikelihood;
  };
  const found = smoothing !== null && movesSmoothing ? highest(at) : smoothing;
  if (found !== null) fillLoyalty(design, { smoothing: found, initial });
  const fit = newtonLogit(design, start === undefined ? {} : { start });
  if (fit.running.length === 0) return { ...fit, smoothing: found, separated: [] };
  const p = design.parameters;
  const precision = new Float64Array(p).fill(1 / (SEPARATION_SPREAD * SEPARATION_SPREAD));
  const belief: Belief = { centre: new Float64Array(p), precision };
  return { ...newtonLogit(design, { belief }), smoothing: found, separated: fit.running };
}

/** Where a function of one hump is highest, to 1e-4. */
function highest(f: (x: number) => number): number {
  let low = LEAST;
  let high = MOST;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let fa = f(a);
  let fb = f(b);
  while (high - low > 1e-4) {
    if (fa >= fb) {
      high = b;
      b = a;
      fb = fa;
      a = high - GOLDEN * (high - low);
      fa = f(a);
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + GOLDEN * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
