import { afterEach, describe, expect, it } from "vitest";
import type { LiveSource } from "../source/index.js";
import { memoryStore } from "../store/memory-store.js";
import type { RecordStore } from "../store/record-store.js";
import { type Run, runHere } from "./live-run.js";
import { marketMessage } from "./market-message.js";

/** The other side of a live source, real, and what a test may do to it. */
export interface LiveBench {
  /** A source that speaks to it; always of the same name. */
  source(): LiveSource;
  /** Has it deliver these, to whoever listens now or comes later. */
  send(messages: readonly string[]): Promise<void>;
  /** Messages that have left it. */
  delivered(): number | Promise<number>;
  /** Cuts connections that stand; it can be reached again at once. */
  cut(): Promise<void>;
  /** Cannot be reached until `start()`; what it holds stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** From now on refuses for good, such as for wrong credentials. */
  refuse(): Promise<void>;
  close(): Promise<void>;
}

/** How the suite comes by other sides, and what may be expected of the transport. */
export interface LiveContractOptions {
  readonly create: () => Promise<LiveBench>;
  /** Messages of 4 KiB that may have left the other side while nothing is taken, buffers of the system included. Default 6,000. */
  readonly mostBuffered?: number;
}

const FEW = 20;
const MANY = 12_000;

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => from + i);
const messages = (count: number, from = 1) => numbers(count, from).map(marketMessage);

async function unitsInOrder(store: RecordStore): Promise<(number | null)[]> {
  const records = await store.records({ kind: "market" });
  return records.sort((a, b) => a.position.line - b.position.line).map(({ units }) => units);
}

/**
 * The suite that every live source passes: all arrives, in order, once; it goes on where it was; a slow store slows it; what
 * is broken is tried again; what is hopeless is not.
 */
export function liveSourceContract(
  name: string,
  { create, mostBuffered = 6_000 }: LiveContractOptions,
): void {
  describe(`${name} source`, () => {
    const benches: LiveBench[] = [];
    const runs: Run[] = [];
    const bench = async () => {
      const made = await create();
      benches.push(made);
      return made;
    };
    const run = (source: LiveSource, store: RecordStore) => {
      const made = runHere(source, store);
      runs.push(made);
      return made;
    };
    afterEach(async () => {
      await Promise.all(runs.splice(0).map((one) => one.stop()));
      for (const one of benches.splice(0)) await one.close();
    });

    it("delivers everything once and in order", async () => {
      const other = await bench();
      const store = memoryStore();
      const { until, stop } = run(other.source(), store);
      await until((state) => state.state === "open");
      for (let from = 1; from <= 400; from += FEW) await other.send(messages(FEW, from));
      await until(({ read }) => read >= 400);
      expect(await stop()).toMatchObject({
        state: "ended",
        read: 400,
        stored: 400,
        duplicates: 0,
        deadLettered: 0,
        failures: 0,
      });
      expect(await unitsInOrder(store)).toEqual(numbers(400));
    });

    it("goes on after the last durable batch: nothing is lost, nothing stored twice", async () => {
      const other = await bench();
      const store = memoryStore();
      const first = run(other.source(), store);
      await other.send(messages(FEW));
      await first.until(({ stored }) => stored === FEW);
      await first.stop();
      await other.send(messages(FEW, FEW + 1));
      const second = run(other.source(), store);
      await second.until(({ stored }) => stored === FEW);
      expect(await second.stop()).toMatchObject({ stored: FEW, deadLettered: 0 });
      expect(await unitsInOrder(store)).toEqual(numbers(2 * FEW));
    });

    it("stops when it is told to, whether or not anything arrives", async () => {
      const other = await bench();
      const { until, stop } = run(other.source(), memoryStore());
      await until((state) => state.state === "open");
      expect(await stop()).toMatchObject({ state: "ended", failures: 0 });
    });

    it("takes no more than it can hold while nothing is stored", async () => {
      const other = await bench();
      const closing = new AbortController();
      const opened = other.source().open({
        cursor: null,
        signal: closing.signal,
        onOpen: () => undefined,
      });
      const batches = opened[Symbol.asyncIterator]();
      const first = batches.next();
      const padding = " ".repeat(4096);
      const sending = other.send(messages(MANY).map((message) => message + padding));
      sending.catch(() => undefined);
      const { value } = await first;
      expect(value?.messages.length).toBeGreaterThan(0);
      await settled(() => other.delivered());
      expect(await other.delivered()).toBeLessThan(mostBuffered);
      closing.abort();
      await batches.return?.();
    });

    it("comes back after its connection broke", async () => {
      const other = await bench();
      const store = memoryStore();
      const { until, stop, states } = run(other.source(), store);
      await other.send(messages(FEW));
      await until(({ stored }) => stored === FEW);
      // Looked for from before: it may be back by the time that the cut is done.
      const broke = until(({ state }) => state === "failing");
      await other.cut();
      await broke;
      await other.send(messages(FEW, FEW + 1));
      await until(({ stored }) => stored === 2 * FEW);
      await stop();
      expect(states).toContain("failing");
      expect(await unitsInOrder(store)).toEqual(numbers(2 * FEW));
    });

    it("fails while the other side cannot be reached, says why, and recovers", async () => {
      const other = await bench();
      await other.stop();
      const store = memoryStore();
      const { until } = run(other.source(), store);
      const failing = await until(({ state, failures }) => state === "failing" && failures >= 2);
      expect(failing.lastError).toMatch(/\w+: \w+/);
      await other.start();
      await other.send(messages(FEW));
      await until(({ stored, state }) => stored === FEW && state === "open");
    });

    it("is given up when it is refused for good", async () => {
      const other = await bench();
      await other.refuse();
      const { until } = run(other.source(), memoryStore());
      const end = await until(({ state }) => state === "given_up");
      expect(end.lastError).toMatch(/expected|refused/);
    });
  });
}

/** Resolves when a count has stopped rising. */
async function settled(count: () => number | Promise<number>): Promise<void> {
  let last = -1;
  for (let same = 0; same < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const now = await count();
    same = now === last && now > 0 ? same + 1 : 0;
    last = now;
  }
}
