import { Readable } from "node:stream";
import { createLineParser } from "../../src/pipeline/index.js";
import { Catalogue } from "../../src/schema/catalogue.js";
import type { CanonicalRecord } from "../../src/schema/record.js";
import { dateOfDay, dayOfDate } from "../../src/schema/time-text.js";
import { readTable } from "../model/data-set.js";

export const PANEL = "orange_juice_stores";
const FIRST_WEEK = "1989-09-14";

/** What a store sold of a brand in a week. */
export interface PanelRow {
  readonly store: string;
  readonly week: number;
  readonly brand: string;
  readonly units: number;
  readonly price: number;
  readonly deal: number;
  readonly feature: number;
}

type Converted = { file: string; line: string } | { problem: unknown };
interface Converter {
  convertPanel(csv: AsyncIterable<string>): AsyncIterable<Converted>;
}

/** Day (since 1970-01-01) on which a week begins. */
export const dayOfWeek = (week: number): number => dayOfDate(FIRST_WEEK) + 7 * (week - 1);

export const regionOf = (store: string): string => `store_${store}`;

export function panelRows(): PanelRow[] {
  return readTable(PANEL).map(({ store = "", brand = "", ...row }) => ({
    store,
    brand,
    week: Number(row.week),
    units: Number(row.units),
    price: Number(row.price),
    deal: Number(row.deal),
    feature: Number(row.feat),
  }));
}

/** The panel as records, by the converter of the retail example. @returns those before a week, and all */
export async function panelRecords(
  rows: readonly PanelRow[],
  { until }: { until: number },
): Promise<{ known: CanonicalRecord[]; all: CanonicalRecord[] }> {
  const example = new URL("../../../../examples/retail-panel/convert.mjs", import.meta.url);
  const { convertPanel }: Converter = await import(example.href);
  const lines = rows.map(({ store, week, brand, units, price, deal, feature }) =>
    [store, week, brand, units, price, deal, feature].join(","),
  );
  const csv = ["store,week,brand,units,price,deal,feat", ...lines].join("\n");
  const parse = createLineParser({
    catalogue: Catalogue.parse({ zone: "America/Chicago", currency: "USD" }),
  });
  const all: CanonicalRecord[] = [];
  for await (const part of convertPanel(Readable.from([csv]))) {
    if ("problem" in part) throw new Error(`a row of the panel: ${JSON.stringify(part.problem)}`);
    const parsed = parse(part.line);
    if (!parsed.ok) throw new Error(`a line of the panel was rejected: ${parsed.rejection.rule}`);
    all.push(parsed.record);
  }
  const from = dateOfDay(dayOfWeek(until));
  return { known: all.filter(({ date }) => date < from), all };
}
