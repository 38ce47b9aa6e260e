import { dominantGroups, triggersOf } from "../intel/index.js";
import type { DailyIntelRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Query } from "./backend.js";
import type { PageOptions } from "./behaviour.js";
import { readCursor, writeCursor } from "./cursor.js";
import type { DailyIntelAnswer, DailyIntelResponse } from "./model/intel.js";
import { checkKeys, type DataGround, readDay, readLimit } from "./query.js";
import { recordLink } from "./record-link.js";

/**
 * Daily reports, newest first (`GET /api/v1/behavior/daily-intel`).
 *
 * @throws CoreError `unknown_key`, `invalid_input`, `out_of_range`
 */
export async function dailyIntel(
  { store }: DataGround,
  query: Query,
  { link }: PageOptions = {},
): Promise<DailyIntelAnswer> {
  checkKeys(query, ["date", "limit", "cursor"]);
  const day = readDay(query, "date");
  const limit = readLimit(query, { most: 100, otherwise: 10 });
  const list = { order: "desc", of: ["daily-intel", day] } as const;
  const after = readCursor(query, list);
  const content = await store.content();
  const kind = "daily-intel";
  const range = { kind, fromDay: day, toDay: day, order: "desc" } as const;
  const rows = await store.records({ ...range, limit: limit + 1, after });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  const cursor = more ? writeCursor(last, list) : null;
  const total = day === undefined ? content.records[kind] : (await store.records(range)).length;
  const date = day === undefined ? {} : { date: dateOfDay(day) };
  return {
    success: true,
    count: shown.length,
    total,
    data: shown.map(dailyIntelResponse),
    filters_applied: { ...date, limit },
    metadata: {
      next_cursor: cursor,
      ...(link !== undefined && { next: cursor === null ? null : link(cursor) }),
      demo: content.demo,
    },
  };
}

/** A daily report as the REST contract shows it: region → persona → cell. */
export function dailyIntelResponse(record: DailyIntelRecord): DailyIntelResponse {
  const report: DailyIntelResponse["behavioral_twin_report"] = {};
  for (const { persona, region, activity, shares, triggers } of record.cells) {
    const cell = { activity, brand_distribution: shares, triggers };
    report[region] = { ...report[region], [persona]: cell };
  }
  const groups = dominantGroups(record.impact);
  return {
    date: record.date,
    daily_intelligence_summary: record.summary,
    behavioral_twin_report: report,
    anomaly_detection: record.anomaly,
    incentive_analysis: {
      total_impact: record.impact,
      dominant_group: record.dominantGroup,
      dominant_groups: groups,
      tie: groups.length > 1,
    },
    trigger_weights: triggersOf([record]).map(({ trigger, weight, cells }) => ({
      trigger,
      weight,
      cells,
    })),
    insights: [record.summary, record.anomaly].flatMap((text) =>
      text === null ? [] : [{ text, records: [recordLink(record)] }],
    ),
    metadata: record.metadata,
    repairs: record.repairs,
    demo: record.demo,
  };
}
