import { choleskyJittered, exp, fillNormal, log, purposeId } from "../../math/index.js";
import type { BgNbd } from "./bg-nbd.js";
import type { GammaGamma } from "./gamma-gamma.js";
import type { LifetimeModel } from "./lifetime-model.js";

const BUYING = purposeId("lifetime buying parameters");
const SPENDING = purposeId("lifetime spending parameters");
/** A draw is kept within so many standard errors, and within a factor of e^2. */
const FARTHEST = 4;
const FARTHEST_LOG = 2;

/** Point estimates of BG/NBD, time in units of the model. */
export function buyingOf({ buying: { r, alpha, a, b } }: LifetimeModel): BgNbd {
  return { r: r.value, alpha: alpha.value, a: a.value, b: b.value };
}

/** Point estimates of gamma-gamma; null where amounts were unknown. */
export function spendingOf({ spending }: LifetimeModel): GammaGamma | null {
  if (spending === null) return null;
  return { p: spending.p.value, q: spending.q.value, v: spending.v.value };
}

/** Draws of the parameters of BG/NBD from the covariance of the fit; none where it is unknown. */
export function buyingDraws(
  model: LifetimeModel,
  options: { draws: number; seed: number },
): BgNbd[] {
  const { r, alpha, a, b } = buyingOf(model);
  return drawsOf([r, alpha, a, b], model.buying.logCovariance, { ...options, purpose: BUYING }).map(
    (found) => ({ r: found[0]!, alpha: found[1]!, a: found[2]!, b: found[3]! }),
  );
}

/** Draws of the parameters of gamma-gamma; none where its covariance is unknown. */
export function spendingDraws(
  model: LifetimeModel,
  options: { draws: number; seed: number },
): GammaGamma[] {
  const found = spendingOf(model);
  if (found === null || model.spending === null) return [];
  const { logCovariance } = model.spending;
  return drawsOf([found.p, found.q, found.v], logCovariance, { ...options, purpose: SPENDING }).map(
    (values) => ({ p: values[0]!, q: values[1]!, v: values[2]! }),
  );
}

/** Log-normal draws; each one belongs to its number, whatever else is drawn. */
function drawsOf(
  at: readonly number[],
  logCovariance: readonly number[] | null,
  { draws, seed, purpose }: { draws: number; seed: number; purpose: number },
): Float64Array[] {
  if (logCovariance === null) return [];
  const n = at.length;
  const { factor } = choleskyJittered(Float64Array.from(logCovariance), n);
  const deviates = new Float64Array(n);
  return Array.from({ length: draws }, (_, draw) => {
    fillNormal(deviates, seed, draw, purpose);
    return Float64Array.from(at, (value, i) => {
      let move = 0;
      for (let k = 0; k <= i; k++) {
        const deviate = Math.min(FARTHEST, Math.max(-FARTHEST, deviates[k]!));
        move += factor[i * n + k]! * deviate;
      }
      return exp(log(value) + Math.min(FARTHEST_LOG, Math.max(-FARTHEST_LOG, move)));
    });
  });
}
