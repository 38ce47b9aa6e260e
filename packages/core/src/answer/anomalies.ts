import { type AnomalyFinding, type AnomalyReport, findAnomalies } from "../intel/index.js";
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

/** What anomalies are answered from. */
export interface AnomalyGround extends DataGround {
  /** Finds those of all cells up to a day. Default: here and now, which takes seconds where there are many records. */
  readonly findAnomalies?: (toDay: number | undefined) => Promise<AnomalyReport>;
}

/**
 * What departed from what the days before foretold (`GET /api/v1/intel/anomalies`), newest first.
 *
 * @remarks All cells are watched whatever is asked for, since the threshold depends on how many they are; days after
 * `end_date` are not looked at.
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `invalid_input`, `out_of_range`
 */
export async function anomalies(ground: AnomalyGround, query: Query): Promise<AnomaliesAnswer> {
  checkKeys(query, [...FILTER_KEYS, "limit"]);
  const { names, content } = await knownNames(ground);
  const { persona, region, fromDay, toDay, applied } = readFilters(query, names);
  const limit = readLimit(query, { most: 1000, otherwise: 100 });
  const find =
    ground.findAnomalies ??
    (async () => findAnomalies(await ground.store.buckets({ toDay, bucket: "day" })));
  const { findings, series, threshold } = await find(toDay);
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
