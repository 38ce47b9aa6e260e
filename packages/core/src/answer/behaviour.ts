import type { Names } from "../schema/names.js";
import type { BehaviourRecord } from "../schema/record.js";
import type { Query } from "./backend.js";
import { type Place, readCursor, writeCursor } from "./cursor.js";
import type { BehaviorAnswer, BehaviorResponse } from "./model/behaviour.js";
import {
  checkKeys,
  type DataGround,
  FILTER_KEYS,
  type Filters,
  knownNames,
  readChoice,
  readFilters,
  readLimit,
} from "./query.js";
import { timestamp } from "./timestamp.js";

const KEYS = [...FILTER_KEYS, "limit", "cursor", "order"];

/** What a query of `GET /api/v1/behavior` asks for. */
export interface BehaviourQuestion {
  readonly filters: Omit<Filters, "applied">;
  readonly limit: number;
  readonly order: "asc" | "desc";
  readonly after: Place | undefined;
  /** As it is shown in `filters_applied`. */
  readonly applied: Record<string, string | number>;
}

/**
 * Reads a query of `GET /api/v1/behavior`.
 *
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `invalid_input`, `out_of_range`; details name the key
 */
export function readBehaviourQuestion(query: Query, names: Names): BehaviourQuestion {
  checkKeys(query, KEYS);
  const { persona, region, fromDay, toDay, applied } = readFilters(query, names);
  const limit = readLimit(query, { most: 1000, otherwise: 100 });
  const order = readChoice(query, { key: "order", choices: ["asc", "desc"], otherwise: "asc" });
  const after = readCursor(query, order);
  applied.limit = limit;
  return { filters: { persona, region, fromDay, toDay }, limit, order, after, applied };
}

/**
 * Behaviour records, a page at a time (`GET /api/v1/behavior`).
 *
 * @throws CoreError as `readBehaviourQuestion`
 */
export async function behaviour(ground: DataGround, query: Query): Promise<BehaviorAnswer> {
  const { names, content } = await knownNames(ground);
  const { filters, limit, order, after, applied } = readBehaviourQuestion(query, names);
  const rows = await ground.store.behaviour({ ...filters, order, limit: limit + 1, after });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    success: true,
    count: shown.length,
    data: shown.map(behaviourResponse),
    filters_applied: applied,
    metadata: {
      next_cursor: more ? writeCursor(last, order) : null,
      order,
      demo: content.demo,
    },
  };
}

/** A behaviour record as the REST contract shows it. */
export function behaviourResponse(record: BehaviourRecord): BehaviorResponse {
  return {
    timestamp: timestamp(record.at, record.offsetMinutes),
    group: record.persona,
    region: record.region,
    brand_distribution: record.shares,
    avg_satisfaction: record.satisfaction,
    digital_adoption_rate: record.digitalAdoption,
    gamification_engagement: record.gamification,
    efficiency_score: record.efficiency,
    total_personas: record.people,
    key_insights: record.insights,
    repairs: record.repairs,
    demo: record.demo,
  };
}
