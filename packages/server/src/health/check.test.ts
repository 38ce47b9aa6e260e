import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore, type SourceState } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRound, type Level, statusOf } from "./check.js";
import { type CheckedParts, serverChecks } from "./server-checks.js";
import { createVitals, type Reading } from "./vitals.js";

const calm: Reading = { seconds: 0, busy: 0, total: 0, memoryPercent: 40, memoryLimitBytes: 1 };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "health-"));
});
afterAll(() => rm(folder, { recursive: true }));

const seen = (...readings: readonly Partial<Reading>[]) => {
  const left = [calm, ...readings.map((one) => ({ ...calm, ...one }))];
  const last = left.at(-1) ?? calm;
  const vitals = createVitals({
    read: () => left.shift() ?? last,
    now: () => last.seconds,
    everyMs: 0,
  });
  for (const _ of readings) vitals.sample();
  return vitals;
};
const parts = (changed: Partial<CheckedParts> = {}): CheckedParts => ({
  store: memoryStore(),
  cache: async () => undefined,
  folder,
  vitals: seen(),
  sources: () => [],
  twinFailure: () => null,
  ...changed,
});
const outcome = (changed: Partial<CheckedParts> = {}) =>
  createRound(serverChecks(parts(changed)), { waitMs: 100, failMs: 50 })();

it("holds the truth table for every set of findings", () => {
  const levels: Level[] = ["pass", "warn", "fail"];
  for (const critical of levels) {
    for (const other of levels) {
      const found = [
        { critical: true, level: critical },
        { critical: false, level: other },
      ];
      const expected =
        critical === "fail"
          ? "critical"
          : critical === "pass" && other === "pass"
            ? "healthy"
            : "degraded";
      expect(statusOf(found)).toBe(expected);
    }
  }
});

it("passes all checks where everything works", async () => {
  const { status, checks } = await outcome();
  expect(status).toBe("healthy");
  expect(Object.keys(checks)).toEqual([
    ...["database", "cache", "filesystem", "memory", "cpu", "uptime_tracker", "sources", "twin"],
  ]);
  expect(Object.values(checks).every(({ level }) => level === "pass")).toBe(true);
});

it("is critical when the store fails", async () => {
  const failing = { ...memoryStore(), probe: () => Promise.reject(new Error("disk gone")) };
  expect(await outcome({ store: failing })).toMatchObject({
    status: "critical",
    checks: { database: { level: "fail", reason: "disk gone" } },
  });
});

it("does not start a probe again that hangs, and passes once it answers", async () => {
  let starts = 0;
  let answer: () => void = () => expect.unreachable();
  const probe = () => {
    starts += 1;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  };
  const round = createRound(serverChecks(parts({ store: { ...memoryStore(), probe } })), {
    ...{ waitMs: 20, failMs: 50 },
  });
  const found: [string, Level | undefined][] = [];
  for (let i = 0; i < 4; i += 1) {
    const { status, checks } = await round();
    found.push([status, checks.database?.level]);
    expect(checks.database?.reason).toContain("no answer for");
  }
  // Slow at first; a busy machine may see the end of patience a round early.
  expect(found[0]).toEqual(["degraded", "warn"]);
  expect(found.slice(2)).toEqual(Array(2).fill(["critical", "fail"]));
  expect(starts).toBe(1);
  const passing = round();
  answer();
  expect((await passing).status).toBe("healthy");
});

it.each<[string, Level, Partial<CheckedParts>]>([
  ["cache", "fail", { cache: () => Promise.reject(new Error("other bytes")) }],
  ["filesystem", "fail", { folder: "/proc/none" }],
  ["filesystem", "warn", { volumeUse: async () => ({ bytes: 8, budgetBytes: 10 }) }],
  ["filesystem", "warn", { volumeUse: async () => ({ bytes: 11, budgetBytes: 10 }) }],
  ["memory", "pass", { vitals: seen({ memoryPercent: 79 }) }],
  ["memory", "warn", { vitals: seen({ memoryPercent: 80 }) }],
  ["memory", "fail", { vitals: seen({ memoryPercent: 90 }) }],
  // Busy for less than half of the window: nothing is said yet.
  ["cpu", "pass", { vitals: seen({ seconds: 5, busy: 5, total: 5 }) }],
  ["cpu", "warn", { vitals: seen({ seconds: 60, busy: 91, total: 100 }) }],
  ["cpu", "fail", { vitals: seen({ seconds: 60, busy: 99, total: 100 }) }],
  [
    "cpu",
    "pass",
    { vitals: seen({ seconds: 60, busy: 60, total: 60 }, { seconds: 125, busy: 60, total: 125 }) },
  ],
  ["uptime_tracker", "fail", { monitor: lastRound(61) }],
  ["uptime_tracker", "pass", { monitor: lastRound(59) }],
  ["uptime_tracker", "pass", { monitor: { everyMs: 1e9, lastRound: async () => null } }],
  ["uptime_tracker", "fail", { monitor: { everyMs: 0.1, lastRound: async () => null } }],
  ["sources", "fail", { sources: () => [source("given_up", 1)] }],
  ["sources", "fail", { sources: () => [source("failing", 3)] }],
  ["sources", "pass", { sources: () => [source("failing", 2)] }],
  ["twin", "fail", { twinFailure: () => "the thread ended" }],
  ["audit", "fail", { more: [{ name: "audit", critical: false, probe: broken }] }],
])("finds that %s is at %s", async (name, level, changed) => {
  const { status, checks } = await outcome(changed);
  expect(checks[name]?.level).toBe(level);
  expect(checks[name]?.reason === null).toBe(level === "pass");
  expect(status).toBe(level === "pass" ? "healthy" : "degraded");
});

it("is degraded when nothing was sampled for long", async () => {
  const vitals = createVitals({ read: () => calm, now: () => 60, everyMs: 0 });
  expect((await outcome({ vitals })).checks.uptime_tracker?.level).toBe("fail");
});

it("fails where a folder is a file", async () => {
  const file = join(folder, "a-file");
  await writeFile(file, "");
  const failed = { checks: { filesystem: { level: "fail" } } };
  expect(await outcome({ folder: file })).toMatchObject({ status: "degraded", ...failed });
  const critical = await outcome({ folder: file, holdsStore: true });
  expect(critical).toMatchObject({ status: "critical", ...failed });
});

function lastRound(seconds: number): NonNullable<CheckedParts["monitor"]> {
  return { everyMs: 30_000, lastRound: async () => ({ ageMs: seconds * 1000, everyMs: 30_000 }) };
}
function source(state: "given_up" | "failing", failures: number): SourceState {
  const counts = { messages: 0, read: 0, stored: 0, duplicates: 0, deadLettered: 0 };
  const times = { since: 0, nextTryAt: null, lastBatchAt: null, cursor: null };
  return { name: "feed", kind: "sse", state, failures, lastError: "no", ...counts, ...times };
}
async function broken(): Promise<never> {
  throw new Error("no space for the audit log");
}
