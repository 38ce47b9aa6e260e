import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { collect, origin, start } from "./command.js";

let folder = "";
let child: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shutdown-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
});
afterAll(() => rm(folder, { recursive: true }));

it("answers what it took, stores what it answered, ends streams and itself, told to stop under load", async () => {
  const started = start(
    folder,
    ["serve", "--port", "0", "--no-log", "--store", "duckdb:./store.duckdb"],
    { CDP_DRAIN_SECONDS: "1" },
  );
  child = started;
  const texts = collect(started);
  const url = await origin(started, texts);
  const stream = await fetch(`${url}/api/v1/stream`);
  let [sent, acknowledged, failed] = [0, 0, 0];
  const statuses = new Set<number>();
  const send = async () => {
    sent += 1;
    const number = sent;
    const body = JSON.stringify({
      userId: `u${number}`,
      event: "Order Completed",
      messageId: `m${number}`,
      timestamp: "2026-01-05T10:00:00+08:00",
      properties: { revenue: 5, currency: "TWD" },
    });
    const answer = await fetch(`${url}/v1/track`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa("key:")}` },
      body,
    });
    statuses.add(answer.status);
    if (answer.ok) acknowledged += 1;
    await answer.arrayBuffer();
  };
  const senders = Array.from({ length: 8 }, async () => {
    // Refused connections are what comes after the end, and before it nothing fails.
    for (;;) {
      try {
        await send();
      } catch {
        failed += 1;
        return;
      }
    }
  });
  while (acknowledged < 50) await new Promise((resolve) => setTimeout(resolve, 10));
  started.kill("SIGTERM");
  const ready = async () => (await fetch(`${url}/health/ready`)).status;
  let drained = await fetch(`${url}/health/ready`);
  while (drained.status !== 503) drained = await fetch(`${url}/health/ready`);
  const before = acknowledged;
  expect((await drained.json()).message).toBe("The server is stopping.");
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  expect(await ready()).toBe(503);
  const [code] = await once(started, "close");
  await Promise.all(senders);
  expect({ code, err: texts().err }).toEqual({ code: 0, err: "Stopping (SIGTERM) …\n" });
  expect(await stream.text()).toContain("retry: 1000");
  expect({ statuses: [...statuses], failed }).toEqual({ statuses: [200], failed: 8 });
  // While it drained it went on answering.
  expect(acknowledged).toBeGreaterThan(before);
  const store = await duckdbStore(join(folder, "store.duckdb"));
  const { records } = await store.content();
  await store.close();
  expect(records["customer-event"]).toBeGreaterThanOrEqual(acknowledged);
  expect(records["customer-event"]).toBeLessThanOrEqual(sent);
});

it("ends at once when it is told a second time", async () => {
  const started = start(folder, ["serve", "--port", "0", "--no-log", "--store", "memory:"], {
    CDP_DRAIN_SECONDS: "600",
  });
  child = started;
  const texts = collect(started);
  await origin(started, texts);
  started.kill("SIGTERM");
  while (!texts().err.includes("Stopping")) await new Promise((resolve) => setTimeout(resolve, 5));
  started.kill("SIGTERM");
  expect((await once(started, "close"))[0]).toBe(1);
});
