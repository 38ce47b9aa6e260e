import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { type LiveRun, liveRun, QUIET_DAYS } from "./live-study.js";

const SEEDS = 20;
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const dayOf = ({ news }: LiveRun, kind: string) =>
  news.find((one) => one.news.kind === kind && one.day >= QUIET_DAYS)?.day ??
  Number.POSITIVE_INFINITY;

it.skipIf(!isProof)(
  "a planted shift leads to drift, challenger and promotion within 30 days, noise to few alarms (PROOF=1)",
  { timeout: 3_600_000 },
  async () => {
    const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
    const shifted: LiveRun[] = [];
    const quiet: LiveRun[] = [];
    for (const seed of seeds) {
      shifted.push(await liveRun({ seed, shift: 0.4, days: 30 }));
      quiet.push(await liveRun({ seed, shift: 0, days: 90 }));
    }
    const found = shifted.map((run) => dayOf(run, "drift") - QUIET_DAYS);
    const promoted = shifted.map((run) => dayOf(run, "promoted") - QUIET_DAYS);
    const alarms = quiet.map((run) => run.news.filter(({ news }) => news.kind === "drift").length);
    const swaps = quiet.map(
      (run) => run.news.filter(({ news }) => news.kind === "promoted").length,
    );
    const ms = [...shifted, ...quiet].flatMap(({ updateMs }) => updateMs).sort((a, b) => a - b);
    const within7 = found.filter((days) => days <= 7).length;
    const within30 = promoted.filter((days) => days < 30 - QUIET_DAYS).length;
    recordProof("live", "a live twin on a stream by day: 2 × 2 cells, 3 brands, 120 days known", {
      "shift of 0.4 in a brand's utility found within 7 days": `${within7} of ${SEEDS}`,
      "days until it was found, median": String(median(found)),
      "challenger promoted within the 30 days": `${within30} of ${SEEDS}`,
      "days until it was promoted, median": String(median(promoted)),
      "false alarms in 90 days without a change, mean": (
        alarms.reduce((a, b) => a + b, 0) / SEEDS
      ).toFixed(2),
      "most false alarms in 90 days": String(Math.max(...alarms)),
      "fits replaced in 90 days without a change, mean": (
        swaps.reduce((a, b) => a + b, 0) / SEEDS
      ).toFixed(2),
      "from a day's records to the twin that knows them, ms, median and 95th percentile": `${median(ms).toFixed(0)} and ${(ms[Math.floor(0.95 * ms.length)] ?? 0).toFixed(0)}`,
    });
    expect(within7).toBeGreaterThanOrEqual(0.9 * SEEDS);
    expect(within30).toBeGreaterThanOrEqual(0.8 * SEEDS);
    expect(alarms.filter((count) => count > 1).length).toBeLessThanOrEqual(0.1 * SEEDS);
  },
);
