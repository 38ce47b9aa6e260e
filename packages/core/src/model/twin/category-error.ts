import { type LeastSquaresFit, studentTQuantile } from "../../math/index.js";
import { longRunSquares } from "./long-run.js";

/** A region's period: log units, then what they are regressed on. */
export interface Within {
  readonly g: number;
  readonly t: number;
  readonly values: readonly number[];
}

/** Standard error of a coefficient, allowing for errors that regions share and that last. */
export function errorOf(
  fit: LeastSquaresFit,
  { rows, column }: { rows: readonly Within[]; column: number },
): number {
  const columns = fit.coefficients.length;
  const freedom = Math.max(1, new Set(rows.map(({ t }) => t)).size - columns);
  const influence = new Map<number, number>();
  ownParts(fit, { rows, column }).forEach((own, i) => {
    const { t } = rows[i]!;
    influence.set(t, (influence.get(t) ?? 0) + own * fit.residuals[i]!);
  });
  const series = [...influence].sort(([a], [b]) => a - b).map(([, value]) => value);
  const alone = series.reduce((sum, value) => sum + value * value, 0);
  const variance = Math.max(alone, longRunSquares(series)) * ((freedom + columns) / freedom);
  const inflate = studentTQuantile(0.975, freedom) / 1.959963984540054;
  return inflate * Math.sqrt(variance);
}

/**
 * As {@link errorOf}, but at least what independent errors beside shocks that regions share would make of it.
 *
 * Where a condition stood out in one period alone, such as a holiday, that period is fitted exactly, and its residuals
 * would say that nothing is unknown.
 */
export function errorOfCondition(
  fit: LeastSquaresFit,
  of: { rows: readonly Within[]; column: number },
): number {
  const { residuals, residualVariance } = fit;
  const own = ownParts(fit, of);
  const periods = new Map<number, { own: number; sum: number; squares: number; count: number }>();
  let independent = 0;
  of.rows.forEach(({ t }, i) => {
    const period = periods.get(t) ?? { own: 0, sum: 0, squares: 0, count: 0 };
    const [part, rest] = [own[i]!, residuals[i]!];
    period.own += part;
    period.sum += rest;
    period.squares += rest * rest;
    period.count += 1;
    periods.set(t, period);
    independent += part * part;
  });
  let [together, pairs, shared] = [0, 0, 0];
  for (const { own: part, sum, squares, count } of periods.values()) {
    together += sum * sum - squares;
    pairs += count * count - count;
    shared += part * part;
  }
  const shock = pairs > 0 ? Math.max(0, together / pairs) : 0;
  return Math.max(errorOf(fit, of), Math.sqrt(shock * shared + residualVariance * independent));
}

/** By row, what a column has beside the other columns, over its sum of squares. */
export function ownParts(
  { covariance, residualVariance, coefficients }: LeastSquaresFit,
  { rows, column }: { rows: readonly Within[]; column: number },
): Float64Array {
  return Float64Array.from(rows, ({ values }) => {
    let own = 0;
    const row = column * coefficients.length;
    for (let a = 0; a < coefficients.length; a++) own += covariance[row + a]! * values[1 + a]!;
    return residualVariance > 0 ? own / residualVariance : 0;
  });
}
