import { log, logistic } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import type { Twin } from "../../schema/twin.js";
import { withUnits } from "./cell-units.js";
import { leverRanges, pricesNow } from "./current-condition.js";
import { doubtOf, excessOf, movedBy } from "./doubted-response.js";
import type { TwinFit } from "./fit-twin.js";
import { depart, followLevel, type Learning, type LevelRule } from "./level.js";
import { type Panel, panelOf } from "./panel.js";
import type { Regressor } from "./regressor.js";
import { reviseLevel } from "./revise-level.js";
import type { ShareModel } from "./share-error.js";
import { effectivePeople } from "./share-likelihood.js";
import { choose } from "./share-path.js";
import { fitCells, levelVariance } from "./twin-cell.js";

/** A share is never taken to be less likely than this. */
const LEAST_SHARE = 1e-9;

/** Cells of a persona or of a region; null means all. */
export interface CellGroup {
  readonly persona: string | null;
  readonly region: string | null;
}

/** A twin after later days, and how its one-step forecasts did on them. */
export interface FollowedTwin {
  readonly twin: Twin;
  /** First day of the first period that the fit has not seen. */
  readonly from: number;
  /** Cells of the history that the fit does not know: they wait for the next. */
  readonly unseen: readonly string[];
  /** Groups that surprises are told of: all cells, then those of each persona and of each region. */
  readonly groups: readonly CellGroup[];
  /** Of every period of the fit and since; a period without observations has none. */
  readonly periods: readonly PeriodForecast[];
}

/** How a period's shares came out against what was expected the period before. */
export interface PeriodForecast {
  /** First day of the period, since 1970-01-01. */
  readonly day: number;
  /**
   * By group of cells, then by brand: people-weighted mean of the log-ratio of seen over expected shares, centred;
   * null without observations.
   */
  readonly surprise: readonly (readonly number[] | null)[];
  /** The same without what errors of the fit's responses make of it, which last as long as a price does; null by brand. */
  readonly excess: readonly (readonly (number | null)[])[];
  /** Mean cross-entropy of the seen shares, in nats; the lower, the better foretold. */
  readonly loss: number | null;
}

/**
 * Takes a twin through days that its fit has not seen: levels, shares and prices move, the other parameters stand.
 *
 * The levels learn as much of each observation as their own uncertainty allows (a Kalman gain), the forecasts are those
 * made the period before. The result depends on the history alone, not on the order in which its rows arrived.
 *
 * @param history - from the fit's first day at the latest
 * @returns null where only another fit can go on: brands or cells are not those of the fit, or its own days have been
 *   filled up since
 */
export function followTwin(fit: TwinFit, history: History): FollowedTwin | null {
  const { learnt } = fit;
  const grid = panelLike(learnt.panel, history);
  if (grid === null) return null;
  const { panel, novel } = grid;
  const { model } = learnt;
  const seen = learnt.panel.periods;
  const learning = panel.cells.map((cell, c): Learning => {
    const choice = model.intercepts[c]!.slice();
    choose(choice);
    const variance = levelVariance(choice, model.interceptErrors[c]!);
    const from = seen - cell.first;
    // Where departures are followed, the rule itself sees what was revised.
    if (learnt.rule.decay !== 1) return { from, variance, revision: null };
    return { from, ...reviseLevel({ panel, cell, index: c }, { fit: learnt, variance }) };
  });
  const prices = pricesNow(history, panel);
  const followed = { ...learnt, panel, model };
  const standing = fitCells(followed, { rule: learnt.rule, prices, learning });
  const { incidence } = fit.twin;
  const cells = withUnits(standing, { fitted: followed, history, incidence });
  const twin: Twin = {
    ...fit.twin,
    historyDigest: history.digest,
    demo: history.demo,
    asOf: cells.reduce((last, { to }) => (to > last ? to : last), cells[0]!.to),
    cells,
    levers: leverRanges(history, { panel, prices }),
  };
  const groups = groupsOf(panel);
  const known = new Set(cells.map(({ key }) => key));
  return {
    twin,
    from: panel.firstDay + seen * panel.periodDays,
    unseen: history.cells.flatMap(({ persona, region }) => {
      const key = `${persona}_${region}`;
      return known.has(key) ? [] : [key];
    }),
    groups,
    periods: forecastPeriods(panel, {
      ...{ model, novel, seen, rule: learnt.rule },
      learning,
      groups,
    }),
  };
}

/** Share by which the rows of the fit's own days may have grown before another fit is due. */
const GROWN = 0.1;
/** A cell with so many days that the fit does not know is worth another fit. */
const KNOWN_DAYS = 14;

/**
 * A history on the grid of a fit, with the fit's regressors, and those that had not moved before; null where the fit no
 * longer suits it.
 */
function panelLike(
  fitted: Panel,
  history: History,
): { panel: Panel; novel: readonly Regressor[] } | null {
  const { brands, firstDay, periodDays, breakDay } = fitted;
  if (brands.length !== history.brands.length) return null;
  if (brands.some((brand, j) => brand !== history.brands[j])) return null;
  const keyOf = (cell: { persona: string; region: string }) =>
    JSON.stringify([cell.persona, cell.region]);
  const known = new Set(fitted.cells.map(keyOf));
  const cells = history.cells.filter((cell) => known.has(keyOf(cell)));
  const others = history.cells.filter((cell) => !known.has(keyOf(cell)));
  if (cells.length === 0 || others.some(({ days }) => days.length >= KNOWN_DAYS)) return null;
  if (!fitted.cut && cells.some(({ days }) => days[0]! < firstDay)) return null;
  const panel = panelOf({ ...history, cells }, { firstDay, periodDays, breakDay });
  const same =
    panel.cells.length === fitted.cells.length &&
    panel.cells.every((cell, c) => keyOf(cell) === keyOf(fitted.cells[c]!));
  if (!same || ownRows(panel, fitted.periods) > (1 + GROWN) * ownRows(fitted, fitted.periods))
    return null;
  const found = new Map(panel.regressors.map((one) => [one.name, one]));
  const regressors = fitted.regressors.map((one) => onFit(one, found.get(one.name), panel));
  const moved = new Set(fitted.regressors.map(({ name }) => name));
  const novel = panel.regressors.flatMap((one) =>
    moved.has(one.name) ? [] : [sinceFit(one, fitted.periods)],
  );
  return { panel: { ...panel, regressors }, novel };
}

/** A regressor that did not move in the periods of a fit, measured from where it stood. */
function sinceFit(one: Regressor, periods: number): Regressor {
  const value = one.value.map((series) => {
    const stood = series[Math.max(0, Math.min(periods, series.length) - 1)] ?? 0;
    return series.map((entry) => entry - stood);
  });
  return { ...one, value };
}

/** Observed periods of all cells before a period. */
const ownRows = ({ cells }: Panel, until: number): number =>
  cells.reduce(
    (sum, { people, first }) =>
      sum + people.subarray(0, Math.max(0, until - first)).filter((count) => count > 0).length,
    0,
  );

/** A regressor's later values, measured from where the fit measured; none are known where it no longer varies. */
export function onFit(fitted: Regressor, found: Regressor | undefined, panel: Panel): Regressor {
  const value = panel.regions.map((_, g) => {
    const series = found?.value[g];
    if (!series) return new Float64Array(panel.periods);
    const shift = found.centre[g]! - fitted.centre[g]!;
    return series.map((entry) => entry + shift);
  });
  return { ...fitted, value };
}

/** A group of one is another's double. */
function groupsOf({ personas, regions }: Panel): CellGroup[] {
  const all: CellGroup = { persona: null, region: null };
  return [
    all,
    ...(personas.length > 1 ? personas.map((persona) => ({ ...all, persona })) : []),
    ...(regions.length > 1 ? regions.map((region) => ({ ...all, region })) : []),
  ];
}

/** One-step forecasts of every cell and period, gathered by period. */
function forecastPeriods(
  panel: Panel,
  {
    model,
    rule,
    learning,
    groups,
    seen,
    novel,
  }: {
    model: ShareModel;
    novel: readonly Regressor[];
    seen: number;
    rule: LevelRule;
    learning: readonly Learning[];
    groups: readonly CellGroup[];
  },
): PeriodForecast[] {
  const n = panel.brands.length;
  const doubted = doubtOf(panel, { model, novel });
  const r = doubted.regressors.length;
  const sums = groups.map(() => ({
    surprise: new Float64Array(panel.periods * n),
    steady: new Float64Array(panel.periods * n),
    moved: new Float64Array(panel.periods * r),
    weight: new Float64Array(panel.periods),
  }));
  const loss = new Float64Array(panel.periods);
  const expected = new Float64Array(n);
  const ratio = new Float64Array(n);
  panel.cells.forEach((cell, index) => {
    const own = sums.filter((_, g) => isWithin(cell, groups[g]!));
    const moves = movedBy(doubted.regressors, {
      ...{ cell, periods: panel.periods, lag: model.lag },
      habit: logistic(model.habitLogit[cell.kind]!),
    });
    const visit = (t: number, share: Float64Array, departure: Float64Array) => {
      const people = cell.people[t]!;
      if (people === 0) return;
      expected.set(share);
      depart(expected, departure);
      const w = effectivePeople(people, model.noise);
      const period = cell.first + t;
      let mean = 0;
      let learnt = 0;
      for (let j = 0; j < n; j++) {
        const y = cell.share[t * n + j]!;
        const x = Math.max(LEAST_SHARE, expected[j]!);
        // Half a person is added, spread as expected, so that a share of 0 has a logarithm.
        ratio[j] = log((y * people + x / 2) / (people + 0.5) / x);
        mean += ratio[j]! / n;
        learnt += departure[j]! / n;
        loss[period] = loss[period]! - w * y * log(x);
      }
      // What the level has learnt meanwhile may be an error of a response: such errors are told apart with it left out.
      const back = rule.decay === 1 ? w : 0;
      for (const { surprise, steady, moved, weight } of own) {
        weight[period] = weight[period]! + w;
        for (let j = 0, at = period * n; j < n; j++, at++) {
          const centred = w * (ratio[j]! - mean);
          surprise[at] = surprise[at]! + centred;
          steady[at] = steady[at]! + centred + back * (departure[j]! - learnt);
        }
        for (let k = 0, at = period * r; k < r; k++, at++) moved[at] = moved[at]! + w * moves[at]!;
      }
    };
    const followed = { parameters: model, rule, learning: learning[index], visit };
    followLevel({ panel, cell, index }, { ...followed, until: cell.people.length });
  });
  const excess = sums.map((one) => excessOf(panel, { ...one, doubted, seen }));
  return Array.from(loss, (sum, t): PeriodForecast => {
    const all = sums[0]!.weight[t]!;
    const meanOf = (values: Float64Array, w: number) =>
      w === 0 ? null : Array.from(values.subarray(t * n, (t + 1) * n), (value) => value / w);
    return {
      day: panel.firstDay + t * panel.periodDays,
      loss: all === 0 ? null : sum / all,
      surprise: sums.map(({ surprise, weight }) => meanOf(surprise, weight[t]!)),
      excess: excess.map((byBrand) => byBrand.map((series) => series[t]!)),
    };
  });
}

const isWithin = (
  cell: { persona: string; region: string },
  { persona, region }: CellGroup,
): boolean =>
  (persona === null || cell.persona === persona) && (region === null || cell.region === region);
