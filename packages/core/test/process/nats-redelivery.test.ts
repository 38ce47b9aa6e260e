import { afterEach, expect, it } from "vitest";
import { memoryStore } from "../../src/store/memory-store.js";
import type { RecordStore } from "../../src/store/record-store.js";
import { marketMessage, type Run, runHere } from "../../src/testing/index.js";
import { type NatsBench, natsBench } from "./nats-bench.js";

let bench: NatsBench | undefined;
let runs: Run[] = [];
afterEach(async () => {
  await Promise.all(runs.map((run) => run.stop()));
  await bench?.close();
  runs = [];
  bench = undefined;
});

async function begin(store: RecordStore, options: Parameters<typeof natsBench>[0] = {}) {
  // Short, since what a killed connection had taken comes again only after it.
  const made = await natsBench({ ackWaitMs: 1_500, ...options });
  bench = made;
  const start = () => {
    const run = runHere(made.source(), store);
    runs.push(run);
    return run;
  };
  return { bench: made, start };
}

const units = async (store: RecordStore) =>
  (await store.records({ kind: "market" }))
    .map((record) => Number(record.units))
    .sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it("stores each message once although the server is killed again and again while others publish", async () => {
  const store = memoryStore();
  const { bench: server, start } = await begin(store);
  const { until } = start();
  let published = 0;
  for (let crash = 0; crash < 3; crash += 1) {
    for (let part = 0; part < 5; part += 1) {
      await server.send(upTo(40).map((n) => marketMessage(published + n)));
      published += 40;
    }
    await server.crash();
  }
  await server.send([marketMessage(published + 1)]);
  const { read, stored, duplicates, deadLettered } = await until(
    (state) => state.stored === published + 1,
  );
  expect(read).toBe(stored + duplicates + deadLettered);
  expect(await units(store)).toEqual(upTo(published + 1));
});

it("gets again what was durable but not acknowledged, and stores it once", async () => {
  const store = memoryStore();
  // The process dies in effect between the commit and the acknowledgement: what the commit says never arrives.
  let lost = 1;
  const dying: RecordStore = {
    ...store,
    async commit(batch) {
      const report = await store.commit(batch);
      if (lost > 0) {
        lost -= 1;
        throw new Error("died after the commit");
      }
      return report;
    },
  };
  const { bench: server, start } = await begin(dying);
  await server.send(upTo(30).map(marketMessage));
  const { until } = start();
  const state = await until(({ read }) => read >= 30);
  expect(state.duplicates).toBeGreaterThan(0);
  await expect
    .poll(server.pending, { timeout: 20_000 })
    .toMatchObject({ unacknowledged: 0, waiting: 0 });
  expect(await units(store)).toEqual(upTo(30));
});

it("keeps the messages of a slow commit from being delivered again", async () => {
  const store = memoryStore();
  const slow: RecordStore = {
    ...store,
    async commit(batch) {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return store.commit(batch);
    },
  };
  const { bench: server, start } = await begin(slow, { ackWaitMs: 1_000 });
  await server.send(upTo(10).map(marketMessage));
  const { until, stop } = start();
  await until(({ stored }) => stored === 10);
  expect(await stop()).toMatchObject({ read: 10, duplicates: 0 });
  expect(await server.pending()).toEqual({ unacknowledged: 0, redelivered: 0, waiting: 0 });
}, 20_000);

it("acknowledges nothing that is not durable", async () => {
  const store = memoryStore();
  let working = false;
  const broken: RecordStore = {
    ...store,
    async commit(batch) {
      if (!working) throw new Error("the disk is full");
      return store.commit(batch);
    },
  };
  const { bench: server, start } = await begin(broken);
  await server.send(upTo(10).map(marketMessage));
  const { until } = start();
  await until(({ failures }) => failures >= 3);
  const { unacknowledged, waiting } = await server.pending();
  expect(unacknowledged + waiting).toBeGreaterThanOrEqual(10);
  working = true;
  await until(({ stored }) => stored === 10);
  await expect.poll(server.pending, { timeout: 20_000 }).toMatchObject({ unacknowledged: 0 });
});

it("tries again while the stream is not there, and is given up for another kind of consumer", async () => {
  const { bench: server } = await begin(memoryStore());
  const run = (stream: string, consumer: string) => {
    const made = runHere(server.source({ stream, consumer }), memoryStore());
    runs.push(made);
    return made;
  };
  const missing = await run("NOTHING", "twin").until(({ failures }) => failures >= 2);
  expect(missing.lastError).toContain("stream not found");
  await server.addPushConsumer("pushed");
  const pushed = await run("EVENTS", "pushed").until(({ state }) => state === "given_up");
  expect(pushed.lastError).toContain("found a push consumer");
});
