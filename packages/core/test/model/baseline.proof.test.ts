import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { backtestBaseline } from "../../src/model/baseline/index.js";
import { readTable } from "./data-set.js";
import { coveredEffects } from "./planted-effect.js";

it.skipIf(!isProof)("covers what was planted, and what came", { timeout: 1_800_000 }, () => {
  const series = 200;
  const covered = coveredEffects(series);
  const table = readTable("bike_dc_daily");
  const rows = table.map(({ dteday = "", cnt, temp, hum, windspeed, weathersit }) => ({
    date: dteday,
    value: Number(cnt),
    temp: Number(temp),
    hum: Number(hum),
    windspeed: Number(windspeed),
    mist: weathersit === "2" ? 1 : 0,
    bad: Number(weathersit) >= 3 ? 1 : 0,
  }));
  const holidays = table.flatMap(({ holiday, dteday = "" }) => (holiday === "1" ? [dteday] : []));
  const options = { regressors: ["temp", "hum", "windspeed", "mist", "bad"], holidays };
  const figures: Record<string, number | string> = {
    series,
    "regressor covered": covered.x,
    "trend covered": covered.trend,
    "holiday covered": covered.holiday,
  };
  for (const ahead of ["one step", "from origin"] as const) {
    const found = backtestBaseline(rows, { ...options, ahead });
    const error = found.contestants.baseline?.absoluteError;
    figures[`bike, ${ahead}: days held out`] = found.heldOut;
    figures[`bike, ${ahead}: mean absolute error`] = Math.round(error?.score ?? Number.NaN);
    figures[`bike, ${ahead}: seasonal naive`] = Math.round(error?.naive ?? Number.NaN);
    for (const { level, coverage, meanIntervalScore } of found.bands) {
      figures[`bike, ${ahead}: ${100 * level} % band holds`] = Math.round(1000 * coverage) / 1000;
      figures[`bike, ${ahead}: ${100 * level} % interval score`] = Math.round(meanIntervalScore);
      if (ahead === "one step") expect(Math.abs(coverage - level)).toBeLessThan(0.03);
    }
  }
  recordProof("baseline", "Baseline: intervals of effects and bands of forecasts", figures);
  expect(covered.x).toBeGreaterThanOrEqual(0.9 * series);
});
