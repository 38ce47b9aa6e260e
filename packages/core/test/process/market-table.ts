import type { RecordStore } from "../../src/store/index.js";

/** A shop's own names for what our market lines hold. */
export const MARKET_COLUMNS = {
  date: "day",
  region: "place",
  brand: "brand",
  price: "price",
  units: "units",
};

export const MARKET_TABLE = `CREATE TABLE market (id serial PRIMARY KEY, day date NOT NULL, place text NOT NULL, brand text NOT NULL,
  price numeric(10, 2), units bigint, note text, UNIQUE (day, place, brand));
  ALTER TABLE market REPLICA IDENTITY FULL`;

/** Rows as the table has them, one text a row. */
export const MARKET_ROWS =
  "SELECT concat_ws(' ', day, place, brand, price::float8, units) AS row FROM market ORDER BY 1";

/** The same of a store. */
export async function marketRows(store: RecordStore): Promise<string[]> {
  const records = await store.records({ kind: "market" });
  return records
    .map(({ date, region, brand, price, units }) =>
      [date, region, brand, price, units].filter((value) => value !== null).join(" "),
    )
    .sort();
}
