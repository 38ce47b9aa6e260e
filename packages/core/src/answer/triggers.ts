import { dominantGroups, triggersOf } from "../intel/index.js";
import { mean } from "../math/index.js";
import type { DailyIntelRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Query } from "./backend.js";
import type { TriggersAnswer } from "./model/intel-finding.js";
import { checkKeys, type DataGround, FILTER_KEYS, knownNames, readFilters } from "./query.js";
import { recordLink } from "./record-link.js";

/**
 * What moved people, after the daily reports of a time (`GET /api/v1/intel/triggers`), heaviest first.
 *
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `invalid_input`, `out_of_range`
 */
export async function triggers(ground: DataGround, query: Query): Promise<TriggersAnswer> {
  checkKeys(query, FILTER_KEYS);
  const { names, content } = await knownNames(ground);
  const { persona, region, fromDay, toDay, applied } = readFilters(query, names);
  const records = await ground.store.records({ kind: "daily-intel", fromDay, toDay });
  const reports = records
    .map((record) => ({
      ...record,
      cells: record.cells.filter(
        (cell) =>
          (persona === undefined || cell.persona === persona) &&
          (region === undefined || cell.region === region),
      ),
    }))
    .filter(({ cells }) => cells.length > 0);
  const rows = await ground.store.buckets({ persona, region, fromDay, toDay, bucket: "day" });
  const cellDay = (p: string, r: string, date: string) => JSON.stringify([p, r, date]);
  const people = new Map(
    rows.map((row) => [cellDay(row.persona, row.region, dateOfDay(row.day)), row.people]),
  );
  const found = triggersOf(reports, (cell) => {
    const count = people.get(cellDay(cell.persona, cell.region, cell.date)) ?? 0;
    return count > 0 ? count : null;
  });
  const links = new Map(reports.map((record) => [record.key, recordLink(record)]));
  const impact = meanImpact(reports, persona);
  const groups = dominantGroups(impact);
  return {
    success: true,
    count: found.length,
    reports: reports.length,
    data: found.map(({ reports: keys, ...rest }) => ({
      ...rest,
      records: keys.flatMap((key) => links.get(key) ?? []),
    })),
    incentive_analysis: { mean_impact: impact, dominant_groups: groups, tie: groups.length > 1 },
    filters_applied: applied,
    demo: content.demo,
  };
}

function meanImpact(
  reports: readonly DailyIntelRecord[],
  persona: string | undefined,
): Record<string, number> {
  const known = new Map<string, number[]>();
  for (const { impact } of reports) {
    for (const [group, value] of Object.entries(impact)) {
      if (persona !== undefined && group !== persona) continue;
      known.set(group, [...(known.get(group) ?? []), value]);
    }
  }
  return Object.fromEntries([...known].map(([group, values]) => [group, mean(values)]));
}
