import { cellKey } from "../schema/names.js";
import { dateOfDay } from "../schema/time-text.js";
import type { BehaviourSummaryRow } from "../store/record-store.js";
import { WeightedMean } from "../store/weighted-mean.js";
import type { Query } from "./backend.js";
import type { SummaryAnswer } from "./model/behaviour.js";
import { checkKeys, type DataGround, FILTER_KEYS, knownNames, readFilters } from "./query.js";

/**
 * What the behaviour records say in sum (`GET /api/v1/behavior/summary`).
 *
 * Cells are weighted by their people; where no cell knows its people, by their records.
 *
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `invalid_input`, `out_of_range`
 */
export async function summary(ground: DataGround, query: Query): Promise<SummaryAnswer> {
  checkKeys(query, FILTER_KEYS);
  const { names, content } = await knownNames(ground);
  const { applied, ...filters } = readFilters(query, names);
  const cells = await ground.store.summary(filters);
  const shares = overallShares(cells);
  const days = cells.flatMap(({ fromDay, toDay }) => [fromDay, toDay]);
  return {
    success: true,
    total_records: total(cells, ({ records }) => records),
    total_people: total(cells, ({ people }) => people),
    average_satisfaction: overall(cells, (cell) => cell.satisfaction),
    average_digital_adoption: overall(cells, (cell) => cell.digitalAdoption),
    average_gamification: overall(cells, (cell) => cell.gamification),
    average_efficiency: overall(cells, (cell) => cell.efficiency),
    top_brand: topBrand(shares),
    brand_distribution_summary: Object.fromEntries(
      shares.map(([brand, share]) => [brand, Math.min(100, share * 100)]),
    ),
    persona_breakdown: breakdown(cells, ({ persona }) => persona),
    region_breakdown: breakdown(cells, ({ region }) => region),
    cells: Object.fromEntries(
      cells.map((cell) => [cellKey(cell.persona, cell.region), cellSummary(cell)]),
    ),
    first_date: days.length === 0 ? null : dateOfDay(days.reduce((a, b) => Math.min(a, b))),
    last_date: days.length === 0 ? null : dateOfDay(days.reduce((a, b) => Math.max(a, b))),
    filters_applied: applied,
    demo: content.demo,
  };
}

type Rows = readonly BehaviourSummaryRow[];

function cellSummary(cell: BehaviourSummaryRow): SummaryAnswer["cells"][string] {
  const { persona, region, records, people, shares, satisfaction, gamification, efficiency } = cell;
  return {
    persona,
    region,
    records,
    people,
    shares,
    satisfaction,
    digital_adoption: cell.digitalAdoption,
    gamification,
    efficiency,
  };
}

function overall(cells: Rows, of: (cell: BehaviourSummaryRow) => number | null): number | null {
  const known = cells.some(({ people }) => people > 0);
  const mean = new WeightedMean();
  for (const cell of cells) {
    const weight = known ? cell.people : cell.records;
    mean.add(of(cell), weight > 0 ? weight : null);
  }
  return mean.value;
}

function overallShares(cells: Rows): [brand: string, share: number][] {
  const brands = [...new Set(cells.flatMap(({ shares }) => Object.keys(shares)))].sort();
  return brands.map((brand) => [brand, overall(cells, ({ shares }) => shares[brand] ?? 0) ?? 0]);
}

function topBrand(shares: readonly (readonly [string, number])[]): string | null {
  let top: readonly [string | null, number] = [null, 0];
  for (const row of shares) if (row[1] > top[1]) top = row;
  return top[0];
}

function total(cells: Rows, of: (cell: BehaviourSummaryRow) => number): number {
  return cells.reduce((sum, cell) => sum + of(cell), 0);
}

function breakdown(cells: Rows, by: (cell: BehaviourSummaryRow) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(by(cell), (counts.get(by(cell)) ?? 0) + cell.records);
  return Object.fromEntries(counts);
}
