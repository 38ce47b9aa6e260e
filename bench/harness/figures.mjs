import { median } from "./statistics.mjs";

/**
 * One measured thing.
 *
 * @typedef {object} Figure
 * @property {string} what - e.g. `query, 32 connections`
 * @property {string} stack - `ours`, or the mode of the old stack
 * @property {string | null} size - of the data; null where it does not matter
 * @property {string} unit - of `median` and `runs`
 * @property {number} median
 * @property {number[]} runs
 * @property {number | null} p95 - median over the runs of each run's 95th percentile, in ms
 * @property {number} errors - answers that were no answers, over all runs
 * @property {string} note
 */

/** Keeps what was measured, and what could not be. */
export class Figures {
  /** @type {Figure[]} */
  all = [];
  /** @type {{ what: string, why: string }[]} */
  notRun = [];

  /**
   * Keeps one figure and tells of it.
   *
   * @param {{ what: string, unit: string, runs: number[], stack?: string, size?: string | null, p95?: number[], errors?: number, note?: string }} measured
   */
  add({ what, unit, runs, stack = "ours", size = null, p95 = [], errors = 0, note = "" }) {
    const figure = {
      ...{ what, stack, size, unit, median: median(runs), runs },
      ...{ p95: p95.length === 0 ? null : median(p95), errors, note },
    };
    this.all.push(figure);
    const where = size === null ? "" : ` at ${size}`;
    const tail = figure.p95 === null ? "" : `, p95 ${shown(figure.p95)} ms`;
    const bad = errors === 0 ? "" : `, ${errors} ERRORS`;
    console.log(`  ${what}${where}, ${stack}: ${shown(figure.median)} ${unit}${tail}${bad}`);
  }

  /** Keeps what could not be run, and why. @param {string} what @param {string} why */
  skip(what, why) {
    this.notRun.push({ what, why });
    console.log(`  not run: ${what}: ${why}`);
  }

  /**
   * A figure, or undefined when it was not measured.
   *
   * @param {string} what
   * @param {{ stack?: string, size?: string | null }} [which]
   */
  find(what, { stack = "ours", size = null } = {}) {
    return this.all.find(
      (one) => one.what === what && one.stack === stack && (one.size ?? null) === size,
    );
  }
}

/** A number with three digits that count, grouped by thousands. @param {number} value */
export function shown(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}
