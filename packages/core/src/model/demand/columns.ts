import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { DemandRow, ProductColumns } from "./demand-row.js";
import { timeOf } from "./time.js";

/** A rival's price counts where so many of a product's rows are still complete with it. */
const COMPLETE = 0.8;

/** Rows as columns by product, and what had to stay out. */
export interface DemandColumns {
  readonly products: readonly ProductColumns[];
  readonly leftOut: number;
  readonly from: string | number | null;
  readonly to: string | number | null;
  readonly weaknesses: readonly Reason[];
}

/**
 * Sorts rows into columns by product, in order of first appearance.
 *
 * Left out and counted: rows without units (ln 0 is not a number; with `keepZeros` only those of products that never
 * sold), without their own price, or without the price of a rival that is known in nearly all rows. A rival whose price
 * is often unknown is not used for that product.
 *
 * @throws CoreError `no_data`, `not_finite` | `out_of_range` | `invalid_input` with the row and the column
 */
export function columnsOf(
  rows: readonly DemandRow[],
  {
    covariates,
    crossPrices,
    keepZeros,
  }: { covariates: readonly string[]; crossPrices: boolean; keepZeros: boolean },
): DemandColumns {
  if (rows.length === 0) throw new CoreError("no_data", "found no demand rows, expected some");
  const byProduct = new Map<string, number[]>();
  let zeros = 0;
  let unpriced = 0;
  rows.forEach((row, i) => {
    checkRow(row, { i, covariates });
  });
  const sold = new Set(rows.flatMap(({ product, units }) => (units > 0 ? [product] : [])));
  rows.forEach((row, i) => {
    if (keepZeros ? !sold.has(row.product) : row.units === 0) zeros++;
    else if (!isKnown(row.prices[row.product])) unpriced++;
    else {
      const list = byProduct.get(row.product);
      if (list === undefined) byProduct.set(row.product, [i]);
      else list.push(i);
    }
  });
  if (byProduct.size === 0) {
    throw new CoreError(
      "too_few_rows",
      `found ${zeros} rows without units and ${unpriced} without own price among ${rows.length}, expected rows with both`,
    );
  }
  const weaknesses: Reason[] = [];
  const note = (code: string, count: number) => {
    const values = { rows: count, share: count / rows.length };
    if (count > 0) weaknesses.push({ code, values });
  };
  note("zero_units_left_out", zeros);
  note("unpriced_rows_left_out", unpriced);
  let incomplete = 0;
  const products = [...byProduct].map(([product, list]) => {
    const { priced, used } = pricedColumns(rows, { product, list, crossPrices, weaknesses });
    incomplete += list.length - used.length;
    return fill(rows, { product, priced, used, covariates });
  });
  note("incomplete_rows_left_out", incomplete);
  return {
    products,
    leftOut: zeros + unpriced + incomplete,
    ...spanOf(rows),
    weaknesses,
  };
}

const isKnown = (price: number | null | undefined): price is number =>
  price !== null && price !== undefined;

function checkRow(
  row: DemandRow,
  { i, covariates }: { i: number; covariates: readonly string[] },
): void {
  if (typeof row.product !== "string" || !(typeof row.prices === "object" && row.prices)) {
    throw new CoreError("invalid_input", `demand row ${i}: expected a product and its prices`);
  }
  if (typeof row.group !== "string" && typeof row.group !== "number") {
    throw new CoreError("invalid_input", `demand row ${i}: group is ${row.group}, expected a name`);
  }
  checkNumber(row.units, { i, column: "units", least: 0 });
  for (const name of Object.keys(row.prices)) checkPrice(row.prices[name], { i, name });
  for (const name of covariates) checkNumber(numberOf(row[name]), { i, column: name });
}

/** @throws CoreError `not_finite` | `out_of_range` for a price that is known and no number above 0 */
export function checkPrice(
  price: number | null | undefined,
  { i, name }: { i: number; name: string },
): void {
  if (!isKnown(price) || (price > 0 && price < Infinity)) return;
  checkNumber(price, { i, column: `price of ${name}`, least: Number.MIN_VALUE });
}

/** A covariate as number; NaN where it is none. */
export const numberOf = (value: unknown): number =>
  typeof value === "boolean" ? Number(value) : typeof value === "number" ? value : Number.NaN;

/** @throws CoreError `not_finite` | `out_of_range` */
export function checkNumber(
  value: unknown,
  { i, column, least = -Infinity }: { i: number; column: string; least?: number },
): void {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new CoreError("not_finite", `demand row ${i}: ${column} is ${value}, expected a number`);
  }
  if (value < least) {
    const expected = least === 0 ? "0 or more" : "above 0";
    throw new CoreError(
      "out_of_range",
      `demand row ${i}: ${column} is ${value}, expected ${expected}`,
    );
  }
}

/** Own price and the rivals' that are known often enough, and the rows that know all of them. */
function pricedColumns(
  rows: readonly DemandRow[],
  {
    product,
    list,
    crossPrices,
    weaknesses,
  }: {
    product: string;
    list: readonly number[];
    crossPrices: boolean;
    weaknesses: Reason[];
  },
): { priced: string[]; used: readonly number[] } {
  const known = new Map<string, number>();
  for (const i of crossPrices ? list : []) {
    for (const [name, price] of Object.entries(rows[i]!.prices)) {
      if (name !== product && isKnown(price)) known.set(name, (known.get(name) ?? 0) + 1);
    }
  }
  const order = [...known.keys()].map((name, at) => ({ name, at }));
  order.sort((a, b) => known.get(b.name)! - known.get(a.name)! || a.at - b.at);
  const chosen = new Set<string>();
  let used = list;
  for (const { name } of order) {
    const left =
      known.get(name) === list.length ? used : used.filter((i) => isKnown(rows[i]!.prices[name]));
    if (left.length >= COMPLETE * list.length) {
      chosen.add(name);
      used = left;
    } else {
      const values = { product, rival: name, share: known.get(name)! / list.length };
      weaknesses.push({ code: "rival_price_often_unknown", values });
    }
  }
  return { priced: [product, ...[...known.keys()].filter((name) => chosen.has(name))], used };
}

function fill(
  rows: readonly DemandRow[],
  {
    product,
    priced,
    used,
    covariates,
  }: {
    product: string;
    priced: readonly string[];
    used: readonly number[];
    covariates: readonly string[];
  },
): ProductColumns {
  const columns = priced.length + covariates.length;
  const x = new Float64Array(used.length * columns);
  const y = new Float64Array(used.length);
  const units = new Float64Array(used.length);
  const cell = new Int32Array(used.length);
  const groups = new Map<string, number>();
  const times: unknown[] = [];
  used.forEach((i, r) => {
    const row = rows[i]!;
    priced.forEach((name, j) => {
      x[r * columns + j] = log(row.prices[name]!);
    });
    covariates.forEach((name, j) => {
      x[r * columns + priced.length + j] = numberOf(row[name]);
    });
    units[r] = row.units;
    y[r] = row.units > 0 ? log(row.units) : 0;
    const group = String(row.group);
    if (!groups.has(group)) groups.set(group, groups.size);
    cell[r] = groups.get(group)!;
    times.push(row.at);
  });
  const at = timeOf(times);
  return {
    product,
    priced,
    columns,
    rows: used.length,
    x,
    units,
    y,
    weights: null,
    cell,
    groups: [...groups.keys()],
    at,
  };
}

function spanOf(rows: readonly DemandRow[]): Pick<DemandColumns, "from" | "to"> {
  const at = timeOf(rows.map((row) => row.at));
  if (at === null) return { from: null, to: null };
  let first = 0;
  let last = 0;
  for (let i = 1; i < at.length; i++) {
    if (at[i]! < at[first]!) first = i;
    if (at[i]! > at[last]!) last = i;
  }
  const plain = (time: unknown) => {
    if (typeof time === "number" || typeof time === "string") return time;
    return (time as Date).toISOString();
  };
  return { from: plain(rows[first]!.at), to: plain(rows[last]!.at) };
}
