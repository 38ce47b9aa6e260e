import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { driftBaseline } from "./baseline.js";
import { newState, nextState, slackOf, surpriseOf } from "./chart.js";
import type { DriftAlarm, DriftState, DriftWatch } from "./drift-watch.js";
import { driftThresholds } from "./threshold.js";

/** Values by day of each series; null where a day has none. */
export type DriftSeries = Readonly<Record<string, readonly (number | null)[]>>;

/** How series are watched. */
export interface DriftOptions extends FitOptions {
  /** Mean number of false alarms in 90 days of all series together; 0.35 unless told, with which a second one within 90 days is rare. */
  readonly falseAlarmsPer90Days?: number;
  /** Days after an alarm in which none is raised again, 14 unless told. */
  readonly quietDays?: number;
  /** Whether a weekly pattern is looked for in references of four weeks or more; it is unless told `none`. */
  readonly season?: "weekly" | "none";
}

const FEWEST_DAYS = 20;
const ENOUGH_DAYS = 56;

/**
 * Learns what is usual from days in which nothing changed, so that {@link advanceDrift} can tell when it does.
 *
 * Per series a two-sided cumulative sum of innovations (level) and one of their squares (spread), for shifts of one
 * standard deviation; season and autocorrelation of neighbouring days are taken out first, freak days count as three
 * standard deviations. Thresholds are simulated from the reference.
 *
 * @param reference - by series, the same days of each, at least 20; residuals of held-out days, parameters, log-ratios of shares
 * @throws CoreError `too_few_rows`, `not_finite`, `no_variation` for a series that never moves, `out_of_range`, `invalid_input`
 * @see Page, Continuous inspection schemes, Biometrika 41 (1954)
 * @see Lu and Reynolds, CUSUM charts for monitoring an autocorrelated process, Journal of Quality Technology 33 (2001)
 */
export function fitDriftWatch(reference: DriftSeries, options: DriftOptions = {}): DriftWatch {
  const {
    falseAlarmsPer90Days = 0.35,
    quietDays = 14,
    season = "weekly",
    seed = 0,
    onProgress,
  } = options;
  if (!(falseAlarmsPer90Days > 0 && falseAlarmsPer90Days <= 45) || !(quietDays >= 0)) {
    throw new CoreError(
      "out_of_range",
      `${falseAlarmsPer90Days} false alarms in 90 days and ${quietDays} quiet days, expected above 0 to 45, and 0 or more`,
    );
  }
  const days = checkSeries(reference);
  if (days < FEWEST_DAYS) {
    throw new CoreError("too_few_rows", `found ${days} reference days, expected ${FEWEST_DAYS}`);
  }
  const names = Object.keys(reference);
  const weekly = season === "weekly";
  const weaknesses: Reason[] = [];
  if (days < ENOUGH_DAYS) weaknesses.push({ code: "short_reference", values: { days } });
  const fitted = names.map((name) => {
    const values = filled(reference[name]!, { name, weaknesses });
    const found = driftBaseline(values, { weekly });
    const range = values.reduce((most, value) => Math.max(most, Math.abs(value - values[0]!)), 0);
    if (!(range > 1e-9 * Math.abs(values[0]!)) || range === 0) {
      throw new CoreError("no_variation", `series ${name} never moves in ${days} reference days`);
    }
    const last = values[days - 1]! - found.baseline.level;
    const { season: week } = found.baseline;
    return { ...found, last: last - week[(days - 1) % week.length]! };
  });
  const thresholds = driftThresholds(
    fitted.map(({ baseline }) => baseline),
    {
      innovations: fitted.map(({ innovations }) => innovations),
      referenceDays: days,
      weekly,
      falseAlarms: falseAlarmsPer90Days,
      quietDays,
      seed,
      onRun: (run, runs) => onProgress?.({ stage: `run ${run + 1} of ${runs}`, done: run / runs }),
    },
  );
  const recordOf = <T>(values: readonly T[]): Record<string, T> =>
    Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  return {
    kind: "drift",
    version: 1,
    series: recordOf(fitted.map(({ baseline }) => baseline)),
    state: recordOf(fitted.map(({ last }) => newState(days, last))),
    levelThreshold: thresholds.level,
    spreadThreshold: thresholds.spread,
    falseAlarmsPer90Days,
    quietDays: Math.floor(quietDays),
    referenceDays: days,
    day: days,
    quietUntil: days,
    weaknesses,
  };
}

/**
 * Looks at further days and tells which of them raised an alarm.
 *
 * One alarm a day names the series that is furthest over its threshold, and the others beside it; then all charts
 * start again, and are quiet for `quietDays`.
 *
 * @returns the watch as it is after these days, to go on from, and the alarms
 * @throws CoreError `unknown_key` for a series that is missing or that the watch does not know, `not_finite`, `invalid_input`
 */
export function advanceDrift(
  watch: DriftWatch,
  days: DriftSeries,
): { watch: DriftWatch; alarms: DriftAlarm[] } {
  const names = Object.keys(watch.series);
  const wrong =
    names.find((name) => !Object.hasOwn(days, name)) ??
    Object.keys(days).find((name) => !Object.hasOwn(watch.series, name));
  if (wrong !== undefined) {
    throw new CoreError("unknown_key", `series ${wrong}: expected ${names.join(", ")}`);
  }
  const count = checkSeries(days);
  const slacks = names.map((name) => slackOf(watch.series[name]!));
  let states = names.map((name) => watch.state[name]!);
  let { quietUntil } = watch;
  const alarms: DriftAlarm[] = [];
  for (let i = 0; i < count; i++) {
    const day = watch.day + i;
    states = states.map((state, s) => {
      const value = days[names[s]!]![i]!;
      if (value === null) return { ...state, last: null };
      const baseline = watch.series[names[s]!]!;
      const { rest, z } = surpriseOf(baseline, { value, day, last: state.last });
      return nextState(state, { baseline, slack: slacks[s]!, rest, z, day });
    });
    const alarm = alarmOf(watch, { names, states, day });
    if (day < quietUntil) states = states.map(({ last }) => newState(day + 1, last));
    else if (alarm !== null) {
      alarms.push(alarm);
      states = states.map(({ last }) => newState(day + 1, last));
      quietUntil = day + 1 + watch.quietDays;
    }
  }
  const state: Record<string, DriftState> = Object.fromEntries(
    names.map((name, s) => [name, states[s]!]),
  );
  return { watch: { ...watch, state, day: watch.day + count, quietUntil }, alarms };
}

/**
 * Watches series from one end to the other: the first days are the reference.
 *
 * @param options.reference - number of reference days
 * @throws CoreError as {@link fitDriftWatch}
 */
export function watchDrift(
  series: DriftSeries | readonly (number | null)[],
  { reference, ...options }: DriftOptions & { readonly reference: number },
): { watch: DriftWatch; alarms: DriftAlarm[] } {
  const named: DriftSeries = isSeries(series) ? { value: series } : series;
  const part = (from: number, to?: number): DriftSeries =>
    Object.fromEntries(
      Object.entries(named).map(([name, values]) => [name, values.slice(from, to)]),
    );
  return advanceDrift(fitDriftWatch(part(0, reference), options), part(reference));
}

const isSeries = (
  series: DriftSeries | readonly (number | null)[],
): series is readonly (number | null)[] => Array.isArray(series);

/** Number of days. @throws CoreError `invalid_input` | `not_finite` */
function checkSeries(series: DriftSeries): number {
  const entries = Object.entries(series);
  const days = entries[0]?.[1].length;
  if (days === undefined) throw new CoreError("invalid_input", "found no series, expected one");
  for (const [name, values] of entries) {
    if (values.length !== days) {
      throw new CoreError(
        "invalid_input",
        `series ${name} has ${values.length} days, expected ${days} as the first`,
      );
    }
    const bad = values.findIndex((value) => value !== null && !Number.isFinite(value));
    if (bad >= 0) {
      throw new CoreError(
        "not_finite",
        `series ${name}, day ${bad}: ${values[bad]}, expected a number or null`,
      );
    }
  }
  return days;
}

/** Missing reference days as the mean of the known ones. */
function filled(
  values: readonly (number | null)[],
  { name, weaknesses }: { name: string; weaknesses: Reason[] },
): Float64Array {
  const known = values.filter((value) => value !== null);
  if (known.length < FEWEST_DAYS) {
    throw new CoreError(
      "too_few_rows",
      `series ${name}: found ${known.length} known reference days, expected ${FEWEST_DAYS}`,
    );
  }
  if (known.length < values.length) {
    const missing = values.length - known.length;
    weaknesses.push({ code: "missing_reference_days", values: { series: name, days: missing } });
  }
  let mean = 0;
  for (const value of known) mean += value / known.length;
  return Float64Array.from(values, (value) => value ?? mean);
}

interface Over extends Pick<DriftAlarm, "kind" | "direction" | "since" | "size"> {
  readonly name: string;
  /** Statistic over threshold. */
  readonly over: number;
}

/** The alarm of a day, of the series furthest over its threshold; null where none is. */
function alarmOf(
  { series, levelThreshold, spreadThreshold }: DriftWatch,
  { names, states, day }: { names: readonly string[]; states: readonly DriftState[]; day: number },
): DriftAlarm | null {
  const found = states.flatMap((state, s): Over[] => {
    const { sd } = series[names[s]!]!;
    const name = names[s]!;
    const up = state.up / levelThreshold;
    const down = state.down / levelThreshold;
    const spread = state.spread / spreadThreshold;
    const over = Math.max(up, down, spread);
    if (!(over > 1)) return [];
    if (over === spread) {
      return [
        { over, name, kind: "spread", direction: "up", since: state.spreadSince, size: over },
      ];
    }
    const rising = up >= down;
    const since = rising ? state.upSince : state.downSince;
    const size = (rising ? state.upSum : state.downSum) / (day + 1 - since) / sd;
    return [{ over, name, kind: "level", direction: rising ? "up" : "down", since, size }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const worst = found.reduce((best, each) => (each.over > best.over ? each : best), first);
  const { name, kind, direction, since, size } = worst;
  const also = found.flatMap((each) => (each.name === name ? [] : [each.name]));
  return { day, since: Math.min(since, day), series: name, kind, direction, size, also };
}
