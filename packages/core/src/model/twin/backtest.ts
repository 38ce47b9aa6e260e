import { normalQuantile } from "../../math/index.js";
import type { TwinBacktest } from "../../schema/twin.js";
import { chooseLevelRule, depart, followLevel } from "./level.js";
import type { Panel, PanelCell } from "./panel.js";
import { effectivePeople } from "./share-likelihood.js";
import { fitShareModel } from "./share-model.js";
import type { SharedPrior } from "./share-scoring.js";

/** Share of the periods that is held out, from the end. */
const HELD_OUT = 0.2;
const FEWEST_PERIODS = 10;
const QUANTILES = { 50: normalQuantile(0.75), 80: normalQuantile(0.9), 95: normalQuantile(0.975) };
/** The naive forecast repeats the last value, or the mean of so many last ones: whichever foretells better. */
const NAIVE_WINDOWS = [1, 28] as const;

/**
 * Fits the first four fifths of a panel's periods and foretells the last fifth from the conditions it had.
 *
 * Bands hold what isn't known of the level and the luck of the survey.
 *
 * @returns null below ten periods
 */
export function backtestShares(
  panel: Panel,
  { prior, lag }: { prior: SharedPrior; lag: number },
): TwinBacktest | null {
  if (panel.periods < FEWEST_PERIODS) return null;
  const until = panel.periods - Math.max(1, Math.floor(HELD_OUT * panel.periods));
  const trained = panel.cells.some((cell) => cell.first < until);
  if (!trained) return null;
  const model = fitShareModel(panel, { prior, lag, until });
  const rule = chooseLevelRule(panel, { parameters: model, until });
  const n = panel.brands.length;
  const naive = NAIVE_WINDOWS.map(() => 0);
  const inside = { 50: 0, 80: 0, 95: 0 };
  let forecasts = 0;
  let error = 0;
  let width = 0;
  panel.cells.forEach((cell, index) => {
    const seen = Math.max(0, until - cell.first);
    if (seen === 0 || seen >= cell.people.length) return;
    const repeats = NAIVE_WINDOWS.map((length) => meanOfLast(cell, { n, until: seen, length }));
    const { departure } = followLevel(
      { panel, cell, index },
      { parameters: model, rule, until: seen },
    );
    const expected = new Float64Array(n);
    followLevel(
      { panel, cell, index },
      {
        parameters: model,
        rule: { ...rule, decay: 1 },
        until: cell.people.length,
        visit(t, share) {
          const people = cell.people[t]!;
          if (t < seen || people === 0) return;
          expected.set(share);
          depart(expected, departure);
          for (let j = 0; j < n; j++) {
            const found = cell.share[t * n + j]!;
            const x = expected[j]!;
            const level = x * (1 - x) * (model.interceptErrors[index]![Math.min(j, n - 2)] ?? 0);
            const luck = (x * (1 - x)) / effectivePeople(people, model.noise);
            const deviation = Math.sqrt(level * level + model.dispersion * luck);
            forecasts++;
            error += Math.abs(found - x);
            width += 2 * QUANTILES[80] * deviation;
            for (const level of [50, 80, 95] as const) {
              if (Math.abs(found - x) <= QUANTILES[level] * deviation) inside[level]++;
            }
            repeats.forEach((repeat, i) => {
              naive[i] = naive[i]! + Math.abs(found - repeat[j]!);
            });
          }
        },
      },
    );
  });
  if (forecasts === 0) return null;
  return {
    periods: panel.periods - until,
    forecasts,
    meanAbsoluteError: error / forecasts,
    naiveMeanAbsoluteError: Math.min(...naive) / forecasts,
    coverage50: inside[50] / forecasts,
    coverage80: inside[80] / forecasts,
    coverage95: inside[95] / forecasts,
    width80: width / forecasts,
  };
}

/** Mean shares of the last observed periods before `until`. */
function meanOfLast(
  { people, share }: PanelCell,
  { n, until, length }: { n: number; until: number; length: number },
): Float64Array {
  const sum = new Float64Array(n);
  let count = 0;
  for (let t = until - 1; t >= 0 && count < length; t--) {
    if (people[t] === 0) continue;
    for (let j = 0; j < n; j++) sum[j] = sum[j]! + share[t * n + j]!;
    count++;
  }
  return sum.map((value) => value / Math.max(1, count));
}
