import { CoreError } from "../../error.js";
import { weightedLeastSquares } from "../../math/least-squares.js";
import { studentTCdf, studentTQuantile } from "../../math/student-t.js";
import type { DriverEffect, EnrichedRow, RefusedEffect } from "../../schema/enriched.js";
import { dayOfDate } from "../../schema/time-text.js";
import { controlColumns } from "./control.js";
import { type Driver, driversOf, type WeatherDriver } from "./driver.js";
import { dailyLeastSquares } from "./newey-west.js";
import { outcomeOf } from "./outcome.js";

const FEWEST_DAYS = 60;
/** Days on which a driver must say something, and on which it must not. */
const FEWEST_ACTIVE_DAYS = 3;

/** What is estimated. */
export interface EffectOptions {
  /** See `outcomeOf`. */
  readonly outcome: string;
  readonly weather?: readonly WeatherDriver[];
  /** Ids of holidays with effects of their own; default Lunar New Year. */
  readonly separateHolidays?: readonly string[];
}

/** Effects of weather and holidays on one outcome, and the rows without them. */
export interface EffectEstimate {
  readonly effects: readonly DriverEffect[];
  /** Drivers that the data say nothing of. */
  readonly refused: readonly RefusedEffect[];
  /** Row by row in the column's unit: observed less the weather's effect; null where a part is not known. */
  readonly withoutWeather: readonly (number | null)[];
  /** The same for holidays. */
  readonly withoutHoliday: readonly (number | null)[];
}

/**
 * Estimates in one regression what weather and holidays do to an outcome, each with the others held fixed.
 *
 * Log-odds (of people: the log) on the drivers, cell effects, weekdays, a trend and the season. Weather acts by its
 * deviation from what the controls expect of it, so that the adjusted column keeps the season.
 *
 * @remarks Estimates use all rows given, so adjusted columns are retrospective. An effect is an association given the
 * controls; what moves with the weather for another reason is in it.
 * @throws CoreError `too_few_rows` (fewer than 60 days, or not three rows per column), `no_variation`, `unknown_key`
 */
export function estimateEffects(
  rows: readonly EnrichedRow[],
  options: EffectOptions,
): EffectEstimate {
  const { outcome: name, weather = ["temperature", "rain"] } = options;
  const outcome = outcomeOf(name);
  const asked = driversOf(weather, options.separateHolidays ?? ["lunar_new_year"]);
  const { drivers, refused } = usable(rows, asked, name);
  const chosen: EnrichedRow[] = [];
  const y: number[] = [];
  for (const row of rows) {
    const value = outcome.read(row);
    if (value === null || drivers.some((driver) => driver.read(row) === null)) continue;
    chosen.push(row);
    y.push(value);
  }
  const days = chosen.map(({ date }) => dayOfDate(date));
  checkDays(days, name);
  if (drivers.length === 0) {
    throw new CoreError("no_variation", `${name}: no driver varies within the rows`);
  }
  const controls = controlColumns(chosen);
  const deviations = drivers.map((driver) => deviationsOf(driver, chosen, controls));
  const width = drivers.length + (controls[0]?.length ?? 0);
  if (chosen.length < 3 * width) {
    throw new CoreError(
      "too_few_rows",
      `${name}: found ${chosen.length} rows, expected at least ${3 * width}, three for each of ${width} columns`,
    );
  }
  const x = flat(controls.map((control, i) => [...deviations.map((d) => d[i] ?? 0), ...control]));
  const fit = dailyLeastSquares({ x, y: Float64Array.from(y), columns: width, days });
  const from = chosen.reduce((a, { date }) => (date < a ? date : a), "9999-12-31");
  const to = chosen.reduce((a, { date }) => (date > a ? date : a), "0000-01-01");
  const method = `least squares with cell, weekday, trend and season; Newey-West, ${fit.bandwidth} days`;
  const half = studentTQuantile(0.975, fit.degrees);
  const effects = drivers.map((driver, j): DriverEffect => {
    const value = fit.coefficients[j] ?? 0;
    const standardError = Math.sqrt(Math.max(0, fit.covariance[j * width + j] ?? 0));
    const t = standardError > 0 ? Math.abs(value) / standardError : Infinity;
    return {
      outcome: name,
      driver: driver.name,
      scale: outcome.scale,
      effect: {
        value,
        standardError,
        unit: `${outcome.scale === "log" ? "log" : "log-odds"} ${driver.unit}`,
        origin: { kind: "estimated", rows: chosen.length, from, to, method },
      },
      low: value - half * standardError,
      high: value + half * standardError,
      pValue: 2 * studentTCdf(-t, fit.degrees),
    };
  });
  const without = (family: Driver["family"]) => {
    const adjusted = new Map<EnrichedRow, number>();
    for (const [i, row] of chosen.entries()) {
      let value = y[i] ?? 0;
      for (const [j, driver] of drivers.entries()) {
        if (driver.family !== family) continue;
        const level = family === "holiday" ? driver.read(row) : deviations[j]?.[i];
        value -= (fit.coefficients[j] ?? 0) * (level ?? 0);
      }
      adjusted.set(row, outcome.back(value));
    }
    return rows.map((row) => adjusted.get(row) ?? null);
  };
  return {
    effects,
    refused,
    withoutWeather: without("weather"),
    withoutHoliday: without("holiday"),
  };
}

/** Drivers that are known somewhere and differ on enough days; the others are refused by name. */
function usable(rows: readonly EnrichedRow[], asked: readonly Driver[], outcome: string) {
  const refused: RefusedEffect[] = [];
  const drivers = asked.filter((driver) => {
    const daysOf = new Map<number, Set<string>>();
    for (const row of rows) {
      const value = driver.read(row);
      if (value === null) continue;
      const days = daysOf.get(value) ?? new Set();
      daysOf.set(value, days.add(row.date));
    }
    const sizes = [...daysOf.values()].map(({ size }) => size).sort((a, b) => b - a);
    const others = sizes.slice(1).reduce((a, b) => a + b, 0);
    if (others >= FEWEST_ACTIVE_DAYS) return true;
    const message = `${outcome} by ${driver.name}: found ${others} days that differ from the usual one, expected at least ${FEWEST_ACTIVE_DAYS}`;
    refused.push({ outcome, code: "no_variation", message });
    return false;
  });
  return { drivers, refused };
}

/** A weather driver less what the controls expect of it; a holiday's indicator as it is. */
function deviationsOf(
  driver: Driver,
  rows: readonly EnrichedRow[],
  controls: readonly (readonly number[])[],
): ArrayLike<number> {
  const values = Float64Array.from(rows, (row) => driver.read(row) ?? 0);
  if (driver.family === "holiday") return values;
  const columns = controls[0]?.length ?? 0;
  return weightedLeastSquares({ x: flat(controls), y: values, columns }).residuals;
}

function flat(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat());
}

function checkDays(days: readonly number[], outcome: string): void {
  const found = new Set(days).size;
  if (found >= FEWEST_DAYS) return;
  throw new CoreError(
    "too_few_rows",
    `${outcome}: found ${found} days with outcome and drivers, expected at least ${FEWEST_DAYS}`,
  );
}
