import { expect, it } from "vitest";
import { type LiveSource, SourceError } from "../../src/source/index.js";
import { memoryStore } from "../../src/store/memory-store.js";
import type { RecordStore } from "../../src/store/record-store.js";
import { failingStore, fakeTiming, lines, run, scripted, stored } from "./live-support.js";

it("goes from idle over connecting and open to ended", async () => {
  const { source } = scripted([{ messages: lines(1, 2), cursor: "2" }]);
  const { ended, changes, store } = run(source);
  expect(await ended).toMatchObject({ state: "ended", read: 2, stored: 2, cursor: "2" });
  expect(changes()).toEqual(["idle", "connecting", "open", "ended"]);
  expect(await stored(store)).toEqual([1, 2]);
});

it("says that it is open as soon as the other side answers, though nothing has come", async () => {
  const { source } = scripted(["open", "wait"]);
  const { ended, changes, stop } = run(source);
  await expect.poll(() => changes().at(-1)).toBe("open");
  stop.abort();
  expect(await ended).toMatchObject({ state: "ended", read: 0 });
});

it("tries again from the cursor that is durable, after a wait with jitter", async () => {
  const { source, cursors } = scripted(
    [{ messages: lines(1), cursor: "1" }, new SourceError("it broke")],
    [new SourceError("still broken")],
    [{ messages: lines(1, 2), cursor: "2" }],
  );
  const { timing, waits } = fakeTiming();
  const { ended, changes, seen } = run(source, { timing });
  expect(await ended).toMatchObject({ read: 3, stored: 2, duplicates: 1, failures: 0 });
  expect(cursors).toEqual([null, "1", "1"]);
  expect(waits).toEqual([250, 500]);
  expect(changes().slice(2, 6)).toEqual(["open", "failing", "connecting", "failing"]);
  expect(seen.find(({ state }) => state === "failing")).toMatchObject({
    failures: 1,
    lastError: "script: it broke",
    nextTryAt: 250,
  });
});

it("waits at least as long as the other side asked", async () => {
  const { source } = scripted([new SourceError("busy", { retryAfterMs: 7_000 })], []);
  const { timing, waits } = fakeTiming();
  await run(source, { timing }).ended;
  expect(waits).toEqual([7_000]);
});

it("gives up at once when trying again would change nothing", async () => {
  const { source, cursors } = scripted([new SourceError("no such stream", { final: true })]);
  const { ended } = run(source);
  expect(await ended).toMatchObject({
    state: "given_up",
    lastError: "script: no such stream",
    nextTryAt: null,
  });
  expect(cursors).toHaveLength(1);
});

it("gives up after as many failures in a row as it was told", async () => {
  const failing = Array.from({ length: 9 }, () => [new SourceError("away")]);
  const { source, cursors } = scripted(...failing);
  const { ended } = run(source, { retry: { giveUpAfter: 4 } });
  expect(await ended).toMatchObject({ state: "given_up", failures: 4 });
  expect(cursors).toHaveLength(4);
});

it("counts failures anew after it stood open for as long as the longest wait", async () => {
  const { timing, pass, waits } = fakeTiming();
  const stoodFor = [0, 0, 1_000, 0];
  const source: LiveSource = {
    name: "s",
    kind: "iterable",
    async *open({ onOpen }) {
      const milliseconds = stoodFor.shift();
      if (milliseconds === undefined) return;
      onOpen();
      pass(milliseconds);
      yield { messages: [], cursor: null };
      throw new SourceError("the connection ended");
    },
  };
  await run(source, { timing, retry: { capMs: 1_000, baseMs: 100 } }).ended;
  expect(waits).toEqual([50, 100, 50, 100]);
});

it("opens the source again when the store fails, even if nothing more arrives, and never gives up for it", async () => {
  const store = failingStore((commit) => commit <= 3);
  const acknowledged: string[] = [];
  const batch = {
    messages: lines(1),
    cursor: "1",
    acknowledge: async () => void acknowledged.push("1"),
  };
  const { source, cursors } = scripted([batch, "wait"], [batch, "wait"], [batch, "wait"], [batch]);
  const { ended, seen } = run(source, { store, retry: { giveUpAfter: 2 } });
  expect(await ended).toMatchObject({ state: "ended", read: 1, stored: 1, failures: 0 });
  expect(cursors).toEqual([null, null, null, null]);
  expect(acknowledged).toEqual(["1"]);
  expect(seen.filter(({ state }) => state === "failing")).toHaveLength(3);
  expect(seen.find(({ state }) => state === "failing")?.lastError).toBe("script: the disk is full");
});

it("treats an acknowledgement that fails as a failure: what comes again is a duplicate", async () => {
  const messages = lines(1, 2);
  const acknowledge = async () => {
    throw new Error("the connection is gone");
  };
  const { source } = scripted(
    [{ messages, cursor: null, acknowledge }],
    [{ messages, cursor: null }],
  );
  const { ended, seen } = run(source);
  expect(await ended).toMatchObject({ read: 4, stored: 2, duplicates: 2 });
  expect(seen.some(({ state }) => state === "failing")).toBe(true);
});

it("acknowledges what is being stored before it lets the source go", async () => {
  const order: string[] = [];
  const store = memoryStore();
  const slow: RecordStore = {
    ...store,
    commit: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push("stored");
      return store.commit(batch);
    },
  };
  const source: LiveSource = {
    name: "s",
    kind: "iterable",
    async *open({ signal }) {
      yield {
        messages: lines(1),
        cursor: null,
        acknowledge: async () => void order.push("acknowledged"),
      };
      stop.abort();
      await new Promise((go) => signal.addEventListener("abort", go));
      order.push("closed");
    },
  };
  const { ended, stop } = run(source, { store: slow });
  await ended;
  expect(order).toEqual(["stored", "acknowledged", "closed"]);
});

it("asks for one batch while one is stored, no more", async () => {
  let [asked, durable, most] = [0, 0, 0];
  const store = memoryStore();
  const slow: RecordStore = {
    ...store,
    commit: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      durable += 1;
      return store.commit(batch);
    },
  };
  const source: LiveSource = {
    name: "s",
    kind: "iterable",
    async *open() {
      for (let i = 0; i < 20; i += 1) {
        asked += 1;
        most = Math.max(most, asked - durable);
        yield { messages: lines(i), cursor: String(i) };
      }
    },
  };
  await run(source, { store: slow }).ended;
  expect(most).toBeLessThanOrEqual(2);
});
