import { CoreError } from "../../error.js";
import {
  baselineColumns,
  baselineSize,
  type ControlScale,
  controlScale,
} from "./media-baseline.js";
import { daysPerPeriod, periodOf, readDay } from "./media-calendar.js";
import type { MediaCalibration, MediaOptions, MediaRow } from "./media-option.js";
import { type MediaPanel, mediaPanel } from "./media-panel.js";
import type { ProblemChannel } from "./media-problem.js";
import type { MediaSetting } from "./problem-of.js";
import { SATURATION_PRIOR } from "./saturation.js";

/** Periods over which a spend works unless told. */
const LAGS = 8;

/** Controls that vary, and how they are scaled. */
export interface PreparedMedia {
  readonly setting: MediaSetting;
  readonly scales: readonly ControlScale[];
  /** Positions of the controls that vary. */
  readonly varying: readonly number[];
  /** Most yearly pairs that the rows can tell. */
  readonly mostHarmonics: number;
  readonly years: number;
}

/**
 * Reads and checks what is fitted.
 *
 * @throws CoreError `no_data`, `invalid_input`, `not_finite`, `out_of_range`, `unknown_key`, `no_variation`, `too_few_rows`
 */
export function prepareMedia(rows: readonly MediaRow[], options: MediaOptions): PreparedMedia {
  const { target, channels, controls = [], date, lags = LAGS, nonNegative = true } = options;
  checkOptions(options);
  const panel = mediaPanel(rows, { target, channels, controls, date });
  const n = panel.outcome.length;
  const { mean, sd } = spreadOf(panel.outcome, target);
  channels.forEach((channel, c) => {
    checkSpend(panel, c, channel);
  });
  const varying = controls.flatMap((_, j) => (varies(panel.controls[j]!) ? [j] : []));
  const scales = varying.map((j) => controlScale(panel.controls[j]!));
  const values = varying.map((j) => panel.controls[j]!);
  const years = (n * daysPerPeriod(panel.calendar)) / 365.25;
  const mostHarmonics = years < 1 ? 0 : daysPerPeriod(panel.calendar) > 20 ? 2 : 3;
  const weekly = panel.calendar.stepDays === 1 && n >= 28;
  const trend = options.trend === undefined || options.trend === "auto" ? "linear" : options.trend;
  const harmonics =
    options.harmonics === undefined || options.harmonics === "auto"
      ? Math.min(2, mostHarmonics)
      : options.harmonics;
  const family =
    options.saturation === undefined || options.saturation === "auto"
      ? "logistic"
      : options.saturation;
  const shape = { trend, harmonics, weekly };
  const perChannel = 1 + (lags > 1 ? 1 : 0) + SATURATION_PRIOR[family].length;
  const parameters = baselineSize(shape) + varying.length + channels.length * perChannel;
  if (n < parameters + 1) {
    throw new CoreError(
      "too_few_rows",
      `found ${n} rows, expected more than the ${parameters} parameters of ${channels.length} channel(s), ${varying.length} control(s) and the baseline`,
    );
  }
  const known = new Map<string, readonly Float64Array[]>();
  const setting: MediaSetting = {
    panel,
    outcome: panel.outcome.map((value) => (value - mean) / sd),
    mean,
    sd,
    channels: channels.map((channel, c) => problemChannel(panel, c, { channel, sd, options })),
    columnsOf: (one) => {
      const key = `${one.trend} ${one.harmonics} ${one.weekly}`;
      const columns =
        known.get(key) ??
        baselineColumns(
          { day: panel.day, period: panel.period, controls: values },
          { shape: one, periods: panel.periods, scales },
        );
      known.set(key, columns);
      return columns;
    },
    shape,
    family,
    lags,
    nonNegative,
    correlation: 0,
  };
  return { setting, scales, varying, mostHarmonics, years };
}

function checkOptions({
  target,
  channels,
  controls = [],
  date,
  lags = LAGS,
  level = 0.95,
  draws = 500,
  harmonics = 0,
  money,
}: MediaOptions): void {
  const names = [target, date, ...channels, ...controls];
  if (channels.length === 0 || new Set(names).size < names.length) {
    throw new CoreError(
      "invalid_input",
      `found the columns ${names.join(", ")}; expected one or more channels, and each column once`,
    );
  }
  const wrong = [
    ["lags", lags, Number.isInteger(lags) && lags >= 1 && lags <= 366, "an integer from 1 to 366"],
    ["level", level, level > 0 && level < 1, "between 0 and 1"],
    ["draws", draws, Number.isInteger(draws) && draws >= 1 && draws <= 2000, "1 to 2000"],
    [
      "harmonics",
      harmonics,
      harmonics === "auto" || [0, 1, 2, 3].includes(harmonics),
      "auto or 0 to 3",
    ],
    [
      "money.valuePerUnit",
      money?.valuePerUnit ?? 1,
      (money?.valuePerUnit ?? 1) > 0 && (money?.valuePerUnit ?? 1) < Infinity,
      "above 0",
    ],
  ] as const;
  for (const [name, value, right, expected] of wrong) {
    if (!right)
      throw new CoreError("out_of_range", `${name}: found ${value}, expected ${expected}`);
  }
}

function spreadOf(outcome: Float64Array, target: string): { mean: number; sd: number } {
  if (!varies(outcome)) {
    throw new CoreError(
      "no_variation",
      `column ${target}: found ${outcome[0]} in all ${outcome.length} rows, expected values that differ`,
    );
  }
  return controlScale(outcome);
}

function checkSpend({ spend, period }: MediaPanel, c: number, channel: string): void {
  const values = Float64Array.from(period, (t) => spend[c]![t]!);
  if (!varies(values)) {
    throw new CoreError(
      "no_variation",
      `channel ${channel}: found a spend of ${values[0]} in all ${values.length} rows, expected one that varies: its effect cannot be told from the level; leave it out`,
    );
  }
}

function varies(values: Float64Array): boolean {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
}

function problemChannel(
  panel: MediaPanel,
  c: number,
  { channel, sd, options }: { channel: string; sd: number; options: MediaOptions },
): ProblemChannel {
  const spend = panel.spend[c]!;
  const all = options.calibrations ?? [];
  all.forEach(({ channel: name }, i) => {
    if (!options.channels.includes(name)) {
      throw new CoreError(
        "unknown_key",
        `calibration ${i}: found channel ${name}, expected one of ${options.channels.join(", ")}`,
      );
    }
  });
  return {
    spend,
    scale: spend.reduce((most, value) => Math.max(most, value), 0),
    calibrations: all.flatMap((calibration, i) => {
      if (calibration.channel !== channel) return [];
      const periods = checkCalibration(calibration, { i, panel, spend });
      return [
        {
          ...periods,
          spendChange: calibration.spendChange,
          incremental: calibration.incremental / sd,
          standardError: calibration.standardError / sd,
        },
      ];
    }),
  };
}

function checkCalibration(
  { from, to, incremental, standardError, spendChange }: MediaCalibration,
  { i, panel, spend }: { i: number; panel: MediaPanel; spend: Float64Array },
): { from: number; to: number } {
  const first = periodOf(panel.calendar, readDay(from, i, "calibrations.from"));
  const last = periodOf(panel.calendar, readDay(to, i, "calibrations.to"));
  const refuse = (found: string, expected: string) =>
    new CoreError("out_of_range", `calibration ${i}: found ${found}, expected ${expected}`);
  if (!(first >= 0 && last >= first && last < panel.periods)) {
    throw refuse(`a window from ${from} to ${to}`, "one within the rows");
  }
  if (!Number.isFinite(incremental)) throw refuse(`incremental ${incremental}`, "a number");
  if (!(standardError > 0 && standardError < Infinity)) {
    throw refuse(`standardError ${standardError}`, "above 0");
  }
  if (!(spendChange >= -1 && spendChange < Infinity) || spendChange === 0) {
    throw refuse(`spendChange ${spendChange}`, "-1 or more, and not 0");
  }
  if (!spend.subarray(first, last + 1).some((value) => value > 0)) {
    throw refuse(`no spend from ${from} to ${to}`, "a spend that was changed");
  }
  return { from: first, to: last };
}
