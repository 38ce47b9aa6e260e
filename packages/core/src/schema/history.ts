import type { WebIntelRecord } from "./record.js";

/** Brand shares of one cell over time, as columns; rows are in order of `days`, each day at most once. */
export interface CellSeries {
  readonly persona: string;
  readonly region: string;
  /** Local date of each row, in days since 1970-01-01. */
  readonly days: Int32Array;
  /** People behind each row; NaN where not known. */
  readonly people: Float64Array;
  /** Row-major, rows × brands of the history, fractions; a brand that a row does not name is 0. */
  readonly shares: Float64Array;
}

/** One market row: what a brand did in a region on a day; null where not known. */
export interface MarketRow {
  readonly day: number;
  readonly region: string;
  readonly brand: string;
  readonly price: number | null;
  readonly currency: string | null;
  readonly units: number | null;
  readonly discount: number | null;
  readonly pointMultiplier: number | null;
  readonly bogo: boolean | null;
  readonly deal: number | null;
  readonly feature: number | null;
  readonly display: number | null;
  readonly distribution: number | null;
  readonly planned: boolean;
}

/** What a day was like in a region; null where not known. */
export interface ConditionRow {
  readonly day: number;
  readonly region: string;
  readonly temperature: number | null;
  /** 1 rain, 0 none. */
  readonly rain: number | null;
  readonly comfort: number | null;
  /** 1 within a holiday, 0 outside, null when the source lists holidays without dates. */
  readonly holiday: number | null;
  /** Mean sentiment of the day's posts, -1 to 1. */
  readonly sentiment: number | null;
}

/** What a twin is fitted from: cells ordered by persona then region, market rows by day, region, brand. */
export interface History {
  /** Ordered by code unit; the columns of every cell's `shares`. */
  readonly brands: readonly string[];
  readonly cells: readonly CellSeries[];
  readonly market: readonly MarketRow[];
  readonly conditions: readonly ConditionRow[];
  /** True when any row was made by the generator. */
  readonly demo: boolean;
  /** Digest of what the rows hold, for provenance; equal for equal data whatever the store. */
  readonly digest: string;
}

/** The part of a web-intel record that conditions are made of. */
export type ConditionSource = Pick<
  WebIntelRecord,
  "date" | "region" | "item" | "weather" | "holidays" | "posts"
>;
