import { dateOfDay } from "../../schema/time-text.js";
import type { BacktestHorizon, BacktestPeriod, TwinBacktest } from "../../schema/twin.js";
import { VERDICT_LIMITS } from "../../schema/verdict-limits.js";
import { createHeldOut, type HeldOut, NAIVE_WINDOWS } from "./held-out.js";
import { chooseLevelRule, type Departure, depart, followLevel, type LevelRule } from "./level.js";
import { followedVariance } from "./level-spread.js";
import { luckVariance } from "./luck.js";
import type { Panel, PanelCell } from "./panel.js";
import type { ShareModel } from "./share-error.js";
import { fitShareModel } from "./share-model.js";
import type { SharedPrior } from "./share-scoring.js";
import { levelVariance } from "./twin-cell.js";

/** Share of the periods that is held out, from the end. */
const HELD_OUT = 0.2;
/** Origins among the held-out periods from which later ones are foretold again. */
const MOST_ORIGINS = 8;

/**
 * Fits the first four fifths of a panel's periods and foretells the last fifth from the conditions it had.
 *
 * Bands hold what isn't known of the level and the luck of the survey, by the law that forecasts use. By period all
 * forecasts start from the last period before; by horizon they start from several origins, the coefficients as they were.
 *
 * @returns null below ten periods
 */
export function backtestShares(
  panel: Panel,
  { prior, lag }: { prior: SharedPrior; lag: number },
): TwinBacktest | null {
  if (panel.periods < VERDICT_LIMITS.fewestPeriods) return null;
  const until = panel.periods - Math.max(1, Math.floor(HELD_OUT * panel.periods));
  const trained = panel.cells.some((cell) => cell.first < until);
  if (!trained) return null;
  const model = fitShareModel(panel, { prior, lag, until });
  const rule = chooseLevelRule(panel, { parameters: model, until });
  const all = createHeldOut();
  const periods = Array.from({ length: panel.periods - until }, createHeldOut);
  const horizons = Array.from({ length: panel.periods - until }, createHeldOut);
  const every = Math.max(1, Math.ceil((panel.periods - until) / MOST_ORIGINS));
  panel.cells.forEach((cell, index) => {
    const paths = pathsOf({ panel, cell, index }, { model, rule });
    for (let origin = until; origin < panel.periods; origin += every) {
      foretell({ panel, cell, index }, { model, rule, paths, origin }, (period, told) => {
        if (origin === until) {
          all.add(...told);
          periods[period - until]!.add(...told);
        }
        horizons[period - origin]!.add(...told);
      });
    }
  });
  if (all.forecasts() === 0) return null;
  const [last = 0, mean = 0] = all.naive();
  const better = last <= mean ? 0 : 1;
  return {
    periods: panel.periods - until,
    ...all.summary(better),
    width80: all.width80(),
    byPeriod: periods.flatMap((part, i): BacktestPeriod[] => {
      const from = dateOfDay(panel.firstDay + (until + i) * panel.periodDays);
      return part.forecasts() === 0 ? [] : [{ from, ...part.summary(better) }];
    }),
    byHorizon: horizons.flatMap((part, i): BacktestHorizon[] =>
      part.forecasts() === 0 ? [] : [{ ahead: i + 1, ...part.summary(better) }],
    ),
  };
}

interface Place {
  readonly panel: Panel;
  readonly cell: PanelCell;
  readonly index: number;
}

/** Expected shares of every period, and the departure known before it. */
interface Paths {
  readonly share: Float64Array;
  readonly departure: Float64Array;
}

function pathsOf(place: Place, { model, rule }: { model: ShareModel; rule: LevelRule }): Paths {
  const n = place.panel.brands.length;
  const { length } = place.cell.people;
  const paths = { share: new Float64Array(length * n), departure: new Float64Array(length * n) };
  followLevel(place, {
    parameters: model,
    rule,
    until: length,
    visit(t, share, departure) {
      paths.share.set(share, t * n);
      paths.departure.set(departure, t * n);
    },
  });
  return paths;
}

/** Foretells a cell's periods from `origin` on, with what was known before it. */
function foretell(
  { panel, cell, index }: Place,
  {
    model,
    rule,
    paths,
    origin,
  }: { model: ShareModel; rule: LevelRule; paths: Paths; origin: number },
  visit: (period: number, told: Parameters<HeldOut["add"]>) => void,
): void {
  const n = panel.brands.length;
  const seen = origin - cell.first;
  if (seen <= 0 || seen >= cell.people.length) return;
  const repeats = NAIVE_WINDOWS.map((length) => meanOfLast(cell, { n, until: seen, length }));
  const departure: Departure = paths.departure.subarray(seen * n, (seen + 1) * n);
  const people = meanPeople(cell, seen);
  const expected = new Float64Array(n);
  for (let t = seen; t < cell.people.length; t++) {
    const found = cell.people[t]!;
    if (found === 0) continue;
    expected.set(paths.share.subarray(t * n, (t + 1) * n));
    depart(expected, departure);
    const level = followedVariance(levelVariance(expected, model.interceptErrors[index]!), {
      model,
      rule,
      people,
    });
    const variance = luckVariance(found, model);
    for (let j = 0; j < n; j++) {
      const x = expected[j]!;
      const room = x * (1 - x);
      visit(cell.first + t, [
        cell.share[t * n + j]!,
        {
          expected: x,
          unknown: Math.sqrt(level * room),
          luck: Math.sqrt(variance * room),
          naive: repeats.map((repeat) => repeat[j]!),
        },
      ]);
    }
  }
}

/** Periods whose people tell how well a level was followed. */
const RECENT = 28;

function meanPeople({ people }: PanelCell, until: number): number {
  let sum = 0;
  let count = 0;
  for (let t = until - 1; t >= 0 && count < RECENT; t--) {
    if (people[t] === 0) continue;
    sum += people[t]!;
    count++;
  }
  return sum / Math.max(1, count);
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
