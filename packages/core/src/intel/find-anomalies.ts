import { exp, log, logistic } from "../math/index.js";
import type { BehaviourBucket } from "../store/record-store.js";
import { alarmThreshold } from "./alarm-threshold.js";
import { type ScoredDay, scoreSeries } from "./score-series.js";

export const ANOMALY_METRICS = [
  "people",
  "satisfaction",
  "digital_adoption",
  "gamification",
  "share",
] as const;
export type AnomalyMetric = (typeof ANOMALY_METRICS)[number];

/** A stretch of days on which a metric of a cell was not what the days before foretold. */
export interface AnomalyFinding {
  readonly persona: string;
  readonly region: string;
  readonly metric: AnomalyMetric;
  /** Of a share, else null. */
  readonly brand: string | null;
  /** The largest score of the stretch, standard deviations, signed. */
  readonly score: number;
  /** Days since 1970-01-01, both inclusive. */
  readonly fromDay: number;
  readonly toDay: number;
  readonly direction: "above" | "below";
  /** On the day of the largest score. */
  readonly expected: number;
  readonly observed: number;
  readonly unit: "people" | "fraction";
}

/** What was watched, and what was found, newest first. */
export interface AnomalyReport {
  readonly findings: readonly AnomalyFinding[];
  readonly series: number;
  readonly threshold: number;
}

interface Scale {
  readonly to: (value: number) => number;
  readonly back: (value: number) => number;
  /** Least standard deviation on the scale: 2 % of people, 0.2 points of a score, 0.02 of log-odds. */
  readonly floor: number;
}

const PLAIN: Scale = { to: (x) => x, back: (x) => x, floor: 0.002 };
const LOG: Scale = { to: (x) => log(x + 0.5), back: (y) => exp(y) - 0.5, floor: 0.02 };
const LEAST_SHARE = 0.001;
const LOG_ODDS: Scale = {
  to: (x) => {
    const inside = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, x));
    return log(inside / (1 - inside));
  },
  back: logistic,
  floor: 0.02,
};
/** Alarms of one direction with no more days than this between them are one finding. */
const MOST_GAP_DAYS = 2;

interface Watched {
  readonly persona: string;
  readonly region: string;
  readonly metric: AnomalyMetric;
  readonly brand: string | null;
  readonly scale: Scale;
  readonly points: { day: number; value: number }[];
}

/**
 * Anomalies of all cells and metrics; each day is judged by the days before it only.
 *
 * @param rows - of all cells, a row for each day and cell, ascending by day within a cell
 */
export function findAnomalies(rows: readonly BehaviourBucket[]): AnomalyReport {
  const watched = watchedSeries(rows);
  const threshold = alarmThreshold(watched.length);
  const findings = watched.flatMap((one) => {
    const scored = scoreSeries(one.points, { threshold, floor: one.scale.floor });
    return merge(scored, one);
  });
  findings.sort((a, b) => b.toDay - a.toDay || Math.abs(b.score) - Math.abs(a.score));
  return { findings, series: watched.length, threshold };
}

function watchedSeries(rows: readonly BehaviourBucket[]): Watched[] {
  const all = new Map<string, Watched>();
  for (const row of rows) {
    const add = (
      metric: AnomalyMetric,
      value: number | null,
      { scale, brand = null }: { scale: Scale; brand?: string | null },
    ) => {
      if (value === null) return;
      const { persona, region } = row;
      const key = JSON.stringify([persona, region, metric, brand]);
      const one = all.get(key) ?? { persona, region, metric, brand, scale, points: [] };
      all.set(key, one);
      one.points.push({ day: row.day, value: scale.to(value) });
    };
    add("people", row.people === 0 ? null : row.people, { scale: LOG });
    add("satisfaction", row.satisfaction, { scale: PLAIN });
    add("digital_adoption", row.digitalAdoption, { scale: PLAIN });
    add("gamification", row.gamification, { scale: PLAIN });
    for (const [brand, share] of Object.entries(row.shares)) {
      add("share", share, { scale: LOG_ODDS, brand });
    }
  }
  return [...all.values()];
}

function merge(scored: readonly ScoredDay[], series: Watched): AnomalyFinding[] {
  const { persona, region, metric, brand, scale } = series;
  const runs: ScoredDay[][] = [];
  for (const day of scored) {
    if (!day.alarm) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    const same = last !== undefined && Math.sign(last.score) === Math.sign(day.score);
    if (run !== undefined && same && day.day - last.day <= MOST_GAP_DAYS + 1) run.push(day);
    else runs.push([day]);
  }
  return runs.flatMap((run): AnomalyFinding[] => {
    const peak = run.reduce((a, b) => (Math.abs(b.score) > Math.abs(a.score) ? b : a));
    const first = run[0];
    const last = run.at(-1);
    if (first === undefined || last === undefined) return [];
    return [
      {
        persona,
        region,
        metric,
        brand,
        score: peak.score,
        fromDay: Math.min(first.since, peak.since),
        toDay: last.day,
        direction: peak.score > 0 ? "above" : "below",
        expected: scale.back(peak.expected),
        observed: scale.back(peak.value),
        unit: metric === "people" ? "people" : "fraction",
      },
    ];
  });
}
