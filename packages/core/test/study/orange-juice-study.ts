import { foretellTwin, learnTwin } from "../../src/model/index.js";
import type { Quantity } from "../../src/schema/simulation-result.js";
import type { Twin } from "../../src/schema/twin.js";
import { historyOf } from "../twin/planted-history.js";
import {
  dayOfWeek,
  type PanelRow,
  panelRecords,
  panelRows,
  regionOf,
} from "./orange-juice-panel.js";
import { fitReference, placeOf } from "./reference-regression.js";

/** Weeks from this on (the last fifth of the distinct ones) are foretold: the rule of the data set's reference. */
export const FIRST_UNSEEN_WEEK = 136;
/** As many weeks each before it: what was looked at when levels and responses of units were chosen. */
export const EARLIER = [
  { from: 88, until: 112 },
  { from: 112, until: FIRST_UNSEEN_WEEK },
];
/** Weeks of a store's last ones whose mean is a naive forecast. */
const RECENT_WEEKS = 4;

export const METHODS = [
  "twin",
  "reference regression",
  "last week",
  "mean of the last 4 weeks",
  "mean of the store",
] as const;
type Method = (typeof METHODS)[number];

/** A store-week and brand that no fit has seen: what was sold, and what each method foretold. */
export interface Foretold {
  readonly row: PanelRow;
  readonly share: number;
  readonly units: Readonly<Record<Method, number>>;
  readonly shares: Readonly<Record<Method, number>>;
  readonly twin: { readonly share: Quantity; readonly units: Quantity };
}

/**
 * Fits a twin and the reference to the weeks before one, and foretells those after by both.
 *
 * @param options.from - first week that is foretold: of the last fifth unless told
 * @param options.until - first week that is left out
 */
export async function orangeJuiceStudy({
  from = FIRST_UNSEEN_WEEK,
  until = Number.POSITIVE_INFINITY,
}: {
  from?: number;
  until?: number;
} = {}): Promise<{ twin: Twin; foretold: Foretold[] }> {
  const rows = panelRows().filter(({ week }) => week < until);
  const seen = rows.filter(({ week }) => week < from);
  const later = rows.filter(({ week }) => week >= from);
  const { known, all } = await panelRecords(rows, { until: from });
  const fit = learnTwin(await historyOf(known));
  const ahead = foretellTwin(fit, await historyOf(all));
  const cells = new Map(ahead.cells.map((cell) => [cell.region, cell]));
  const reference = fitReference(seen, later);
  const repeats = naiveOf(seen);
  const told = later.flatMap((row) => {
    const cell = cells.get(regionOf(row.store));
    const week = ahead.days.indexOf(dayOfWeek(row.week));
    const brand = ahead.brands.indexOf(row.brand);
    const share = cell?.share[week]?.[brand];
    const units = cell?.units?.[week]?.[brand];
    const regression = reference(row);
    if (!share || !units || regression === null) return [];
    return [
      {
        row,
        twin: { share, units },
        units: { twin: units.value, "reference regression": regression, ...repeats(row) },
      },
    ];
  });
  const totals = new Map<string, { sold: number; units: Record<Method, number> }>();
  for (const { row, units } of told) {
    const key = placeOf(row);
    const total = totals.get(key);
    const sums = METHODS.map((method) => [method, (total?.units[method] ?? 0) + units[method]]);
    totals.set(key, { sold: (total?.sold ?? 0) + row.units, units: Object.fromEntries(sums) });
  }
  const foretold = told.map((one): Foretold => {
    const total = totals.get(placeOf(one.row));
    const shares = METHODS.map((method) => [
      method,
      one.units[method] / (total?.units[method] ?? 1),
    ]);
    const share = one.row.units / (total?.sold ?? 1);
    return { ...one, share, shares: { ...Object.fromEntries(shares), twin: one.twin.share.value } };
  });
  return { twin: fit.twin, foretold };
}

/** What a row's store sold of its brand in its last known week, in the last ones, and in all: means. */
function naiveOf(seen: readonly PanelRow[]) {
  const sold = new Map<string, { week: number; units: number }[]>();
  for (const { store, brand, week, units } of seen) {
    const key = `${store} ${brand}`;
    sold.set(key, [...(sold.get(key) ?? []), { week, units }]);
  }
  for (const series of sold.values()) series.sort((a, b) => a.week - b.week);
  const mean = (values: readonly { units: number }[]) =>
    values.reduce((sum, { units }) => sum + units, 0) / Math.max(1, values.length);
  return ({ store, brand }: PanelRow) => {
    const series = sold.get(`${store} ${brand}`) ?? [];
    return {
      "last week": mean(series.slice(-1)),
      "mean of the last 4 weeks": mean(series.slice(-RECENT_WEEKS)),
      "mean of the store": mean(series),
    };
  };
}
