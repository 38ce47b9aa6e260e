import type { Reason } from "../../schema/verdict.js";
import type { ErrorQuantiles } from "./band-quantile.js";
import type { VariantFit } from "./fit-variant.js";
import type { Series } from "./read-series.js";

const SHORT_YEARS = 2;
const MANY_MISSING = 0.3;
const FEW_ERRORS = 30;
const SAME = 0.9999;

/** What is weak about a baseline whatever it is asked. */
export function weaknessesOf(
  { days, values, regressors }: Series,
  { fit, errors }: { fit: VariantFit; errors: ErrorQuantiles },
): Reason[] {
  const { plan } = fit.design;
  const reasons: Reason[] = [];
  const span = days[days.length - 1]! - days[0]! + plan.step;
  const years = span / 365.25;
  if (years < SHORT_YEARS) {
    reasons.push({ code: "short_of_two_years", values: { days: span, yearly: plan.yearly } });
  }
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.every((value) => value === known[0])) {
    reasons.push({ code: "no_variation", values: { value: known[0]! } });
  }
  const missing = 1 - known.length / Math.max(known.length, Math.round(span / plan.step));
  if (missing > MANY_MISSING) reasons.push({ code: "many_missing", values: { share: missing } });
  if ((errors.errors[0] ?? 0) < FEW_ERRORS) {
    reasons.push({ code: "bands_uncalibrated", values: { errors: errors.errors[0] ?? 0 } });
  }
  plan.regressors.forEach(({ name, low, high }, i) => {
    const column = regressors[i]!;
    const unknown = column.filter((value) => Number.isNaN(value)).length;
    if (unknown > 0) reasons.push({ code: "regressor_missing", values: { name, rows: unknown } });
    if (low === high) reasons.push({ code: "constant_regressor", values: { name, value: low } });
    for (let j = 0; j < i; j++) {
      const correlation = correlate(column, regressors[j]!);
      if (Math.abs(correlation) <= SAME) continue;
      const other = plan.regressors[j]!.name;
      reasons.push({ code: "collinear_regressors", values: { name, other, correlation } });
    }
  });
  return reasons;
}

/** Correlation over rows where both are known; 0 where either is constant. */
function correlate(a: Float64Array, b: Float64Array): number {
  let count = 0;
  let [meanA, meanB] = [0, 0];
  const both = (i: number) => !Number.isNaN(a[i]!) && !Number.isNaN(b[i]!);
  for (let i = 0; i < a.length; i++) {
    if (!both(i)) continue;
    count++;
    meanA += (a[i]! - meanA) / count;
    meanB += (b[i]! - meanB) / count;
  }
  let [aa, ab, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!both(i)) continue;
    const awayA = a[i]! - meanA;
    const awayB = b[i]! - meanB;
    aa += awayA * awayA;
    ab += awayA * awayB;
    bb += awayB * awayB;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
