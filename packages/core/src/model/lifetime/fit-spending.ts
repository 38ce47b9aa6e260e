import { log } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { CustomerHistory } from "./customer-history.js";
import { gammaGammaLogLikelihood } from "./gamma-gamma.js";
import type { LifetimeModel } from "./lifetime-model.js";
import { maximiseLikelihood } from "./maximum-likelihood.js";

const FEW = 30;
const UNKNOWN = 2;
/** Correlation of repeats and amount that is worth a warning where it is no chance. */
const NOTABLE = 0.2;

/**
 * Gamma-gamma by maximum likelihood, over customers with repeats of known amount.
 *
 * @remarks Amounts are scaled to a mean of 1 inside, so that any currency does.
 * @returns `spending` null, with the weakness, where fewer than two customers or no two different amounts are known
 */
export function fitSpending(
  customers: readonly CustomerHistory[],
  { currency, onIteration }: { currency: string | null; onIteration?: (iteration: number) => void },
): { spending: LifetimeModel["spending"]; weaknesses: Reason[] } {
  const known = customers.filter((each) => each.amounts > 0 && (each.meanAmount ?? 0) > 0);
  const free = customers.filter((each) => each.amounts > 0).length - known.length;
  const weaknesses: Reason[] = [];
  if (free > 0) weaknesses.push({ code: "customers_without_spend", values: { customers: free } });
  let total = 0;
  for (const each of known) total += each.meanAmount!;
  const scale = total / known.length;
  if (known.length < 2 || known.every((each) => each.meanAmount === known[0]!.meanAmount)) {
    weaknesses.push({ code: "no_spend_variation", values: { customers: known.length } });
    return { spending: null, weaknesses };
  }
  const columns = {
    amounts: Float64Array.from(known, (each) => each.amounts),
    means: Float64Array.from(known, (each) => each.meanAmount! / scale),
  };
  const found = maximiseLikelihood(
    (parameters, slopes) => gammaGammaLogLikelihood(columns, parameters, slopes),
    [log(4), log(4), log(0.75)],
    onIteration === undefined ? {} : { onIteration },
  );
  const errors = (i: number) =>
    found.logCovariance === null ? null : Math.sqrt(found.logCovariance[i * 3 + i]!);
  const estimate = (i: number, unit: number) => {
    const value = found.parameters[i]! * unit;
    const error = errors(i);
    return { value, standardError: error === null ? null : value * error };
  };
  const [p, q, v] = [estimate(0, 1), estimate(1, 1), estimate(2, scale)];
  if (known.length < FEW) {
    weaknesses.push({
      code: "few_spending_customers",
      values: { found: known.length, wanted: FEW },
    });
  }
  const flat = ["p", "q", "v"].filter(
    (_, i) => found.atEdge.includes(i) || (errors(i) ?? Infinity) > UNKNOWN,
  );
  if (flat.length > 0) {
    weaknesses.push({
      code: "flat_likelihood",
      values: { model: "gamma-gamma", parameters: flat.join(", ") },
    });
  }
  if (!found.converged) {
    weaknesses.push({
      code: "not_converged",
      values: { model: "gamma-gamma", iterations: found.iterations },
    });
  }
  if (q.value <= 1) weaknesses.push({ code: "infinite_mean_spend", values: { q: q.value } });
  const correlation = correlationOf(columns.amounts, columns.means);
  if (
    correlation !== null &&
    Math.abs(correlation) > NOTABLE &&
    Math.abs(correlation) * Math.sqrt(known.length) > 2.6
  ) {
    weaknesses.push({
      code: "spend_depends_on_frequency",
      values: { correlation, customers: known.length },
    });
  }
  return {
    spending: {
      p,
      q,
      v,
      logCovariance: found.logCovariance === null ? null : [...found.logCovariance],
      // A mean in another unit has another density.
      logLikelihood: found.logLikelihood - known.length * log(scale),
      iterations: found.iterations,
      converged: found.converged,
      currency,
      customers: known.length,
      correlation,
      observedMean: scale,
      populationMean: q.value > 1 ? (p.value * v.value) / (q.value - 1) : null,
    },
    weaknesses,
  };
}

/** Pearson's; null where one of them does not vary. */
function correlationOf(x: Float64Array, y: Float64Array): number | null {
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i]! - meanX) * (x[i]! - meanX);
    yy += (y[i]! - meanY) * (y[i]! - meanY);
    xy += (x[i]! - meanX) * (y[i]! - meanY);
  }
  if (!(xx > 0 && yy > 0)) return null;
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}
