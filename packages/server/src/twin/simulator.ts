import { availableParallelism } from "node:os";
import type { Twin } from "@cdp-whatif/core";
import { DoorError } from "../problem.js";
import { type CallThread, startCallThread } from "../thread/call-thread.js";

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
  /** As `simulate`, of `POST /api/v1/recommendations` or `POST /api/v1/experiments/plan`. */
  decide(
    question: DecisionQuestion,
    body: unknown,
    options: { readonly locale: string },
  ): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** How many threads simulate, and how many runs may wait for them. */
export interface SimulatorOptions {
  readonly threads?: number;
  readonly waiting?: number;
  /** Agents × periods × replications, with the baseline, that one question may ask for. */
  readonly mostAgentSteps?: number;
}

/** A second or two of one core; the library itself carries forty times as many. */
const MOST_AGENT_STEPS = 50_000_000;

/** How sentences of an answer read and whether it holds the path by day. */
export interface SimulateOptions {
  readonly locale: string;
  readonly series: boolean;
  readonly mostAgentSteps?: number;
}

/** What is decided with a twin. */
export type DecisionQuestion = "recommend" | "plan";

/** What the simulating thread is asked. */
export interface Run {
  readonly question: "simulate" | DecisionQuestion;
  readonly body: unknown;
  readonly options: SimulateOptions;
}

/** What it is told. */
export interface TwinNews {
  readonly twin: Twin;
}

type Thread = CallThread<Run, Uint8Array<ArrayBuffer>>;

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
  mostAgentSteps = MOST_AGENT_STEPS,
}: SimulatorOptions = {}): Simulator {
  const pool: Thread[] = [];
  let twin: Twin | undefined;
  let closed = false;

  const start = (): Thread => {
    const thread: Thread = startCallThread("simulate", {
      resourceLimits: RUN_MEMORY,
      onEnd() {
        const index = pool.indexOf(thread);
        if (index >= 0) pool.splice(index, 1);
      },
    });
    if (twin !== undefined) thread.tell({ twin } satisfies TwinNews);
    pool.push(thread);
    return thread;
  };
  const idlest = (): Thread => {
    while (pool.length < threads) start();
    return pool.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
  };

  const ask = (run: Run): Promise<Uint8Array<ArrayBuffer>> => {
    if (closed) throw new DoorError("not_ready", "The server is stopping.");
    const thread = idlest();
    if (thread.waiting >= waiting) {
      throw new DoorError(
        "not_ready",
        `${thread.waiting} simulations wait already; try again in a few seconds.`,
        { "retry-after": "5" },
      );
    }
    return thread.call(run);
  };

  return {
    use(next) {
      twin = next;
      for (const thread of pool) thread.tell({ twin } satisfies TwinNews);
      while (pool.length < threads) start();
    },
    simulate: (body, options) =>
      ask({ question: "simulate", body, options: { ...options, mostAgentSteps } }),
    decide: (question, body, { locale }) =>
      ask({ question, body, options: { locale, series: false } }),
    async close() {
      closed = true;
      await Promise.all(pool.map((thread) => thread.end()));
    },
  };
}
