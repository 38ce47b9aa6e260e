import { log } from "../../math/index.js";
import { builtInCatalogue } from "../../schema/built-in-catalogue.js";
import type { Assumption, Catalogue } from "../../schema/catalogue.js";
import type { History } from "../../schema/history.js";
import { dateOfDay } from "../../schema/time-text.js";
import type { Twin, TwinCell } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import { backtestShares } from "./backtest.js";
import { leverRanges, nowPeriods, pricesNow, utilityNow } from "./current-condition.js";
import { categoryUnits, fitIncidence } from "./incidence.js";
import { chooseLevelRule, depart, followLevel, type LevelRule } from "./level.js";
import { type Panel, panelOf } from "./panel.js";
import type { ShareModel } from "./share-error.js";
import { effectivePeople } from "./share-likelihood.js";
import { fitShareModel } from "./share-model.js";
import { choose } from "./share-path.js";
import { firstPrior, pooledPrior } from "./shared-prior.js";
import {
  electricityParameters,
  type Fitted,
  habitParameter,
  priceParameters,
  promotionParameters,
  triggerParameters,
} from "./twin-parameter.js";

/** Version of the fit's arithmetic, written into every twin. */
const ENGINE = "0.1.0";
/** Most periods that a fit looks back, and most cells × periods: more would say little more about now. */
const MOST_PERIODS = 400;
const MOST_ROWS = 120_000;
const FEWEST_PERIODS = 60;

const periodsFor = (cells: number): number =>
  Math.max(FEWEST_PERIODS, Math.min(MOST_PERIODS, Math.floor(MOST_ROWS / Math.max(1, cells))));

/**
 * Fits a digital twin: persona × region cells with habit, choice and price response.
 *
 * What the history can tell is estimated from it; what it can't comes from checked publications, and what none tells
 * is assumed and said to be so.
 *
 * @param history - from a store, or made by `historyOf(records)`
 * @param options.catalogue - names and what is taken for granted of personas and brands
 * @param options.periods - how many of the last periods count
 * @throws CoreError `too_few_rows` below one cell that chooses between two brands
 */
export function fitTwin(
  history: History,
  {
    catalogue = builtInCatalogue,
    periods = periodsFor(history.cells.length),
  }: { catalogue?: Catalogue; periods?: number } = {},
): Twin {
  const panel = panelOf(history, { periods });
  const { first, model } = fitShares(panel);
  const { lag } = model;
  const backtest = backtestShares(panel, { prior: pooledPrior(panel, first), lag });
  const dates = {
    from: dateOfDay(panel.firstDay),
    to: dateOfDay(panel.firstDay + panel.periods * panel.periodDays - 1),
  };
  const fitted = { panel, first, model, dates };
  const rule = chooseLevelRule(panel, { parameters: model, until: panel.periods });
  const prices = pricesNow(history, panel);
  const cells = fitCells(fitted, { history, rule, prices });
  const shares = meanShares(panel, cells);
  const price = priceParameters(fitted, shares);
  const priceCoefficient = price.price.reduce((sum, { value }, j) => sum + shares[j]! * value, 0);
  const incidence = fitIncidence(history, { panel, parameters: model, priceCoefficient, dates });
  const currencies = new Set(history.market.flatMap(({ currency }) => currency ?? []));
  const currency = currencies.size === 1 ? [...currencies][0]! : catalogue.currency;
  const reasons = weaknesses({ model, backtest });
  return {
    kind: "twin",
    version: 1,
    engine: ENGINE,
    historyDigest: history.digest,
    demo: history.demo,
    asOf: cells.reduce((last, { to }) => (to > last ? to : last), cells[0]!.to),
    periodDays: panel.periodDays,
    currency: currencies.size > 1 ? null : currency,
    brands: [...panel.brands],
    cells,
    ...price,
    ...promotionParameters(fitted, Math.max(0.5, priceCoefficient)),
    incidence,
    buying: {
      ...incidence,
      value: 0,
      standardError: 0,
      unit: "probability; 0: λ is a response of units",
    },
    electricity: electricityParameters(),
    valuePositions: valuePositions(panel, { prices, shares, catalogue }),
    loyaltyProgrammes: panel.brands.map(
      (id) => catalogue.brands.find((brand) => brand.id === id)?.loyaltyProgramme?.value ?? 1,
    ),
    triggers: triggerParameters(fitted, shares),
    noise: model.noise,
    spending: spendingOf(panel, catalogue),
    levers: leverRanges(history, { panel, prices }),
    backtest,
    verdict: { status: reasons.length > 0 ? "weak" : "valid", reasons, needs: [] },
    catalogue: {
      personas: catalogue.personas.filter(({ id }) => panel.personas.includes(id)),
      regions: catalogue.regions.filter(({ id }) => panel.regions.includes(id)),
      brands: catalogue.brands.filter(({ id }) => panel.brands.includes(id)),
      events: catalogue.events,
    },
  };
}

/** Steps after which it is plain whether conditions act on the shares of their own period or of the next. */
const LAG_ITERATIONS = 3;

/** Fits the share model twice: with each brand on its own, then drawn towards what brands have in common. */
function fitShares(panel: Panel): { first: ShareModel; model: ShareModel } {
  const prior = firstPrior(panel);
  // Nothing that varies: no lag to find and nothing that brands could have in common.
  if (panel.regressors.length === 0) {
    const only = fitShareModel(panel, { prior, lag: 0 });
    return { first: only, model: only };
  }
  // A survey taken in the morning knows nothing of the day's prices: the data say which conditions moved it.
  const [start] = [0, 1]
    .map((lag) => fitShareModel(panel, { prior, lag, iterations: LAG_ITERATIONS }))
    .sort((a, b) => a.misfit - b.misfit);
  const lag = start?.lag ?? 0;
  const first = fitShareModel(panel, { prior, lag, ...(start && { start }) });
  const pooled = pooledPrior(panel, first);
  return { first, model: fitShareModel(panel, { prior: pooled, lag, start: first }) };
}

function fitCells(
  fitted: Fitted,
  {
    history,
    rule,
    prices,
  }: { history: History; rule: LevelRule; prices: readonly (readonly (number | null)[])[] },
): TwinCell[] {
  const { panel, model } = fitted;
  const n = panel.brands.length;
  const units = categoryUnits(history, panel);
  const people = panel.cells.map((_, c) => recentPeople(panel, c));
  return panel.cells.map((cell, index) => {
    const { departure, share } = followLevel(
      { panel, cell, index },
      { parameters: model, rule, until: cell.people.length },
    );
    const choice = utilityNow(panel, { slopes: model.slopes, place: cell.place });
    for (let j = 0; j < n; j++) choice[j] = choice[j]! + model.intercepts[index]![j]!;
    choose(choice);
    depart(choice, departure);
    depart(share, departure);
    const inRegion = panel.cells.reduce(
      (sum, other, c) => sum + (other.place === cell.place ? people[c]! : 0),
      0,
    );
    const perDay = unitsPerDay(panel, units[cell.place]!);
    return {
      key: `${cell.persona}_${cell.region}`,
      persona: cell.persona,
      region: cell.region,
      people: people[index]!,
      peopleKnown: cell.peopleKnown,
      share: [...share],
      choice: [...choice],
      choiceSpread: choiceSpread(choice, { panel, model, rule, index }),
      habit: habitParameter(fitted, cell.kind),
      price: [...prices[cell.place]!],
      unitsPerDay: perDay === null || inRegion === 0 ? null : (perDay * people[index]!) / inRegion,
      rows: cell.rows,
      from: dateOfDay(panel.firstDay + cell.first * panel.periodDays),
      to: dateOfDay(panel.firstDay + (cell.first + cell.people.length) * panel.periodDays - 1),
    };
  });
}

/** Mean people of the last observed periods. */
function recentPeople(panel: Panel, index: number): number {
  const { people } = panel.cells[index]!;
  const recent = [...people].filter((count) => count > 0).slice(-nowPeriods(panel));
  return recent.reduce((sum, count) => sum + count, 0) / Math.max(1, recent.length);
}

/** @returns null where fewer than half of the recent periods tell the units of every brand */
function unitsPerDay(panel: Panel, units: Float64Array): number | null {
  const recent = [...units.slice(-nowPeriods(panel))];
  const known = recent.filter((value) => Number.isFinite(value));
  if (known.length * 2 < recent.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length / panel.periodDays;
}

/** Standard error of each brand's log choice weight, as if the level had been counted on so many people. */
function choiceSpread(
  choice: Float64Array,
  {
    panel,
    model,
    rule,
    index,
  }: { panel: Panel; model: ShareModel; rule: LevelRule; index: number },
): number[] {
  const n = panel.brands.length;
  const cell = panel.cells[index]!;
  const last = choice[n - 1]!;
  let variance = 0;
  for (let j = 0; j < n - 1; j++) {
    const error = model.interceptErrors[index]![j]!;
    variance += (error * error) / (1 / choice[j]! + 1 / last) / (n - 1);
  }
  const people = recentPeople(panel, index);
  const followed = (1 - rule.decay) / (1 + rule.decay);
  if (followed > 0 && cell.rows > 0) {
    variance += (followed * model.dispersion) / effectivePeople(people, model.noise);
  }
  return Array.from(choice, (share) => Math.sqrt(variance / share));
}

/** Shares of the brands over all cells, weighted by people. */
function meanShares(panel: Panel, cells: readonly TwinCell[]): Float64Array {
  const sums = new Float64Array(panel.brands.length);
  let people = 0;
  for (const cell of cells) {
    people += cell.people;
    cell.choice.forEach((share, j) => {
      sums[j] = sums[j]! + cell.people * share;
    });
  }
  return sums.map((sum) => sum / people);
}

/** How cheap each brand is, centred by share: from prices where every brand has them, else as the catalogue says. */
function valuePositions(
  panel: Panel,
  {
    prices,
    shares,
    catalogue,
  }: {
    prices: readonly (readonly (number | null)[])[];
    shares: Float64Array;
    catalogue: Catalogue;
  },
): number[] {
  const known = prices.filter((region) => region.every((price) => price !== null));
  const raw = panel.brands.map((id, j) => {
    if (known.length === 0) {
      return catalogue.brands.find((brand) => brand.id === id)?.valuePosition?.value ?? 0;
    }
    return -known.reduce((sum, region) => sum + log(region[j] ?? 1), 0) / known.length;
  });
  const centre = raw.reduce((sum, value, j) => sum + shares[j]! * value, 0);
  return raw.map((value) => value - centre);
}

function spendingOf(panel: Panel, catalogue: Catalogue): Record<string, Assumption> {
  return Object.fromEntries(
    catalogue.personas.flatMap(({ id, monthlySpending }) =>
      monthlySpending && panel.personas.includes(id) ? [[id, monthlySpending]] : [],
    ),
  );
}

/** What is weak about a twin whatever it is asked. */
function weaknesses({
  model,
  backtest,
}: {
  model: ShareModel;
  backtest: Twin["backtest"];
}): Reason[] {
  const reasons: Reason[] = [];
  if (!model.converged)
    reasons.push({ code: "not_converged", values: { iterations: model.iterations } });
  if (backtest === null) reasons.push({ code: "no_backtest", values: {} });
  if (backtest && backtest.meanAbsoluteError > 1.05 * backtest.naiveMeanAbsoluteError) {
    reasons.push({
      code: "backtest_not_better",
      values: {
        error: 100 * backtest.meanAbsoluteError,
        naive: 100 * backtest.naiveMeanAbsoluteError,
      },
    });
  }
  if (backtest && backtest.coverage95 < 0.85) {
    reasons.push({ code: "bands_too_narrow", values: { coverage: 100 * backtest.coverage95 } });
  }
  return reasons;
}
