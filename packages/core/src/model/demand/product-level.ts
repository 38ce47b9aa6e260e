import { exp, square } from "../../math/index.js";
import type { DemandModel } from "./demand-model.js";
import type { ProductColumns } from "./demand-row.js";
import type { WithinColumns } from "./within.js";

/** Where a product's columns lie, how much it sells there, and what is left unexplained. */
export function levelOf(
  data: WithinColumns,
  {
    covariates,
    level,
    groupSpread,
    variance,
    residuals,
    counts,
  }: {
    covariates: readonly string[];
    level: { value: number; standardError: number };
    groupSpread: number;
    /** Of the noise: of ln units, or what the variance of counts is a multiple of. */
    variance: number;
    residuals: Float64Array;
    counts: { source: ProductColumns; overdispersion: number } | null;
  },
): DemandModel["productLevels"][string] {
  const { means, absorbed } = data;
  const source = counts?.source ?? data.source;
  const { priced, columns, rows } = source;
  let misfit = 0;
  let smear = 0;
  for (const residual of residuals) {
    misfit += residual * residual;
    smear += exp(residual) / rows;
  }
  let total = 0;
  let units = 0;
  for (const value of source.units) units += value / rows;
  for (const value of source.y) total += square(value - data.meanY);
  const relative = counts === null ? variance : variance * (1 / units + counts.overdispersion);
  const ranges = [...priced.map((name) => `price:${name}`), ...covariates].map((name, j) => {
    let low = Infinity;
    let high = -Infinity;
    for (let r = 0; r < rows; r++) {
      low = Math.min(low, source.x[r * columns + j]!);
      high = Math.max(high, source.x[r * columns + j]!);
    }
    return [name, j < priced.length ? { low: exp(low), high: exp(high) } : { low, high }] as const;
  });
  return {
    level,
    groupSpread,
    meanLogPrices: Object.fromEntries(priced.map((name, j) => [name, means[j]!])),
    meanCovariates: Object.fromEntries(
      covariates.map((name, c) => [name, means[priced.length + c]!]),
    ),
    residualSd: Math.sqrt(relative),
    smearing: counts === null && smear > 0 && smear < Infinity ? smear : 1,
    counts: counts && { dispersion: variance, overdispersion: counts.overdispersion },
    rSquared: counts === null && total > 0 ? 1 - misfit / total : null,
    rows,
    groups: source.groups.length,
    absorbed,
    observed: Object.fromEntries(ranges),
  };
}
