import { behaviourKey } from "../schema/behaviour-key.js";
import type { Names } from "../schema/names.js";
import type { BehaviourRecord } from "../schema/record.js";
import type { BehaviourRow } from "../store/record-store.js";
import type { Query } from "./backend.js";
import { type CursorList, type Place, readCursor, writeCursor } from "./cursor.js";
import { eventsBetween } from "./event-note.js";
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

const KEYS = [...FILTER_KEYS, "limit", "cursor", "order", "include"];

/** What a query of `GET /api/v1/behavior` asks for. */
export interface BehaviourQuestion {
  readonly filters: Omit<Filters, "applied">;
  readonly limit: number;
  readonly order: "asc" | "desc";
  readonly after: Place | undefined;
  /** What cursors of this question are bound to. */
  readonly list: CursorList;
  /** Whether the events of the time are shown beside the rows. */
  readonly events: boolean;
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
  const include = readChoice(query, { key: "include", choices: ["events"], otherwise: null });
  const list = { order, of: ["behavior", persona, region, fromDay, toDay] };
  const after = placeOf(readCursor(query, list), { persona, region });
  applied.limit = limit;
  if (include !== null) applied.include = include;
  const filters = { persona, region, fromDay, toDay };
  return { filters, limit, order, after, list, events: include === "events", applied };
}

/** The cursor that continues after a record. Of one cell its instant says enough, and the cursor is short. */
export function behaviourCursor(
  record: Pick<BehaviourRecord, "at" | "persona" | "region">,
  { filters, list }: BehaviourQuestion,
): string {
  const { persona, region } = filters;
  const isOneCell = persona !== undefined && region !== undefined;
  return writeCursor({ at: record.at, key: isOneCell ? "" : behaviourKey(record) }, list);
}

function placeOf(
  place: Place | undefined,
  { persona, region }: Pick<Filters, "persona" | "region">,
): Place | undefined {
  if (place === undefined || persona === undefined || region === undefined) return place;
  return { at: place.at, key: behaviourKey({ at: place.at, persona, region }) };
}

/** URL of the page that a cursor starts. */
export type PageLink = (cursor: string) => string;

/** How an answer names the page after it: without `link` only by its cursor. */
export interface PageOptions {
  readonly link?: PageLink | undefined;
}

/**
 * Behaviour records, a page at a time (`GET /api/v1/behavior`).
 *
 * @throws CoreError as `readBehaviourQuestion`
 */
export async function behaviour(
  ground: DataGround,
  query: Query,
  { link }: PageOptions = {},
): Promise<BehaviorAnswer> {
  const { names, content } = await knownNames(ground);
  const question = readBehaviourQuestion(query, names);
  const { filters, limit, order, after, applied } = question;
  const rows = await ground.store.behaviour({ ...filters, order, limit: limit + 1, after });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  const cursor = more ? behaviourCursor(last, question) : null;
  const between = { order, after: after?.at, until: more ? last.at : undefined };
  return {
    success: true,
    count: shown.length,
    data: shown.map(behaviourResponse),
    ...(question.events && { events: await eventsBetween(ground.store, filters, between) }),
    filters_applied: applied,
    metadata: {
      next_cursor: cursor,
      ...(link !== undefined && { next: cursor === null ? null : link(cursor) }),
      order,
      demo: content.demo,
    },
  };
}

/** A behaviour record as the REST contract shows it. */
export function behaviourResponse(record: Omit<BehaviourRow, "day">): BehaviorResponse {
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
