import { CoreError } from "../../error.js";
import { exp, logistic } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import type { Band, Quantity } from "../../schema/simulation-result.js";
import type { TwinFit } from "./fit-twin.js";
import { onFit } from "./follow-twin.js";
import { depart, followLevel } from "./level.js";
import { followedVariance } from "./level-spread.js";
import { BAND_LEVELS, forecastBand, luckVariance, normalBand, shareSkew } from "./luck.js";
import type { Panel, PanelCell } from "./panel.js";
import { regressorsOf } from "./regressor.js";
import { followPath, pathWidth } from "./share-path.js";
import { sharedIndex } from "./share-scoring.js";
import { levelVariance, recentPeople } from "./twin-cell.js";
import { type ToldUnits, unitsAhead } from "./units-ahead.js";

/** What a cell is foretold to do after its fit. */
export interface ForetoldCell {
  readonly key: string;
  readonly persona: string;
  readonly region: string;
  /** By period, then brand, in the twin's order; `forecast` is where a record will lie. */
  readonly share: readonly (readonly Quantity[])[];
  /** Units per period, likewise; null where the history does not tell units of every brand. */
  readonly units: readonly (readonly Quantity[])[] | null;
}

/** Shares and units of the periods after a fit, under conditions that are known. */
export interface ForetoldPeriods {
  readonly brands: readonly string[];
  /** First day of each period, since 1970-01-01. */
  readonly days: readonly number[];
  readonly cells: readonly ForetoldCell[];
}

/**
 * Foretells the periods after a fit under the prices, promotions and conditions that a history (or a plan) has for them.
 *
 * Levels stay where the fit left them: shares and units after the fit are not looked at, so that what is foretold can be
 * judged by them. Market rows count whether they are planned or seen; a price holds until the next is known, a
 * promotion that no row names does not run, and a condition without rows is normal.
 *
 * @param history - the fit's own days and later ones
 * @param options.periods - how many to foretell; to the history's last day of shares or market rows unless told
 * @throws CoreError `invalid_input` for periods that are no whole number
 */
export function foretellTwin(
  fit: TwinFit,
  history: History,
  { periods }: { periods?: number } = {},
): ForetoldPeriods {
  const { panel } = fit.learnt;
  if (periods !== undefined && !(Number.isInteger(periods) && periods >= 0)) {
    throw new CoreError("invalid_input", `found ${periods} periods to foretell`, [
      { pointer: "/periods", detail: "expected a whole number, 0 or more" },
    ]);
  }
  const ahead = Math.max(0, periods ?? lastPeriod(history, panel) + 1 - panel.periods);
  const later = laterPanel(panel, { history, periods: panel.periods + ahead });
  const units = unitsAhead(fit, { history, later });
  const cells = panel.cells.flatMap((cell, index): ForetoldCell[] => {
    if (cell.past) return [];
    const told = shareAhead(fit, { later, cell, index });
    const { persona, region } = cell;
    const own = units[cell.place] ?? null;
    const part = partOf(fit, cell);
    return [
      {
        key: `${persona}_${region}`,
        persona,
        region,
        share: told.map((period) => period.map(shareQuantity)),
        units:
          own &&
          told.map((period, t) =>
            period.map((share) => unitsQuantity(share, { part, of: own[t]! })),
          ),
      },
    ];
  });
  const days = Array.from(
    { length: ahead },
    (_, t) => panel.firstDay + (panel.periods + t) * panel.periodDays,
  );
  return { brands: panel.brands, days, cells };
}

/** A cell's part of what its region buys. */
function partOf({ twin: { cells } }: TwinFit, { persona, region }: PanelCell): number {
  let own = 0;
  let all = 0;
  for (const cell of cells) {
    if (cell.region !== region) continue;
    all += cell.unitsPerDay ?? 0;
    if (cell.persona === persona) own = cell.unitsPerDay ?? 0;
  }
  return all > 0 ? own / all : 0;
}

/** Last period of which shares or a market are known or planned: announced holidays alone are no plan. */
function lastPeriod({ cells, market }: History, panel: Panel): number {
  let day = panel.firstDay;
  for (const { days } of cells) day = Math.max(day, days[days.length - 1] ?? day);
  for (const row of market) day = Math.max(day, row.day);
  return Math.floor((day - panel.firstDay) / panel.periodDays);
}

/** A fit's panel with the conditions of later periods: its cells and their shares stay those of the fit. */
function laterPanel(
  panel: Panel,
  { history, periods }: { history: History; periods: number },
): Panel {
  const from = panel.firstDay + panel.periods * panel.periodDays;
  const market = history.market.map((row) =>
    row.planned && row.day >= from ? { ...row, planned: false } : row,
  );
  const longer = { ...panel, periods };
  const found = new Map(regressorsOf({ ...history, market }, longer).map((one) => [one.name, one]));
  return {
    ...longer,
    regressors: panel.regressors.map((one) => onFit(one, found.get(one.name), longer)),
  };
}

/** A share with the standard deviations of what isn't known of it and of a record's luck. */
interface ToldShare {
  readonly value: number;
  readonly unknown: number;
  readonly luck: number;
}

function shareAhead(
  { learnt: { panel, model, rule } }: TwinFit,
  { later, cell, index }: { later: Panel; cell: PanelCell; index: number },
): ToldShare[][] {
  const n = panel.brands.length;
  const k = panel.regressors.length;
  const seen = panel.periods - cell.first;
  const until = later.periods - cell.first;
  const { departure } = followLevel(
    { panel, cell, index },
    { parameters: model, rule, until: cell.people.length },
  );
  const people = recentPeople(panel, index);
  const scatter = luckVariance(people, model);
  const size = k + panel.personas.length;
  const shared = sharedIndex(k, cell.kind);
  const responses = (slope: Float64Array, j: number) => {
    const first = pathWidth(n, k) - k - 1;
    let variance = 0;
    for (let a = 0; a <= k; a++) {
      for (let b = 0; b <= k; b++) {
        variance +=
          slope[(first + a) * n + j]! *
          model.covariance[shared(a) * size + shared(b)]! *
          slope[(first + b) * n + j]!;
      }
    }
    return Math.max(0, variance);
  };
  const told: ToldShare[][] = [];
  const expected = new Float64Array(n);
  const parameters = {
    intercepts: model.intercepts[index]!,
    start: model.starts[index]!,
    slopes: model.slopes,
    habit: logistic(model.habitLogit[cell.kind]!),
    lag: model.lag,
  };
  followPath(
    { panel: later, cell },
    {
      ...parameters,
      derivatives: true,
      until,
      visit(t, { share, slope }) {
        if (t < seen) return;
        expected.set(share);
        depart(expected, departure);
        const level = followedVariance(levelVariance(expected, model.interceptErrors[index]!), {
          model,
          rule,
          people,
        });
        told.push(
          Array.from(expected, (value, j) => {
            const room = value * (1 - value);
            return {
              value,
              unknown: Math.sqrt(level * room + responses(slope, j)),
              luck: Math.sqrt(scatter * room),
            };
          }),
        );
      },
    },
  );
  return told;
}

function shareQuantity({ value, unknown, luck }: ToldShare): Quantity {
  const band = within(normalBand(value, unknown));
  const skew = shareSkew(value, luck);
  const forecast = forecastBand(normalBand(value, unknown), { luck, skew, low: 0, high: 1 });
  return { value, band, luck, forecast };
}

const NAMES = Object.keys(BAND_LEVELS) as (keyof Band)[];

const mapBand = (band: Band, change: (value: number) => number): Band =>
  Object.fromEntries(NAMES.map((name) => [name, change(band[name])])) as Band;

const within = (band: Band) => mapBand(band, (value) => Math.max(0, Math.min(1, value)));

/** Units of a brand: shares and the category's units err by factors, independent of each other. */
function unitsQuantity(share: ToldShare, { part, of }: { part: number; of: ToldUnits }): Quantity {
  const value = part * of.value * share.value;
  const relative = (deviation: number) => deviation / Math.max(share.value, 1e-9);
  const both = (a: number, b: number) => Math.sqrt(a * a + b * b);
  const unknown = both(relative(share.unknown), of.unknown);
  const luck = both(relative(share.luck), of.luck);
  const times = (deviation: number) =>
    mapBand(normalBand(0, Math.min(deviation, 3)), (log) => value * exp(log));
  return { value, band: times(unknown), luck: value * luck, forecast: times(both(unknown, luck)) };
}
