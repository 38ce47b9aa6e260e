import { exp, log, weightedLeastSquares } from "../../src/math/index.js";
import type { PanelRow } from "./orange-juice-panel.js";

/** Key of a store-week. */
export const placeOf = ({ store, week }: Pick<PanelRow, "store" | "week">): string =>
  `${store} ${week}`;

/**
 * The reference of the data set, fitted to rows: by brand `ln units ~ store + ln price of all brands + deal + feature`.
 *
 * @returns a function that tells a row's units, `exp` of the log without bias correction; null where its store-week
 *   lacks a brand's price or its store was never seen
 */
export function fitReference(
  rows: readonly PanelRow[],
  later: readonly PanelRow[],
): (row: PanelRow) => number | null {
  const brands = [...new Set(rows.map(({ brand }) => brand))].sort();
  const prices = new Map<string, Map<string, number>>();
  for (const row of [...rows, ...later]) {
    const place = prices.get(placeOf(row)) ?? new Map<string, number>();
    prices.set(placeOf(row), place.set(row.brand, log(row.price)));
  }
  const regressors = (row: PanelRow): number[] | null => {
    const place = prices.get(placeOf(row));
    const logs = brands.map((brand) => place?.get(brand));
    if (logs.some((value) => value === undefined)) return null;
    return [...logs.map((value) => value ?? 0), row.deal, row.feature];
  };
  const columns = brands.length + 2;
  const models = new Map(
    brands.map((brand) => {
      const used = rows.flatMap((row) => {
        const x = row.brand === brand ? regressors(row) : null;
        return x ? [{ store: row.store, values: [...x, log(row.units)] }] : [];
      });
      const means = new Map<string, { sum: Float64Array; count: number }>();
      for (const { store, values } of used) {
        const mean = means.get(store) ?? { sum: new Float64Array(columns + 1), count: 0 };
        values.forEach((value, i) => {
          mean.sum[i] = (mean.sum[i] ?? 0) + value;
        });
        mean.count++;
        means.set(store, mean);
      }
      const centre = (store: string, i: number) => {
        const mean = means.get(store);
        return mean ? (mean.sum[i] ?? 0) / mean.count : 0;
      };
      const within = used.map(({ store, values }) =>
        values.map((value, i) => value - centre(store, i)),
      );
      const { coefficients } = weightedLeastSquares({
        x: Float64Array.from(within.flatMap((values) => values.slice(0, columns))),
        y: within.map((values) => values[columns] ?? 0),
        columns,
      });
      return [brand, { coefficients, centre, stores: new Set(means.keys()) }] as const;
    }),
  );
  return (row) => {
    const x = regressors(row);
    const model = models.get(row.brand);
    if (!x || !model?.stores.has(row.store)) return null;
    const moved = x.reduce(
      (sum, value, i) => sum + (model.coefficients[i] ?? 0) * (value - model.centre(row.store, i)),
      0,
    );
    return exp(model.centre(row.store, columns) + moved);
  };
}
