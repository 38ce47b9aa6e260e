import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import type { Twin } from "@cdp-whatif/core";
import { DoorError } from "../problem.js";
import { receiveError, type SimulateOptions, type SimulateReply } from "./message.js";
import { startWorker } from "./worker-file.js";

/** Carries out scenarios on the twin that it was given last. */
export interface Simulator {
  use(twin: Twin): void;
  /**
   * @param body - of `POST /api/v1/simulate`, not yet checked
   * @returns the answer as JSON
   * @throws CoreError with whatever is wrong with the body
   * @throws DoorError `not_ready` when too many runs wait already
   */
  simulate(body: unknown, options: SimulateOptions): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** How many threads simulate, and how many runs may wait for them. */
export interface SimulatorOptions {
  readonly threads?: number;
  readonly waiting?: number;
}

interface Waiting {
  readonly resolve: (answer: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (reason: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly runs: Map<number, Waiting>;
}

/** A run's columns are garbage at its end: collected early, they stay in the processor's cache, and the process small. */
const RUN_MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1024 };

/** A core is left to the thread that answers requests, unless there are but two: it idles while runs are worked on. */
const defaultThreads = () => Math.min(4, Math.max(2, availableParallelism() - 1));

/**
 * Simulates in threads, so that a long run holds up nobody who asks for data.
 *
 * @remarks Threads start with the first twin; one that dies is replaced, its runs are refused.
 */
export function createSimulator({
  threads = defaultThreads(),
  waiting = 512,
}: SimulatorOptions = {}): Simulator {
  const pool: Thread[] = [];
  let twin: Twin | undefined;
  let nextId = 0;
  let closed = false;

  const start = (): Thread => {
    const worker = startWorker("simulate", { resourceLimits: RUN_MEMORY });
    const thread: Thread = { worker, runs: new Map() };
    worker.unref();
    worker.on("message", (reply: SimulateReply) => {
      const run = thread.runs.get(reply.id);
      thread.runs.delete(reply.id);
      if (thread.runs.size === 0) worker.unref();
      if ("answer" in reply) run?.resolve(reply.answer);
      else run?.reject(receiveError(reply.error));
    });
    const fail = (reason: Error) => {
      const index = pool.indexOf(thread);
      if (index >= 0) pool.splice(index, 1);
      for (const run of thread.runs.values()) run.reject(reason);
      thread.runs.clear();
    };
    worker.on("error", fail);
    worker.on("exit", (code) => fail(new Error(`a simulating thread ended with code ${code}`)));
    if (twin !== undefined) worker.postMessage({ twin });
    pool.push(thread);
    return thread;
  };
  const idlest = (): Thread => {
    while (pool.length < threads) start();
    return pool.reduce((best, thread) => (thread.runs.size < best.runs.size ? thread : best));
  };

  return {
    use(next) {
      twin = next;
      while (pool.length < threads) start();
      for (const { worker } of pool) worker.postMessage({ twin });
    },
    simulate(body, options) {
      if (closed) throw new DoorError("not_ready", "The server is stopping.");
      const thread = idlest();
      if (thread.runs.size >= waiting) {
        throw new DoorError(
          "not_ready",
          `${thread.runs.size} simulations wait already; try again in a few seconds.`,
          { "retry-after": "5" },
        );
      }
      const id = nextId++;
      return new Promise((resolve, reject) => {
        thread.runs.set(id, { resolve, reject });
        thread.worker.ref();
        thread.worker.postMessage({ id, body, options });
      });
    },
    async close() {
      closed = true;
      await Promise.all(pool.map(({ worker }) => worker.terminate()));
    },
  };
}
