import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, expect, it } from "vitest";
import { createService, type ServiceOptions } from "../index.js";
import { backupCheck } from "./backup-check.js";
import { noteBackup } from "./last-backup.js";

const folder = mkdtempSync(join(tmpdir(), "last-backup-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HOUR = 3_600_000;
const AT = Date.parse("2026-03-05T02:00:00Z");

async function found(storeFile: string, ageHours: number, hours?: number) {
  const { probe } = backupCheck({ storeFile, hours, now: () => AT + ageHours * HOUR });
  return probe();
}

it("fails once the newest backup is older than it may be, a day and two hours unless told", async () => {
  const file = join(folder, "old.duckdb");
  expect(await found(file, 0)).toMatchObject({ level: "pass" });
  expect(await found(file, 0, 48)).toEqual({
    level: "warn",
    reason: "no backup was made yet; one is expected every 48 h",
  });
  await noteBackup(file, AT);
  expect(await found(file, 25.9)).toEqual({ level: "pass", reason: null });
  expect(await found(file, 26)).toEqual({
    level: "fail",
    reason: "the last backup is 26.0 h old, expected less than 26 h",
  });
  expect(await found(file, 47, 48)).toEqual({ level: "pass", reason: null });
  expect(await found(file, -1)).toEqual({ level: "pass", reason: null });
  await noteBackup(file, AT + 30 * HOUR);
  expect(await found(file, 31)).toEqual({ level: "pass", reason: null });
});

it("fails when nobody can tell", async () => {
  const file = join(folder, "broken.duckdb");
  writeFileSync(`${file}.last-backup.json`, "{");
  await expect(found(file, 0)).rejects.toThrow("does not say when the last backup was made");
});

async function asked(options: Partial<ServiceOptions>) {
  const service = createService({ store: memoryStore(), catalogue: builtInCatalogue, ...options });
  const health = await (await service.app.request("/health")).json();
  const detail = await (await service.app.request("/api/v1/health/detail")).json();
  const metrics = await (await service.app.request("/metrics")).text();
  await service.close();
  const age = /^cdp_backup_age_seconds (\S+)$/m.exec(metrics)?.[1];
  return { health, check: detail.checks.last_backup, age: age === undefined ? null : Number(age) };
}

it("shows in health and metrics of a store in a file, unless it is switched off", async () => {
  const storeFile = join(folder, "served.duckdb");
  const never = await asked({ storeFile, folder });
  expect([never.health.checks.last_backup, never.age]).toEqual(["pass", null]);
  await noteBackup(storeFile, Date.now() - 30 * HOUR);
  const old = await asked({ storeFile, folder });
  expect(old.health).toMatchObject({ status: "degraded", checks: { last_backup: "fail" } });
  expect(old.check.reason).toMatch(/^the last backup is 30\.0 h old/);
  expect(old.age).toBeCloseTo(108_000, -2);
  const patient = await asked({ storeFile, folder, health: { backupHours: 48 } });
  expect(patient.health.checks.last_backup).toBe("pass");
  const off = await asked({ storeFile, folder, health: { backupHours: null } });
  expect([off.check, off.age === null]).toEqual([undefined, false]);
  expect((await asked({})).check).toBeUndefined();
});
