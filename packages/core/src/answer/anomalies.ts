import { type AnomalyFinding, findAnomalies } from "../intel/index.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Query } from "./backend.js";
import type { AnomaliesAnswer } from "./model/intel-finding.js";
import {
  checkKeys,
  type DataGround,
  FILTER_KEYS,
  knownNames,
  readFilters,
  readLimit,
} from "./query.js";
import { recordLink } from "./record-link.js";

const MOST_RECORDS = 50;

/**
 * What departed from what the days before foretold (`GET /api/v1/intel/anomalies`), newest first.
 *
 * @remarks All cells are watched whatever is asked for, since the threshold depends on how many they are; days after
 * `end_date` are not looked at.
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `invalid_input`, `out_of_range`
 */
export async function anomalies(ground: DataGround, query: Query): Promise<AnomaliesAnswer> {
  checkKeys(query, [...FILTER_KEYS, "limit"]);
  const { names, content } = await knownNames(ground);
  const { persona, region, fromDay, toDay, applied } = readFilters(query, names);
  const limit = readLimit(query, { most: 1000, otherwise: 100 });
  const rows = await ground.store.buckets({ toDay, bucket: "day" });
  const { findings, series, threshold } = findAnomalies(rows);
  const asked = findings.filter(
    (one) =>
      (persona === undefined || one.persona === persona) &&
      (region === undefined || one.region === region) &&
      (fromDay === undefined || one.toDay >= fromDay),
  );
  const shown = asked.slice(0, limit);
  const data: AnomaliesAnswer["data"] = [];
  for (const finding of shown) data.push(await shownFinding(ground, finding));
  return {
    success: true,
    count: data.length,
    total: asked.length,
    data,
    method: { series, threshold },
    filters_applied: { ...applied, limit },
    demo: content.demo,
  };
}

async function shownFinding(
  { store }: DataGround,
  { fromDay, toDay, ...rest }: AnomalyFinding,
): Promise<AnomaliesAnswer["data"][number]> {
  const { persona, region } = rest;
  const records = await store.behaviour({ persona, region, fromDay, toDay, limit: MOST_RECORDS });
  return {
    ...rest,
    from: dateOfDay(fromDay),
    to: dateOfDay(toDay),
    records: records.map(recordLink),
  };
}
