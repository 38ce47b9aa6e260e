import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import { builtInCatalogue } from "../../schema/built-in-catalogue.js";
import type { Assumption, Catalogue } from "../../schema/catalogue.js";
import type { History } from "../../schema/history.js";
import { dateOfDay } from "../../schema/time-text.js";
import type { Twin, TwinCell } from "../../schema/twin.js";
import type { Verdict } from "../../schema/verdict.js";
import { VERDICT_LIMITS } from "../../schema/verdict-limits.js";
import { backtestShares } from "./backtest.js";
import { categoryUnits } from "./category-units.js";
import { withUnits } from "./cell-units.js";
import { checkHistory } from "./check-history.js";
import { leverRanges, pricesNow } from "./current-condition.js";
import { fitCategory } from "./incidence.js";
import { judgeTwin } from "./judge-twin.js";
import { chooseLevelRule, type LevelRule } from "./level.js";
import { type Panel, panelOf } from "./panel.js";
import { luckPersistence, unitsSpread } from "./persistence.js";
import type { ShareModel } from "./share-error.js";
import { fitShareModel } from "./share-model.js";
import { firstPrior, pooledPrior } from "./shared-prior.js";
import { fitCells } from "./twin-cell.js";
import {
  electricityParameters,
  type Fitted,
  priceParameters,
  promotionParameters,
  triggerParameters,
} from "./twin-parameter.js";
import { fitBesideWander, levelsWander } from "./wander.js";

/** Version of the fit's arithmetic, written into every twin. */
const ENGINE = "0.1.0";
/** Most periods that a fit looks back, and most cells × periods: more would say little more about now. */
const MOST_PERIODS = 400;
const MOST_ROWS = 120_000;
const FEWEST_PERIODS = 60;

const periodsFor = (cells: number): number =>
  Math.max(FEWEST_PERIODS, Math.min(MOST_PERIODS, Math.floor(MOST_ROWS / Math.max(1, cells))));

/** What a fit takes for granted. */
export interface TwinOptions {
  /** Names, and what is known of personas and brands without data. */
  readonly catalogue?: Catalogue;
  /** How many of the last periods count. */
  readonly periods?: number;
  /** Day (since 1970-01-01) from which levels are others than before, while responses stay what they were. */
  readonly breakDay?: number;
}

/** A twin, and what its fit learnt of the shares: with it the twin follows later days without another fit. */
export interface TwinFit {
  readonly twin: Twin;
  readonly learnt: Fitted & { readonly rule: LevelRule };
}

/**
 * Fits a digital twin: persona × region cells with habit, choice and price response.
 *
 * What the history can tell is estimated from it; what it can't comes from checked publications, and what none tells
 * is assumed and said to be so.
 *
 * @param history - from a store, or made by `historyOf(records)`
 * @throws CoreError `too_few_rows` below one cell that chooses between two brands; `out_of_range`, `invalid_input` where a
 * history made by hand holds what cannot be
 */
export function fitTwin(history: History, options: TwinOptions = {}): Twin {
  return learnTwin(history, options).twin;
}

/** {@link fitTwin} with what it learnt, which `followTwin` goes on from; plain data, but of typed arrays. */
export function learnTwin(
  history: History,
  {
    catalogue = builtInCatalogue,
    periods = periodsFor(history.cells.length),
    breakDay,
  }: TwinOptions = {},
): TwinFit {
  if (!(Number.isInteger(periods) && periods >= 1)) {
    throw new CoreError("out_of_range", `periods ${periods}: expected a whole number from 1`, [
      { pointer: "/periods", detail: "expected a whole number from 1" },
    ]);
  }
  checkHistory(history);
  const panel = panelOf(history, { periods, breakDay: breakDay ?? null });
  const { first, model, wanders } = fitShares(panel);
  const { lag } = model;
  const backtest = backtestShares(panel, { prior: pooledPrior(panel, first), lag });
  const dates = {
    from: dateOfDay(panel.firstDay),
    to: dateOfDay(panel.firstDay + panel.periods * panel.periodDays - 1),
  };
  const fitted = { panel, first, model, dates };
  const rule = chooseLevelRule(panel, { parameters: model, until: panel.periods, wanders });
  const prices = pricesNow(history, panel);
  const standing = fitCells(fitted, { rule, prices });
  const shares = meanShares(panel, standing);
  const price = priceParameters(fitted, shares);
  const priceCoefficient = price.price.reduce((sum, { value }, j) => sum + shares[j]! * value, 0);
  const category = fitCategory(history, { panel, parameters: model, priceCoefficient, dates });
  const { incidence } = category;
  const cells = withUnits(standing, { fitted: { ...fitted, rule }, history, incidence });
  const currencies = new Set(history.market.flatMap(({ currency }) => currency ?? []));
  const currency = currencies.size === 1 ? [...currencies][0]! : catalogue.currency;
  const twin: Twin = {
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
    triggers: triggerParameters(fitted, { meanShares: shares, category }),
    noise: model.noise,
    luck: {
      dispersion: model.dispersion,
      persistence: luckPersistence(panel, model),
      units: unitsSpread(categoryUnits(history, panel)),
    },
    spending: spendingOf(panel, catalogue),
    levers: leverRanges(history, { panel, prices }),
    backtest,
    verdict: verdictOf(panel, { model, backtest }),
    catalogue: {
      personas: catalogue.personas.filter(({ id }) => panel.personas.includes(id)),
      regions: catalogue.regions.filter(({ id }) => panel.regions.includes(id)),
      brands: catalogue.brands.filter(({ id }) => panel.brands.includes(id)),
      events: catalogue.events,
    },
  };
  return { twin, learnt: { ...fitted, rule } };
}

/** Steps after which it is plain whether conditions act on the shares of their own period or of the next. */
const LAG_ITERATIONS = 3;

/** Fits the share model twice: with each brand on its own, then drawn towards what brands have in common. */
function fitShares(panel: Panel): { first: ShareModel; model: ShareModel; wanders: boolean } {
  const prior = firstPrior(panel);
  // Nothing that varies: no lag to find and nothing that brands could have in common.
  if (panel.regressors.length === 0) {
    const only = fitShareModel(panel, { prior, lag: 0 });
    return { first: only, model: only, wanders: levelsWander(panel, only) };
  }
  // A survey taken in the morning knows nothing of the day's prices: the data say which conditions moved it.
  const [start] = [0, 1]
    .map((lag) => fitShareModel(panel, { prior, lag, iterations: LAG_ITERATIONS }))
    .sort((a, b) => a.misfit - b.misfit);
  const lag = start?.lag ?? 0;
  const first = fitShareModel(panel, { prior, lag, ...(start && { start }) });
  const pooled = pooledPrior(panel, first);
  const model = fitShareModel(panel, { prior: pooled, lag, start: first });
  return levelsWander(panel, model)
    ? { ...fitBesideWander(panel, model), wanders: true }
    : { first, model, wanders: false };
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
function verdictOf(
  panel: Panel,
  { model, backtest }: Pick<Fitted, "model"> & Pick<Twin, "backtest">,
): Verdict {
  const found = judgeTwin({ backtest, periodDays: panel.periodDays }, VERDICT_LIMITS);
  const reasons = [...found.refused, ...found.weak];
  const needs = [...found.needs];
  if (!model.converged) {
    reasons.push({ code: "not_converged", values: { iterations: model.iterations } });
  }
  if (backtest === null) {
    reasons.push({ code: "no_backtest", values: {} });
    const periods = Math.max(1, VERDICT_LIMITS.fewestPeriods - panel.periods);
    needs.push({ code: "periods_for_backtest", values: { periods } });
  }
  const weak = reasons.length > 0 ? "weak" : "valid";
  return { status: found.refused.length > 0 ? "refused" : weak, reasons, needs };
}
