// @ts-check
/** @import { PanelOptions } from "./panel-options.mjs" */
/** @import { PanelProblem, PanelRow } from "./read-row.mjs" */
import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { dominicks } from "./panel-options.mjs";
import { readRow } from "./read-row.mjs";

/**
 * One converted line and the file that it belongs into, or what is wrong with a place of the panel.
 *
 * @typedef {{ file: "market" | "behaviour", line: string } | { problem: PanelProblem }} Converted
 */

/**
 * A store-week under way: units by brand.
 *
 * @typedef {{ store: string, date: string, line: number, units: Map<string, number> }} StoreWeek
 */

/**
 * Turns a store × week × brand panel (CSV with a header) into record lines, row by row.
 *
 * Every row becomes a market line (price, units, deal, feature). Every store-week becomes a behaviour line: brand
 * shares weighted by units, which are all that is known of the shoppers (what a panel does not hold stays missing). Rows
 * of a store-week must stand together. A wrong row is given back as a problem and left out.
 *
 * @param {AsyncIterable<Uint8Array | string>} csv
 * @param {Partial<PanelOptions>} [overrides] columns and constants that differ from {@link dominicks}
 * @returns {AsyncGenerator<Converted>}
 * @throws Error when the header lacks a column that is needed
 */
export async function* convertPanel(csv, overrides = {}) {
  const options = { ...dominicks, ...overrides };
  /** @type {StoreWeek | null} */
  let current = null;
  /** @type {Set<string>} */
  const closed = new Set();
  for await (const parsed of rowsOf(csv, options)) {
    if ("problem" in parsed) {
      yield parsed;
      continue;
    }
    const { row, line } = parsed;
    const key = JSON.stringify([row.store, row.date]);
    if (current === null || current.store !== row.store || current.date !== row.date) {
      if (closed.has(key)) {
        yield { problem: apart(row, line, options) };
        continue;
      }
      if (current !== null) yield* finished(current, options);
      closed.add(key);
      current = { store: row.store, date: row.date, line, units: new Map() };
    }
    if (current.units.has(row.brand)) {
      yield { problem: twice(row, line, options) };
      continue;
    }
    current.units.set(row.brand, row.units);
    const market = marketLine(row, options);
    if (market !== null) yield { file: "market", line: market };
  }
  if (current !== null) yield* finished(current, options);
}

/**
 * @param {AsyncIterable<Uint8Array | string>} csv
 * @param {PanelOptions} options
 * @returns {AsyncGenerator<{ row: PanelRow, line: number } | { problem: PanelProblem }>}
 */
async function* rowsOf(csv, options) {
  /** @type {PanelProblem[]} */
  const skipped = [];
  const parser = parse({
    bom: true,
    columns: (/** @type {string[]} */ header) => checkedHeader(header, options),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      skipped.push(brokenRow(error));
      return undefined;
    },
  });
  // What fails on the way comes out of the loop below; the callback only keeps it from being thrown twice.
  pipeline(Readable.from(csv), parser, () => {});
  for await (const { record, info } of parser) {
    for (const problem of skipped.splice(0)) yield { problem };
    if (info.error !== undefined) {
      yield { problem: brokenRow(info.error) };
      continue;
    }
    const read = readRow(record, info.lines, options);
    yield "row" in read ? { row: read.row, line: info.lines } : read;
  }
  for (const problem of skipped.splice(0)) yield { problem };
}

/**
 * @param {readonly string[]} header
 * @param {PanelOptions} options
 */
function checkedHeader(header, { store, week, brand, units, price, deal, feature }) {
  const names = header.map((name) => name.trim());
  const missing = [store, week, brand, units].filter((name) => !names.includes(name));
  if (missing.length > 0 || ![price, deal, feature].some((name) => names.includes(name))) {
    const needed = missing.length > 0 ? missing : [`one of ${price}, ${deal}, ${feature}`];
    throw new Error(
      `line 1: found the columns ${names.join(", ")}, expected also ${needed.join(", ")}; other names are told by --store, --week, --brand, --units, --price, --deal, --feature`,
    );
  }
  return names;
}

/**
 * @param {import("csv-parse").CsvError | undefined} error
 * @returns {PanelProblem}
 */
function brokenRow(error) {
  const line = Number(error?.lines ?? 0);
  return { line, column: null, found: error?.message ?? "a broken row", expected: "a row of CSV" };
}

/** @type {(row: PanelRow, line: number, options: PanelOptions) => PanelProblem} */
function apart(row, line, options) {
  const found = `store ${row.store}, week of ${row.date}, again after other rows`;
  return { line, column: options.week, found, expected: "rows sorted by store and week" };
}

/** @type {(row: PanelRow, line: number, options: PanelOptions) => PanelProblem} */
function twice(row, line, options) {
  const found = `${JSON.stringify(row.brand)} twice in store ${row.store}, week of ${row.date}`;
  return { line, column: options.brand, found, expected: "each brand once a store and week" };
}

/** @param {string} store */
const regionOf = (store) => `store_${store}`;

/**
 * A market line; null where neither price, deal nor feature is known.
 *
 * @type {(row: PanelRow, options: PanelOptions) => string | null}
 */
function marketLine({ store, date, brand, units, price, deal, feature }, { currency }) {
  if (price === null && deal === null && feature === null) return null;
  return JSON.stringify({
    date,
    region: regionOf(store),
    brand,
    ...(price === null ? {} : { price, currency }),
    units,
    ...(deal === null ? {} : { promotion: { deal } }),
    ...(feature === null ? {} : { feature }),
    planned: false,
  });
}

/**
 * The behaviour line of a store-week; a week without any sale has no shares, which is a problem and no line.
 *
 * @param {StoreWeek} week
 * @param {PanelOptions} options
 * @returns {Generator<Converted>}
 */
function* finished({ store, date, line, units }, { persona, units: column }) {
  const total = [...units.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    const found = `no units of any brand in store ${store}, week of ${date}`;
    yield {
      problem: { line, column, found, expected: "sales, without which there are no shares" },
    };
    return;
  }
  const percent = (/** @type {number} */ count) => Number(((100 * count) / total).toFixed(4));
  yield {
    file: "behaviour",
    line: JSON.stringify({
      timestamp: `${date} 00:00:00`,
      group: persona,
      region: regionOf(store),
      total_personas: total,
      brand_distribution: Object.fromEntries(units),
      brand_percentages: Object.fromEntries([...units].map(([b, count]) => [b, percent(count)])),
    }),
  };
}
