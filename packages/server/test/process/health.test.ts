import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statfsSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, expect, it } from "vitest";
import { createService, type ServiceOptions } from "../../src/serve.js";
import { healthOptions, healthSettings } from "../../src/setting/health.js";
import { readSettings } from "../../src/setting/read-settings.js";
import { defineSources } from "../../src/source/definition.js";
import { BEHAVIOUR, send } from "../market.js";
import { runScript } from "./command.js";
import { controlGroup } from "./control-group.js";
import { freePort } from "./redis-server.js";

const folder = mkdtempSync(join(tmpdir(), "health-"));
const disk = join(folder, "disk");
mkdirSync(disk);
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", ["--lazy", disk]);
  rmSync(folder, { recursive: true });
});

const serve = (options: Omit<ServiceOptions, "catalogue">) => {
  const health = { standsMs: 0, ...options.health };
  const service = createService({ catalogue: builtInCatalogue, threads: 1, ...options, health });
  const ask = async (path = "/health") => {
    const answer = await service.app.request(path);
    return { code: answer.status, ...(await answer.json()) };
  };
  return { service, ask };
};

it("is critical when the store's file is replaced, gone or closed, and not before", async () => {
  const file = join(folder, "store.duckdb");
  const store = await duckdbStore(file);
  const { service, ask } = serve({ store, folder });
  expect(await ask()).toMatchObject({ code: 200, status: "healthy" });
  const before = await store.content();
  await ask();
  expect(await store.content()).toEqual(before);
  renameSync(file, `${file}.old`);
  const gone = { code: 503, status: "critical", checks: { database: "fail" } };
  expect(await ask()).toMatchObject(gone);
  expect(await ask("/api/v1/health/ready")).toMatchObject({ code: 503, status: "not_ready" });
  expect((await ask("/api/v1/health/detail")).checks.database.reason).toContain("is gone");
  expect(JSON.stringify(await ask())).not.toContain(folder);
  writeFileSync(file, "another");
  expect((await ask("/api/v1/health/detail")).checks.database.reason).toContain("was replaced");
  renameSync(`${file}.old`, file);
  expect(await ask()).toMatchObject({ code: 200, status: "healthy" });
  await store.close();
  expect(await ask()).toMatchObject(gone);
  await service.close();
});

const immutable = join(folder, "immutable.duckdb");
writeFileSync(`${immutable}.try`, "");
const changes = (flag: string, file: string) => spawnSync("chattr", [flag, file]).status === 0;
const canForbid = changes("+i", `${immutable}.try`) && changes("-i", `${immutable}.try`);
it.skipIf(!canForbid)(
  `is critical while the store may not be written${canForbid ? "" : " (needs chattr)"}`,
  async () => {
    const store = await duckdbStore(immutable);
    const { service, ask } = serve({ store, folder });
    expect(await ask()).toMatchObject({ code: 200, status: "healthy" });
    changes("+i", immutable);
    try {
      expect(await ask()).toMatchObject({ code: 503, checks: { database: "fail" } });
    } finally {
      changes("-i", immutable);
    }
    expect(await ask()).toMatchObject({ code: 200, status: "healthy" });
    await service.close();
    await store.close();
  },
);

it.skipIf(!mounted)(
  `is critical while the disk is full, and healthy once there is space${mounted ? "" : " (needs mount)"}`,
  async () => {
    const store = await duckdbStore(join(disk, "store.duckdb"), { walMiB: 1 });
    const { service, ask } = serve({ store, folder: disk });
    const limits = { checks: { database: "pass", filesystem: "pass" } };
    // A small disk has little space left even when it is empty.
    expect(await ask()).toMatchObject({ code: 200, ...limits });
    const ballast = join(disk, "ballast");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, new Uint8Array((bavail - 1) * bsize));
    expect((await ask()).checks.filesystem).toBe("fail");
    const refused = await send(service.app, BEHAVIOUR);
    expect(refused.status).toBe(507);
    let found = await ask();
    for (let tries = 0; found.status !== "critical" && tries < 50; tries += 1) found = await ask();
    expect(found).toMatchObject({ code: 503, status: "critical" });
    truncateSync(ballast, 0);
    expect(await ask()).toMatchObject({ code: 200, ...limits });
    expect((await send(service.app, BEHAVIOUR)).status).toBe(200);
    await service.close();
    await store.close();
  },
);

it("is degraded when the monitor stores no more rounds, or a source is given up", async () => {
  const monitoring = join(folder, "monitoring", "rounds");
  mkdirSync(monitoring, { recursive: true });
  const rounds = join(monitoring, "2026-01-01.jsonl");
  writeFileSync(rounds, "{}\n");
  const read = (folder: string) =>
    readSettings({ health: healthSettings }, { CDP_HEALTH_MONITOR_FOLDER: folder }).health;
  const { monitor } = healthOptions(read(join(folder, "monitoring")));
  // Nobody listens there.
  const feed = { kind: "sse", name: "feed", url: `http://127.0.0.1:${await freePort()}/` };
  const retry = { giveUpAfter: 2, baseMs: 1 };
  const sources = defineSources({ sources: [{ ...feed, retry }] });
  const { service, ask } = serve({
    store: memoryStore(),
    health: { monitor },
    sources,
  });
  expect(await ask()).toMatchObject({ status: "healthy", checks: { uptime_tracker: "pass" } });
  const longAgo = Date.now() / 1000 - 61;
  utimesSync(rounds, longAgo, longAgo);
  const stale = { code: 200, status: "degraded", checks: { uptime_tracker: "fail" } };
  expect(await ask()).toMatchObject(stale);
  writeFileSync(rounds, "{}\n{}\n");
  expect(await ask()).toMatchObject({ status: "healthy" });
  await service.prepare();
  let found = await ask();
  while (found.checks.sources === "pass") found = await ask();
  expect(found).toMatchObject({ code: 200, status: "degraded" });
  await service.close();
});

const script = fileURLToPath(new URL("./health-child.ts", import.meta.url));
const group = controlGroup(`health-test-${process.pid}`, { memoryMiB: 300 });
afterAll(() => group?.remove());
it.skipIf(group === null)(
  `is degraded when a container's processor or memory runs out${group ? "" : " (needs control groups)"}`,
  async () => {
    const { out, err, code } = await runScript([script, group?.quotaFile ?? ""], group?.command);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    const found = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const levels = (wanted: string) =>
      new Set(
        found.filter(({ what }) => what === wanted).map(({ checks }) => checks[wanted].level),
      );
    expect(levels("cpu")).toContain("pass");
    expect(levels("cpu")).toContain("fail");
    expect([...levels("memory")]).toEqual(["pass", "warn", "fail"]);
    expect(found.at(-1)).toMatchObject({ status: "degraded", memory_limit_bytes: 300 * 2 ** 20 });
  },
);
