import type { Worker } from "node:worker_threads";
import type { ParsedDelivery } from "@cdp-whatif/core";
import { DoorError } from "../problem.js";
import { receiveError } from "../twin/message.js";
import { startWorker } from "../twin/worker-file.js";
import type { TrackingBody, TrackingReply, TrackingTask } from "./message.js";

/** Parses bodies of the tracking API in a thread, so that the one that answers requests only stores them. */
export interface TrackingParser {
  /**
   * @throws DoorError for a body that is not taken, `too_many_requests` when too many wait already
   * @throws Error when the thread ends
   */
  parse(body: TrackingBody): Promise<ParsedDelivery>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (parsed: ParsedDelivery) => void;
  readonly reject: (reason: Error) => void;
}

/** What a parsed body leaves is collected early, since the thread runs beside a server that is at work. */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 16 };
const MOST_BODIES = 1024;

/** @remarks The thread starts with the first body; one that dies is replaced, its bodies are refused. */
export function createTrackingParser(task: TrackingTask): TrackingParser {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 0;

  const start = (): Worker => {
    const started = startWorker("track", { workerData: task, resourceLimits: THREAD_MEMORY });
    started.unref();
    started.on("message", (reply: TrackingReply) => {
      const one = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0) started.unref();
      if ("parsed" in reply) one?.resolve(reply.parsed);
      else if ("error" in reply) one?.reject(receiveError(reply.error));
      else {
        const { code, message, headers } = reply.refusal;
        one?.reject(new DoorError(code, message, headers));
      }
    });
    const fail = (reason: Error) => {
      if (worker === started) worker = null;
      for (const one of waiting.values()) one.reject(reason);
      waiting.clear();
    };
    started.on("error", fail);
    started.on("exit", (code) => fail(new Error(`the parsing thread ended with code ${code}`)));
    return started;
  };

  return {
    parse(body) {
      if (waiting.size >= MOST_BODIES) {
        const message = `${waiting.size} bodies wait already; send this one again later.`;
        return Promise.reject(new DoorError("too_many_requests", message, { "retry-after": "1" }));
      }
      worker ??= start();
      const id = nextId++;
      const thread = worker;
      thread.ref();
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, body }, [body.bytes.buffer]);
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
