import { canonicalJson } from "../math/digest.js";
import { createSha256, type Sha256 } from "../math/sha-256.js";
import type { CellSeries, ConditionSource, History, MarketRow } from "../schema/history.js";
import type { BehaviourRecord, MarketRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { CellColumns } from "./cell-columns.js";
import { conditionRows } from "./condition.js";

/** What a history needs of a behaviour record. */
export type BehaviourPoint = Pick<
  BehaviourRecord,
  "persona" | "region" | "date" | "people" | "shares" | "demo"
>;
/** What a history needs of a market record. */
export type MarketPoint = Omit<
  MarketRecord,
  "key" | "hash" | "at" | "offsetMinutes" | "generatedAt" | "repairs" | "position" | "raw" | "kind"
>;

/** Rows of a store; `demo` of web intelligence counts too. */
export interface HistoryInput {
  /** Ordered by instant, then key: sums are made in this order, so that every store gets the same bits. */
  readonly behaviour: Iterable<BehaviourPoint>;
  readonly market: Iterable<MarketPoint>;
  readonly webIntel: Iterable<ConditionSource & { readonly demo: boolean }>;
}

/**
 * What a twin is fitted from.
 *
 * Several rows of a cell on a day become one: shares weighted by people (alike where no row knows its people), people
 * added up. The same records give the same history, digest included, whatever store held them.
 */
export function buildHistory({ behaviour, market, webIntel }: HistoryInput): History {
  const columns = new Map<string, CellColumns>();
  const brandSet = new Set<string>();
  let demo = false;
  for (const point of behaviour) {
    demo ||= point.demo;
    const key = JSON.stringify([point.persona, point.region]);
    const cell = columns.get(key) ?? new CellColumns(point);
    columns.set(key, cell);
    cell.add(point);
    for (const brand in point.shares) brandSet.add(brand);
  }
  const cells = (brands: readonly string[]) =>
    [...columns.values()].map((cell) => cell.series(brands));
  return assembleHistory({ cells, brands: brandSet, demo, market, webIntel });
}

/** Behaviour already gathered into columns by a store, and the rest of what a history is made of. */
export interface HistoryParts extends Omit<HistoryInput, "behaviour"> {
  /** Brands that behaviour names. */
  readonly brands: Iterable<string>;
  /** Columns of each cell, in any order, for all brands of the history. */
  readonly cells: (brands: readonly string[]) => readonly CellSeries[];
  /** Whether any behaviour row is demo data. */
  readonly demo: boolean;
  /** Sums up bytes as `createSha256` does, where the platform does it faster. */
  readonly sum?: () => Sha256;
}

/** A history from parts, in its one order and with its digest. */
export function assembleHistory(parts: HistoryParts): History {
  const brandSet = new Set(parts.brands);
  let { demo } = parts;
  const marketRows: MarketRow[] = [];
  for (const point of parts.market) {
    demo ||= point.demo;
    brandSet.add(point.brand);
    marketRows.push(marketRow(point));
  }
  marketRows.sort(
    (a, b) =>
      a.day - b.day ||
      order(a.region, b.region) ||
      order(a.brand, b.brand) ||
      Number(a.planned) - Number(b.planned),
  );
  const sources: ConditionSource[] = [];
  for (const source of parts.webIntel) {
    demo ||= source.demo;
    sources.push(source);
  }
  const brands = [...brandSet].sort();
  const cells = [...parts.cells(brands)].sort(
    (a, b) => order(a.persona, b.persona) || order(a.region, b.region),
  );
  const body = { brands, cells, market: marketRows, conditions: conditionRows(sources), demo };
  return { ...body, digest: historyDigest(body, parts.sum?.() ?? createSha256()) };
}

function marketRow(point: MarketPoint): MarketRow {
  const { discount, pointMultiplier, bogo, deal } = point.promotion;
  const { region, brand, price, currency, units, feature, display, distribution, planned } = point;
  return {
    day: dayOfDate(point.date),
    region,
    brand,
    price,
    currency,
    units,
    discount,
    pointMultiplier,
    bogo,
    deal,
    feature,
    display,
    distribution,
    planned,
  };
}

/** SHA-256 over the rest as canonical JSON, then each cell's name and columns, numbers as little-endian bytes. */
function historyDigest(history: Omit<History, "digest">, sum: Sha256): string {
  const { cells, ...rest } = history;
  const text = (value: unknown) => sum.add(new TextEncoder().encode(`${canonicalJson(value)}\n`));
  text(rest);
  for (const cell of cells) {
    const { persona, region, days, people, shares } = cell;
    text({ persona, region, rows: days.length });
    sum.add(cellBytes(days, people, shares));
  }
  return sum.hex();
}

function cellBytes(
  days: CellSeries["days"],
  people: CellSeries["people"],
  shares: CellSeries["shares"],
): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * days.length + 8 * (people.length + shares.length)));
  let at = 0;
  for (const day of days) {
    view.setInt32(at, day, true);
    at += 4;
  }
  for (const column of [people, shares]) {
    for (const value of column) {
      // Engines may write NaN with any sign and payload.
      if (Number.isNaN(value)) view.setBigUint64(at, 0x7ff8000000000000n, true);
      else view.setFloat64(at, value, true);
      at += 8;
    }
  }
  return new Uint8Array(view.buffer);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
