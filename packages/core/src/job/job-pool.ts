import { CoreError } from "../error.js";
import type { FitProgress } from "../model/index.js";
import type { Job } from "./job.js";
import type { JobError, JobReply, JobWorker, StartJobWorker } from "./port.js";

/** What a call to a pool takes beside its work. */
export interface JobOptions {
  /** Ends the work at once; the call is rejected with `aborted`. */
  readonly signal?: AbortSignal;
  /** An error that it throws ends the work and reaches the caller. */
  readonly onProgress?: (progress: FitProgress) => void;
}

/** Workers that carry out jobs; one job each at a time, the others wait in order. */
export interface JobPool {
  readonly workers: number;
  /** @throws CoreError as the job does, `aborted`; Error when a worker breaks */
  run(job: Job, options?: JobOptions): Promise<unknown>;
  /** Ends all workers; what they were at and what waits is rejected with `aborted`. */
  end(): void;
}

interface Waiting {
  readonly job: Job;
  readonly options: JobOptions;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Error) => void;
}

interface Lane {
  worker: JobWorker | null;
  current: { readonly id: number; readonly waiting: Waiting } | null;
}

/**
 * Starts workers as work comes, at most so many at once; they stay for the next work until the pool is ended.
 *
 * @param options.start - of one worker
 * @param options.workers - at least 1
 */
export function createJobPool({
  start,
  workers,
}: {
  readonly start: StartJobWorker;
  readonly workers: number;
}): JobPool {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new CoreError("out_of_range", `${workers} workers, expected an integer above 0`);
  }
  const lanes: Lane[] = Array.from({ length: workers }, () => ({ worker: null, current: null }));
  const queue: Waiting[] = [];
  let nextId = 0;
  let ended = false;

  const settle = (lane: Lane): Waiting | undefined => {
    const waiting = lane.current?.waiting;
    lane.current = null;
    return waiting;
  };
  const hear = (lane: Lane, reply: JobReply) => {
    if (lane.current?.id !== reply.id) return;
    if ("progress" in reply) {
      try {
        lane.current.waiting.options.onProgress?.(reply.progress);
      } catch (error) {
        // As in a fit: whoever throws there wants no more of it.
        stop(lane, error instanceof Error ? error : new Error(String(error)));
        advance();
      }
      return;
    }
    const waiting = settle(lane);
    if ("result" in reply) waiting?.resolve(reply.result);
    else waiting?.reject(receiveJobError(reply.error));
    advance();
  };
  const workerOf = (lane: Lane): JobWorker => {
    if (lane.worker) return lane.worker;
    const worker = start({
      onReply: (reply) => hear(lane, reply),
      onEnd(reason) {
        if (lane.worker !== worker) return;
        lane.worker = null;
        settle(lane)?.reject(reason);
        advance();
      },
    });
    lane.worker = worker;
    return worker;
  };
  const stop = (lane: Lane, reason: Error) => {
    const { worker } = lane;
    lane.worker = null;
    worker?.end();
    settle(lane)?.reject(reason);
  };
  const advance = () => {
    for (const lane of lanes) {
      if (lane.current || ended) continue;
      const waiting = queue.shift();
      if (!waiting) return;
      const id = nextId++;
      lane.current = { id, waiting };
      workerOf(lane).post({ id, job: waiting.job });
    }
  };
  const drop = (waiting: Waiting) => {
    const place = queue.indexOf(waiting);
    if (place >= 0) {
      queue.splice(place, 1);
      waiting.reject(stopped());
      return;
    }
    const lane = lanes.find(({ current }) => current?.waiting === waiting);
    if (lane) stop(lane, stopped());
    advance();
  };
  return {
    workers,
    run(job, options = {}) {
      const { signal } = options;
      if (ended || signal?.aborted) return Promise.reject(stopped());
      return new Promise((resolve, reject) => {
        const abort = () => drop(waiting);
        const free = () => signal?.removeEventListener("abort", abort);
        const waiting: Waiting = {
          job,
          options,
          resolve(result) {
            free();
            resolve(result);
          },
          reject(reason) {
            free();
            reject(reason);
          },
        };
        signal?.addEventListener("abort", abort);
        queue.push(waiting);
        advance();
      });
    },
    end() {
      ended = true;
      for (const waiting of queue.splice(0)) waiting.reject(stopped());
      for (const lane of lanes) stop(lane, stopped());
    },
  };
}

const stopped = () => new CoreError("aborted", "the work was stopped");

function receiveJobError({ message, stack, core }: JobError): Error {
  const error = core ? new CoreError(core.code, message, core.details) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
