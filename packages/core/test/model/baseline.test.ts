import { beforeAll, describe, expect, it } from "vitest";
import { scoreBands, scorePoints } from "../../src/model/backtest/index.js";
import {
  type Baseline,
  type BaselineForecast,
  fitBaseline,
  predictBaseline,
} from "../../src/model/baseline/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";
import { coveredEffects } from "./planted-effect.js";

type Score = { r2: number; mae: number };

interface Reference {
  backtest: {
    gbm_calendar_weather_holiday: Score;
    ols_weather_plus_ar1_residual_rolling_one_step: Score;
  };
  blocked_holdout: {
    models: { gbm_calendar_weather_holiday: Score; ols_calendar_weather_holiday: Score };
  };
}

it("covers planted effects with its standard errors", () => {
  const covered = coveredEffects(12);
  expect(covered.x).toBeGreaterThanOrEqual(10);
  expect(covered.trend).toBeGreaterThanOrEqual(8);
  expect(covered.holiday).toBeGreaterThanOrEqual(10);
});

describe.skipIf(dataSet("bike_dc_daily") === null)("bike rentals by day (bike_dc_daily)", () => {
  const regressors = ["temp", "hum", "windspeed", "mist", "bad"];
  const cut = 584;
  let rows: { date: string; value: number; [regressor: string]: unknown }[];
  let reference: Reference;
  let holidays: string[];
  let model: Baseline;
  let ahead: BaselineForecast[];
  let stepwise: BaselineForecast[];
  let values: number[];

  beforeAll(() => {
    const table = readTable("bike_dc_daily");
    reference = readReference<Reference>("bike_dc_daily");
    holidays = table.flatMap(({ holiday, dteday = "" }) => (holiday === "1" ? [dteday] : []));
    rows = table.map(({ dteday = "", cnt, temp, hum, windspeed, weathersit }) => ({
      date: dteday,
      value: Number(cnt),
      temp: Number(temp),
      hum: Number(hum),
      windspeed: Number(windspeed),
      mist: weathersit === "2" ? 1 : 0,
      bad: Number(weathersit) >= 3 ? 1 : 0,
    }));
    model = fitBaseline(rows.slice(0, cut), { regressors, holidays });
    const later = rows.slice(cut);
    values = later.map(({ value }) => value);
    ahead = predictBaseline(
      model,
      later.map((row) => ({ ...row, value: null })),
    );
    stepwise = predictBaseline(model, later);
  });

  const scoreOf = (forecasts: readonly BaselineForecast[], found: readonly number[]) =>
    scorePoints(
      forecasts.map(({ value }) => value),
      found,
    );

  it("errs no more than the reference's best, 147 days ahead from one origin", () => {
    const best = reference.backtest.gbm_calendar_weather_holiday;
    const { rSquared, meanAbsoluteError } = scoreOf(ahead, values);
    expect(meanAbsoluteError).toBeLessThanOrEqual(best.mae);
    expect(rSquared).toBeGreaterThanOrEqual(best.r2);
  });

  it("errs a fifth less than the reference's best, one day ahead", () => {
    const best = reference.backtest.ols_weather_plus_ar1_residual_rolling_one_step;
    const { rSquared, meanAbsoluteError } = scoreOf(stepwise, values);
    expect(meanAbsoluteError).toBeLessThan(0.8 * best.mae);
    expect(rSquared).toBeGreaterThan(best.r2);
  });

  it("holds as many days of the last fifth in its bands as they say, within 5 points", () => {
    for (const [level, low, high] of [
      [0.5, "p25", "p75"],
      [0.8, "p10", "p90"],
      [0.95, "p2_5", "p97_5"],
    ] as const) {
      const bands = stepwise.map((each) => ({
        low: each.bands[low] ?? Number.NaN,
        high: each.bands[high] ?? Number.NaN,
        level,
      }));
      expect(Math.abs(scoreBands(bands, values).coverage - level)).toBeLessThan(0.05);
    }
  });

  it("interpolates held-out weeks better than the reference's trees, in bands that hold", () => {
    const isHeldOut = (_: unknown, i: number) => Math.floor(i / 7) % 5 === 4;
    const between = fitBaseline(
      rows.filter((row, i) => !isHeldOut(row, i)),
      { regressors, holidays },
    );
    const asked = rows.filter(isHeldOut);
    const forecasts = predictBaseline(between, asked);
    const held = asked.map(({ value }) => value);
    const found = scoreOf(forecasts, held);
    const trees = reference.blocked_holdout.models.gbm_calendar_weather_holiday;
    const linear = reference.blocked_holdout.models.ols_calendar_weather_holiday;
    expect(between.between?.weight).toBeGreaterThan(0);
    expect(found.meanAbsoluteError).toBeLessThanOrEqual(trees.mae);
    expect(found.rSquared).toBeGreaterThanOrEqual(trees.r2);
    expect(found.meanAbsoluteError).toBeLessThan(0.7 * linear.mae);
    const bands = forecasts.map(({ bands }) => ({
      low: bands.p10 ?? Number.NaN,
      high: bands.p90 ?? Number.NaN,
      level: 0.8,
    }));
    expect(Math.abs(scoreBands(bands, held).coverage - 0.8)).toBeLessThan(0.05);
  });

  it("finds that rain and wind cost rentals, and warmth brings them", () => {
    const strength = (name: string) => {
      const { value, standardError } = model.parameters[name] ?? { value: 0, standardError: 1 };
      return value / standardError;
    };
    expect(strength("temp")).toBeGreaterThan(3);
    expect(strength("windspeed")).toBeLessThan(-3);
    expect(strength("bad")).toBeLessThan(-3);
  });
});
