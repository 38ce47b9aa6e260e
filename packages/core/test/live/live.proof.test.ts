import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { type LiveRun, liveRun, QUIET_DAYS } from "./live-study.js";

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const seedsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => first + i);
const dayOf = ({ news }: LiveRun, kind: string) =>
  news.find((one) => one.news.kind === kind && one.day >= QUIET_DAYS)?.day ??
  Number.POSITIVE_INFINITY;
const countOf = ({ news }: LiveRun, kind: string) =>
  news.filter((one) => one.news.kind === kind).length;

/** Markets by what moves their shares beside what the records know. */
const KINDS = [
  { name: "survey noise alone", seeds: seedsFrom(301, 20) },
  { name: "shocks with AR(0.5)", seeds: seedsFrom(401, 8), noise: "autocorrelated" as const },
  { name: "shocks with heavy tails", seeds: seedsFrom(501, 8), noise: "heavy" as const },
  { name: "a weekly pattern", seeds: seedsFrom(601, 8), noise: "weekly" as const },
  { name: "one cell, two brands", seeds: seedsFrom(701, 8), personas: 1, regions: 1, brands: 2 },
  { name: "4 × 2 cells, 5 brands", seeds: seedsFrom(801, 6), personas: 4, brands: 5 },
];

it.skipIf(!isProof)(
  "a planted shift leads to drift, challenger and promotion within 30 days, noise to few alarms (PROOF=1)",
  { timeout: 7_200_000 },
  async () => {
    const table: Record<string, string> = {};
    const ms: number[] = [];
    let alarmed = 0;
    let most = 0;
    let runs = 0;
    for (const { name, seeds, ...market } of KINDS) {
      const shifted: LiveRun[] = [];
      const quiet: LiveRun[] = [];
      for (const seed of seeds) {
        shifted.push(await liveRun({ seed, shift: 0.4, days: 30, ...market }));
        quiet.push(await liveRun({ seed, shift: 0, days: 90, ...market }));
      }
      const found = shifted.map((run) => dayOf(run, "drift") - QUIET_DAYS);
      const promoted = shifted.map((run) => dayOf(run, "promoted") - QUIET_DAYS);
      const alarms = quiet.map((run) => countOf(run, "drift"));
      const within7 = found.filter((days) => days <= 7).length;
      const within30 = promoted.filter((days) => days < 30 - QUIET_DAYS).length;
      table[`${name}: shift of 0.4 in a brand's utility found within 7 days; median days`] =
        `${within7} of ${seeds.length}; ${median(found)}`;
      table[`${name}: challenger promoted within the 30 days; median days`] =
        `${within30} of ${seeds.length}; ${median(promoted)}`;
      table[`${name}: false alarms in 90 days without a change, mean; most`] =
        `${mean(alarms).toFixed(2)}; ${Math.max(...alarms)}`;
      table[`${name}: fits replaced in 90 days without a change, mean`] = mean(
        quiet.map((run) => countOf(run, "promoted")),
      ).toFixed(2);
      ms.push(...[...shifted, ...quiet].flatMap(({ updateMs }) => updateMs));
      alarmed += alarms.reduce((a, b) => a + b, 0);
      most = Math.max(most, ...alarms);
      runs += seeds.length;
      if (name === KINDS[0]?.name) {
        expect(within7).toBeGreaterThanOrEqual(0.9 * seeds.length);
        expect(within30).toBeGreaterThanOrEqual(0.8 * seeds.length);
      }
    }
    ms.sort((a, b) => a - b);
    table["false alarms in 90 days, mean over all"] = (alarmed / runs).toFixed(2);
    table["from a day's records to the twin that knows them, ms, median and 95th percentile"] =
      `${median(ms).toFixed(0)} and ${(ms[Math.floor(0.95 * ms.length)] ?? 0).toFixed(0)}`;
    recordProof(
      "live",
      "a live twin on a stream by day: 2 × 2 cells, 3 brands, 120 days known",
      table,
    );
    expect(most).toBeLessThanOrEqual(1);
    expect(alarmed / runs).toBeLessThan(0.6);
  },
);
