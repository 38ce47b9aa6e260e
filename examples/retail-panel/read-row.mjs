// @ts-check
/** @import { PanelOptions } from "./panel-options.mjs" */

const MS_PER_DAY = 86_400_000;

/**
 * One row of a panel, with everything in its place.
 *
 * @typedef {object} PanelRow
 * @property {string} store
 * @property {string} date first day of the week, YYYY-MM-DD
 * @property {string} brand
 * @property {number} units
 * @property {number | null} price
 * @property {number | null} deal
 * @property {number | null} feature
 */

/**
 * What is wrong with a place of the file.
 *
 * @typedef {object} PanelProblem
 * @property {number} line counts from 1
 * @property {string | null} column
 * @property {string} found
 * @property {string} expected
 */

/** @param {PanelProblem} problem */
export const problemText = ({ line, column, found, expected }) =>
  `line ${line}${column === null ? "" : `, column ${column}`}: found ${found}, expected ${expected}`;

/**
 * Reads a row's cells.
 *
 * @param {Readonly<Record<string, string | undefined>>} cells by column
 * @param {number} line
 * @param {PanelOptions} options
 * @returns {{ row: PanelRow } | { problem: PanelProblem }}
 */
export function readRow(cells, line, options) {
  /** @type {PanelProblem | null} */
  let problem = null;
  /**
   * @param {string} column
   * @param {string} expected
   * @returns {null}
   */
  const wrong = (column, expected) => {
    problem ??= { line, column, found: JSON.stringify(cells[column] ?? "").slice(0, 80), expected };
    return null;
  };
  /** @param {string} column */
  const name = (column) => cells[column]?.trim() || wrong(column, "a name");
  /**
   * @param {string} column
   * @param {{ least: number, most: number, expected: string }} range
   */
  const number = (column, { least, most, expected }) => {
    const text = cells[column]?.trim() ?? "";
    if (text === "" || text === "NA") return null;
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    return wrong(column, expected);
  };
  const flag = { least: 0, most: 1, expected: "0 to 1, or nothing" };
  const week = cells[options.week]?.trim() ?? "";
  const row = {
    store: name(options.store),
    date:
      weekDate(week, options.startDate) ?? wrong(options.week, "a week's number or its first day"),
    brand: name(options.brand),
    units:
      number(options.units, { least: 0, most: 1e15, expected: "units, 0 or more" }) ??
      wrong(options.units, "units, 0 or more"),
    price: number(options.price, {
      least: 1e-9,
      most: 1e15,
      expected: "a price above 0, or nothing",
    }),
    deal: number(options.deal, flag),
    feature: number(options.feature, flag),
  };
  const { store, date, brand, units } = row;
  if (problem !== null) return { problem };
  if (store === null || date === null || brand === null || units === null) {
    return { problem: { line, column: null, found: "an incomplete row", expected: "a whole one" } };
  }
  return { row: { ...row, store, date, brand, units } };
}

/**
 * First day of a week.
 *
 * @param {string} week a whole number from 1, or a date
 * @param {string} startDate of week 1
 * @returns {string | null} null for anything else
 */
export function weekDate(week, startDate) {
  if (/^\d{1,5}$/.test(week) && Number(week) >= 1) {
    const start = Date.parse(`${startDate}T00:00:00Z`);
    return new Date(start + (Number(week) - 1) * 7 * MS_PER_DAY).toISOString().slice(0, 10);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(week)) return null;
  const at = Date.parse(`${week}T00:00:00Z`);
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(week) ? null : week;
}
