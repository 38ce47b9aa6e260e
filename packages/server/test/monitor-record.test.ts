import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { uptimeFigures } from "../src/monitor/figure/figures.js";
import type { Probe } from "../src/monitor/probe/probe.js";
import { writeAbout } from "../src/monitor/record/about.js";
import { lastRoundAge } from "../src/monitor/record/last-round-age.js";
import { createRecordReader } from "../src/monitor/record/read-record.js";
import { openRecord } from "../src/monitor/record/record-writer.js";
import { runRounds } from "../src/monitor/watch/rounds.js";
import { createWatcher } from "../src/monitor/watch/watcher.js";
import { createFakeClock, type FakeClock } from "./fake-clock.js";

const S = 1000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const EVERY = 30 * S;
const START = Date.UTC(2026, 2, 1);
const folder = mkdtempSync(join(tmpdir(), "monitor-record-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** When the target is out, in time that passed, and by how many rounds that is seen. */
const OUTAGES = [
  { from: 2 * DAY + 7 * S, ms: 301 * S, rounds: 10 },
  // Between two rounds: only the boot id tells.
  { from: 3 * DAY + 5 * S, ms: 15 * S, rounds: 0 },
  { from: 4 * DAY + 25 * S, ms: 10 * S, rounds: 1 },
  { from: 5 * DAY - 61 * S, ms: 123 * S, rounds: 5 },
  { from: 20 * DAY + 1 * S, ms: 3 * HOUR + 17 * S, rounds: 360 },
  // Maintenance covers all but the first ten minutes.
  { from: 25 * DAY - 10 * MIN, ms: 2 * HOUR, rounds: 240 },
  // While nobody watches.
  { from: 30 * DAY + 10 * MIN, ms: 20 * MIN, rounds: 0 },
  // In the hour that the wall clock shows twice.
  { from: 35 * DAY + 10 * MIN, ms: 95 * S, rounds: 4 },
];
const DEAD = { from: 30 * DAY, ms: 1 * HOUR };
const MAINTENANCE = { from: START + 25 * DAY, to: START + 25 * DAY + 3 * HOUR };
const JUMP_BACK = { at: 35 * DAY, ms: -HOUR };
const JUMP_ON = { at: 37 * DAY, ms: HOUR };

const isOut = (elapsed: number) =>
  OUTAGES.some(({ from, ms }) => elapsed >= from && elapsed < from + ms);
const bootAt = (elapsed: number) =>
  `b${OUTAGES.filter(({ from, ms }) => elapsed >= from + ms).length}`;

const probeAt = (elapsed: number): Probe => ({
  state: isOut(elapsed) ? "down" : "up",
  target: isOut(elapsed) ? null : bootAt(elapsed),
  checks: {},
  vitals: {},
  certificateEnds: null,
  samples: null,
});

/** Watches until a moment of time that passed. */
async function watchUntil(
  clock: FakeClock,
  until: number,
  jumps: { at: number; ms: number }[] = [],
) {
  const retention = { roundDays: 2, keepDays: 400 };
  const writer = await openRecord(folder, { retention, durable: false });
  const over = new AbortController();
  const starts: number[] = [];
  const watcher = createWatcher({
    ...{ clock, writer, boot: "m", everyMs: EVERY, signal: over.signal },
    probe: async () => probeAt(clock.elapsed()),
    onLook: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  const left = [...jumps];
  await runRounds({
    clock,
    everyMs: EVERY,
    signal: over.signal,
    async round(lateMs) {
      starts.push(clock.elapsed());
      const jump = left[0];
      if (jump !== undefined && clock.elapsed() >= jump.at) {
        clock.jump(jump.ms);
        left.shift();
      }
      await watcher.look("round", lateMs);
      if (clock.elapsed() >= until) over.abort();
    },
  });
  await writer.tidy(clock.now());
  writer.close();
  return { starts, writer };
}

it("gives the exact figures of forty days, with a dead monitor, maintenance and a clock that jumps", async () => {
  const clock = createFakeClock(START);
  const before = await watchUntil(clock, DEAD.from);
  expect(before.starts.every((at, i) => at === i * EVERY)).toBe(true);
  clock.pass(DEAD.ms);
  await watchUntil(clock, 40 * DAY, [JUMP_BACK, JUMP_ON]);
  const names = readdirSync(folder);
  expect(names.filter((name) => name.startsWith("spans-")).length).toBeGreaterThanOrEqual(37);
  expect(names.filter((name) => name.startsWith("rounds-")).length).toBeLessThanOrEqual(4);

  const runs = await createRecordReader(folder).runs();
  const found = uptimeFigures(
    runs,
    { from: START, to: START + 40 * DAY },
    { maintenance: () => [MAINTENANCE], degradedIsUp: true },
  );
  const seen = OUTAGES.reduce((sum, { rounds }) => sum + rounds * EVERY, 0);
  const plannedDown = 110 * MIN;
  // Dead: no round from the last before to the first after. The jump on leaves an hour and a half minute unseen.
  const unknown = DEAD.ms + HOUR + EVERY;
  const down = seen - plannedDown;
  const maintenance = 3 * HOUR;
  expect(found.time).toEqual({
    up: 40 * DAY - down - maintenance - unknown,
    degraded: 0,
    down,
    maintenance,
    unknown,
  });
  expect(found.failures.map(({ downMs }) => downMs)).toEqual([
    300 * S,
    30 * S,
    150 * S,
    360 * EVERY,
    10 * MIN,
    120 * S,
  ]);
  expect(found.failures.every(({ detectionMs }) => detectionMs === EVERY)).toBe(true);
  expect(found.mttrMs).toBe(down / 6);
  expect(found.mtbf).toEqual({ milliseconds: found.time.up / 6, atLeast: false });
  expect(found.restarts).toEqual([{ at: START + 3 * DAY + 30 * S, hiddenMs: 30 * S }]);
  expect(found.errorRate).toBeNull();
}, 60_000);

it("mends what a crash cut off, and loses nothing else", async () => {
  await writeAbout(folder, {
    ...{ target: "http://127.0.0.1/", everyMs: EVERY, degradedIsUp: true, boot: "m", startedAt: 0 },
  });
  const last =
    readdirSync(folder)
      .filter((name) => name.startsWith("rounds-"))
      .sort()
      .at(-1) ?? "";
  const path = join(folder, last);
  const whole = readFileSync(path, "utf8");
  const lines = whole.trimEnd().split("\n");
  const at: number = JSON.parse(lines.at(-1) ?? "").at;
  const retention = { roundDays: 2, keepDays: 400 };
  for (const cut of [1, 20, 60]) {
    writeFileSync(path, whole);
    appendFileSync(path, `${lines.at(-1)?.slice(0, cut)}`);
    expect(await lastRoundAge(folder, { now: at + 5 * S })).toEqual({
      ageMs: 5 * S,
      everyMs: EVERY,
    });
    const writer = await openRecord(folder, { retention });
    expect(writer.mended).toEqual([expect.stringContaining(`cut off after ${cut} bytes`)]);
    expect(writer.nextNumber).toBe(JSON.parse(lines.at(-1) ?? "").n + 1);
    writer.close();
    expect(readFileSync(path, "utf8")).toBe(whole);
  }
});
