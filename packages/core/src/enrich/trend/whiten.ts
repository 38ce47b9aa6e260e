import { log } from "../../math/elementary.js";
import { weightedLeastSquares } from "../../math/least-squares.js";
import { cosineOfDegrees, sineOfDegrees } from "../../math/sine.js";

const DAYS_PER_YEAR = 365.2425;
const MOST_LAGS = 7;

/** A daily series without what it could be told from: `innovations` are null on days that are missing or follow a gap. */
export interface Whitened {
  readonly innovations: readonly (number | null)[];
  /** Order of the autoregression. */
  readonly order: number;
}

/**
 * Takes weekdays, trend, season (when a year or more is given) and an autoregression out of a daily series.
 *
 * The order, 0 to 7, is the one with the least BIC, over the same days for every order.
 *
 * @param values - one per day, null where missing
 * @returns null where fewer than 40 innovations would be left, or none of them varies
 * @see Box and Jenkins on pre-whitening; Haugh (JASA 1976) for independence of two whitened series
 */
export function whiten(values: readonly (number | null)[], firstDay: number): Whitened | null {
  const level = withoutCalendar(values, firstDay);
  if (level === null) return null;
  const fit = Array.from({ length: MOST_LAGS + 1 }, (_, order) => autoregression(level, order));
  let best: { bic: number; order: number; coefficients: ArrayLike<number> } | null = null;
  for (const each of fit) if (each !== null && (best === null || each.bic < best.bic)) best = each;
  if (best === null) return null;
  const { order, coefficients } = best;
  const innovations = level.map((value, i) => {
    if (value === null) return null;
    let rest = value - (coefficients[0] ?? 0);
    for (let lag = 1; lag <= order; lag++) {
      const before = level[i - lag] ?? null;
      if (before === null) return null;
      rest -= (coefficients[lag] ?? 0) * before;
    }
    return rest;
  });
  return { innovations, order };
}

const FEWEST = 40;

function withoutCalendar(
  values: readonly (number | null)[],
  firstDay: number,
): (number | null)[] | null {
  const at: number[] = [];
  const y: number[] = [];
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    at.push(i);
    y.push(value);
  }
  if (y.length < FEWEST + MOST_LAGS || y.every((value) => value === y[0])) return null;
  const yearly = values.length >= 365;
  const rows = at.map((i) => calendarRow(i, firstDay + i, values.length, yearly));
  const columns = rows[0]?.length ?? 0;
  const x = Float64Array.from(rows.flat());
  const { residuals, residualVariance } = weightedLeastSquares({ x, y, columns });
  const scale = y.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (!(residualVariance > 1e-20 * scale * scale)) return null;
  const level: (number | null)[] = values.map(() => null);
  for (const [k, i] of at.entries()) level[i] = residuals[k] ?? null;
  return level;
}

function calendarRow(i: number, day: number, length: number, yearly: boolean): number[] {
  const weekday = (((day + 3) % 7) + 7) % 7;
  const angle = (360 * day) / DAYS_PER_YEAR;
  const year = [1, 2].flatMap((k) => [sineOfDegrees(k * angle), cosineOfDegrees(k * angle)]);
  return [
    ...Array.from({ length: 7 }, (_, k) => Number(k === weekday)),
    (2 * i) / length - 1,
    ...(yearly ? year : []),
  ];
}

function autoregression(level: readonly (number | null)[], order: number) {
  const x: number[] = [];
  const y: number[] = [];
  for (let i = MOST_LAGS; i < level.length; i++) {
    const recent = level.slice(i - MOST_LAGS, i + 1);
    if (recent.some((value) => value === null)) continue;
    y.push(level[i] ?? 0);
    x.push(1);
    for (let lag = 1; lag <= order; lag++) x.push(level[i - lag] ?? 0);
  }
  const columns = order + 1;
  const n = y.length;
  if (n < FEWEST) return null;
  const fit = weightedLeastSquares({ x: Float64Array.from(x), y, columns });
  const variance = (fit.residualVariance * fit.degreesOfFreedom) / n;
  if (!(variance > 0)) return null;
  return { order, coefficients: fit.coefficients, bic: n * log(variance) + columns * log(n) };
}
