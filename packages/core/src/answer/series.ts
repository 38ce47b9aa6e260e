import { cellKey, type Names } from "../schema/names.js";
import type { InterventionRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Query } from "./backend.js";
import { concerns } from "./event-note.js";
import type { SeriesAnswer } from "./model/behaviour.js";
import {
  checkKeys,
  type DataGround,
  FILTER_KEYS,
  type Filters,
  knownNames,
  readChoice,
  readFilters,
} from "./query.js";
import { timestamp } from "./timestamp.js";

const KEYS = [...FILTER_KEYS, "bucket", "brand"];

/** What a query of `GET /api/v1/behavior/series` asks for. */
export interface SeriesQuestion {
  readonly filters: Omit<Filters, "applied">;
  readonly bucket: SeriesAnswer["bucket"];
  /** Null for all of the store's. */
  readonly brand: string | null;
  /** As it is shown in `filters_applied`. */
  readonly applied: SeriesAnswer["filters_applied"];
}

/**
 * Reads a query of `GET /api/v1/behavior/series`.
 *
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `unknown_brand`, `invalid_input`, `out_of_range`
 */
export function readSeriesQuestion(query: Query, names: Names): SeriesQuestion {
  checkKeys(query, KEYS);
  const { applied, ...filters } = readFilters(query, names);
  const bucket = readChoice(query, {
    key: "bucket",
    choices: ["day", "week", "month"],
    otherwise: "day",
  });
  const brand = query.brand ? names.askBrand(query.brand) : null;
  const shown = brand === null ? { ...applied, bucket } : { ...applied, bucket, brand };
  return { filters, bucket, brand, applied: shown };
}

/**
 * Behaviour over time, one series per cell (`GET /api/v1/behavior/series`), with the events of the time.
 *
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `unknown_brand`, `invalid_input`, `out_of_range`
 */
export async function series(ground: DataGround, query: Query): Promise<SeriesAnswer> {
  const { names, content } = await knownNames(ground);
  const { filters, bucket, brand, applied } = readSeriesQuestion(query, names);
  const rows = await ground.store.buckets({ ...filters, bucket });
  const named = new Set(rows.flatMap(({ shares }) => Object.keys(shares)));
  const brands = brand === null ? [...named].sort() : [brand];
  const cells: SeriesAnswer["cells"] = {};
  for (const row of rows) {
    const key = cellKey(row.persona, row.region);
    const cell = cells[key] ?? emptyCell(row, brands);
    cells[key] = cell;
    cell.dates.push(dateOfDay(row.day));
    cell.people.push(row.people);
    for (const name of brands) cell.shares[name]?.push(row.shares[name] ?? 0);
    cell.satisfaction.push(row.satisfaction);
    cell.digital_adoption.push(row.digitalAdoption);
    cell.gamification.push(row.gamification);
    cell.efficiency.push(row.efficiency);
  }
  const { fromDay, toDay } = filters;
  const interventions = await ground.store.records({ kind: "intervention", fromDay, toDay });
  return {
    success: true,
    bucket,
    brands,
    cells,
    events: interventions.filter((event) => concerns(event, filters)).map(shownEvent),
    filters_applied: applied,
    demo: content.demo,
  };
}

function emptyCell(
  { persona, region }: { persona: string; region: string },
  brands: readonly string[],
): SeriesAnswer["cells"][string] {
  return {
    persona,
    region,
    dates: [],
    people: [],
    shares: Object.fromEntries(brands.map((brand) => [brand, []])),
    satisfaction: [],
    digital_adoption: [],
    gamification: [],
    efficiency: [],
  };
}

function shownEvent(event: InterventionRecord): SeriesAnswer["events"][number] {
  return {
    timestamp: timestamp(event.at, event.offsetMinutes),
    event: event.event,
    type: event.type,
  };
}
