import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runChecks } from "./check.js";
import { type CheckedParts, serverChecks } from "./server-checks.js";
import { createVitals, type Reading } from "./vitals.js";

const calm: Reading = { seconds: 0, busy: 0, total: 0, memoryPercent: 40 };
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "health-"));
});
afterAll(() => rm(folder, { recursive: true }));

const outcome = (parts: Partial<CheckedParts> = {}) =>
  runChecks(
    serverChecks({
      store: memoryStore(),
      cache: async () => undefined,
      folder,
      vitals: createVitals({ read: () => calm, everyMs: 0 }),
      sources: () => [],
      ...parts,
    }),
    { limitMs: 200 },
  );

it("passes all checks where everything works", async () => {
  const { status, checks } = await outcome();
  expect(status).toBe("healthy");
  expect(Object.keys(checks)).toEqual([
    "database",
    "cache",
    "filesystem",
    "memory",
    "cpu",
    "uptime_tracker",
    "sources",
  ]);
  expect(Object.values(checks).every(({ passed }) => passed)).toBe(true);
});

it("is critical when the store fails, and when it hangs", async () => {
  const failing = { ...memoryStore(), content: () => Promise.reject(new Error("disk gone")) };
  const hanging = { ...memoryStore(), content: () => new Promise<never>(() => undefined) };
  expect(await outcome({ store: failing })).toMatchObject({
    status: "critical",
    checks: { database: { passed: false, reason: "disk gone" } },
  });
  expect(await outcome({ store: hanging })).toMatchObject({
    status: "critical",
    checks: { database: { passed: false, reason: "no answer within 200 ms" } },
  });
});

it("is degraded when the cache fails", async () => {
  const cache = () => Promise.reject(new Error("other bytes"));
  expect(await outcome({ cache })).toMatchObject({
    status: "degraded",
    checks: { cache: { passed: false } },
  });
});

it("is degraded when the folder cannot be written", async () => {
  const file = join(folder, "a-file");
  await writeFile(file, "");
  expect(await outcome({ folder: join(file, "below") })).toMatchObject({
    status: "degraded",
    checks: { filesystem: { passed: false } },
  });
});

it.each([
  ["memory", [calm, { ...calm, memoryPercent: 99 }]],
  ["cpu", [calm, { ...calm, busy: 100, total: 100 }]],
] as const)("is degraded when %s runs out", async (name, readings) => {
  const left = [...readings];
  const vitals = createVitals({ read: () => left.shift() ?? readings[1], everyMs: 0 });
  vitals.sample();
  expect(await outcome({ vitals })).toMatchObject({
    status: "degraded",
    checks: { [name]: { passed: false } },
  });
});

it("is degraded when the sampler has been silent", async () => {
  let seconds = 0;
  const vitals = createVitals({ read: () => ({ ...calm, seconds }), everyMs: 0 });
  seconds = 60;
  expect(await outcome({ vitals })).toMatchObject({
    status: "degraded",
    checks: { uptime_tracker: { passed: false } },
  });
});
