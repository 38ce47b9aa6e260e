import { log } from "../../math/index.js";
import { followLevel } from "./level.js";
import type { Panel } from "./panel.js";
import { effectivePeople, type ShareParameters } from "./share-likelihood.js";

/** Longest lag that is looked at, in periods, and as a share of the history. */
const MOST_LAGS = 60;
const MOST_OF_HISTORY = 0.25;
const LONGEST = 0.98;
const FEWEST_PAIRS = 10;

/**
 * How long luck lasts: correlation of neighbouring periods' departures from the expected path, 0 to 0.98.
 *
 * Autocorrelations of standardised departures, all cells and brands together, are summed up to the first that chance
 * could have made (Geyer's initial sequence, cut at 2 standard errors); the result is the first-order autoregression
 * whose means scatter as much. 0 for a fresh survey each period, the habit where records follow the same people, near 1
 * where utilities wander.
 *
 * @see Geyer, Practical Markov chain Monte Carlo, Statistical Science 7 (1992)
 */
export function luckPersistence(panel: Panel, parameters: ShareParameters): number {
  const n = panel.brands.length;
  const lags = Math.min(MOST_LAGS, Math.floor(MOST_OF_HISTORY * panel.periods));
  const departures = panel.cells.map((cell, index) => {
    const out = new Float64Array(cell.people.length * n).fill(Number.NaN);
    followLevel(
      { panel, cell, index },
      {
        parameters,
        rule: { halfLife: Number.POSITIVE_INFINITY, decay: 1 },
        until: cell.people.length,
        visit(t, share) {
          const people = cell.people[t]!;
          if (people === 0) return;
          const weight = Math.sqrt(effectivePeople(people, parameters.noise));
          for (let j = 0; j < n; j++) {
            const room = Math.max(1e-4, share[j]! * (1 - share[j]!));
            out[t * n + j] = (weight * (cell.share[t * n + j]! - share[j]!)) / Math.sqrt(room);
          }
        },
      },
    );
    return out;
  });
  const level = productAt(departures, 0);
  if (level.count === 0 || !(level.mean > 0)) return 0;
  let integrated = 1;
  for (let lag = 1; lag <= lags; lag++) {
    const { mean, count } = productAt(departures, lag * n);
    // Shares of a period sum to 1, so that n of them tell as much as n − 1.
    const independent = (count * (n - 1)) / n;
    if (independent < 1) break;
    const correlation = mean / level.mean;
    if (!(correlation > 2 / Math.sqrt(independent))) break;
    integrated += 2 * correlation;
  }
  return Math.min(LONGEST, (integrated - 1) / (integrated + 1));
}

/** Mean product of departures that are so many entries apart. */
function productAt(
  departures: readonly Float64Array[],
  apart: number,
): { mean: number; count: number } {
  let sum = 0;
  let count = 0;
  for (const series of departures) {
    for (let i = apart; i < series.length; i++) {
      const product = series[i]! * series[i - apart]!;
      if (Number.isNaN(product)) continue;
      sum += product;
      count++;
    }
  }
  return { mean: count > 0 ? sum / count : 0, count };
}

/**
 * Standard deviation of log units of the category from one period to the next, beside its trend.
 *
 * Half the mean square of successive differences, as trends and seasons that last do not count (von Neumann).
 *
 * @param units - by region and period; NaN where not known
 * @returns null below ten pairs of neighbouring periods
 * @see von Neumann, Kent, Bellinson and Hart, The mean square successive difference, Annals of Mathematical Statistics 12 (1941)
 */
export function unitsSpread(units: readonly Float64Array[]): number | null {
  let squares = 0;
  let pairs = 0;
  for (const series of units) {
    for (let t = 1; t < series.length; t++) {
      if (!(series[t]! > 0 && series[t - 1]! > 0)) continue;
      const step = log(series[t]! / series[t - 1]!);
      squares += step * step;
      pairs++;
    }
  }
  return pairs < FEWEST_PAIRS ? null : Math.sqrt(squares / 2 / pairs);
}
