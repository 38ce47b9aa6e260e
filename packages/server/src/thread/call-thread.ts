import type { WorkerOptions } from "node:worker_threads";
import { receiveError } from "./sent-error.js";
import { startWorker, type WorkerName } from "./start-worker.js";
import type { Reply } from "./worker-reply.js";

/** A question to a thread that answers many. */
export interface Call<Question> {
  readonly id: number;
  readonly question: Question;
}

/** The answer to the question of that id, or why there is none. */
export type CallReply<Answer> = { readonly id: number } & Reply<Answer>;

/** A thread that answers questions, as `answerCalls` has it. */
export interface CallThread<Question, Answer> {
  /** Questions that wait for their answer. */
  readonly waiting: number;
  /** @throws whatever the thread answers with, Error when it ends before */
  call(question: Question, transfer?: readonly ArrayBuffer[]): Promise<Answer>;
  /** Tells it something that has no answer. */
  tell(message: object): void;
  end(): Promise<void>;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Starts a thread that answers questions; it keeps the process alive only while one waits.
 *
 * @param options.onEnd - called once, when it ended, of itself or not; questions that waited are rejected by then
 */
export function startCallThread<Question, Answer>(
  name: WorkerName,
  { onEnd, ...options }: WorkerOptions & { readonly onEnd: () => void },
): CallThread<Question, Answer> {
  const worker = startWorker(name, options);
  const calls = new Map<number, Waiting<Answer>>();
  let nextId = 0;
  worker.unref();
  worker.on("message", (reply: CallReply<Answer>) => {
    const call = calls.get(reply.id);
    calls.delete(reply.id);
    if (calls.size === 0) worker.unref();
    if ("result" in reply) call?.resolve(reply.result);
    else call?.reject(receiveError(reply.error));
  });
  let ended = false;
  const end = (reason: Error) => {
    // A failure is followed by the end.
    if (ended) return;
    ended = true;
    for (const { reject } of calls.values()) reject(reason);
    calls.clear();
    onEnd();
  };
  worker.on("error", end);
  worker.on("exit", (code) => end(new Error(`the thread cdp-${name} ended with code ${code}`)));
  return {
    get waiting() {
      return calls.size;
    },
    call(question, transfer = []) {
      const id = nextId++;
      worker.ref();
      return new Promise((resolve, reject) => {
        calls.set(id, { resolve, reject });
        worker.postMessage({ id, question }, [...transfer]);
      });
    },
    tell: (message) => worker.postMessage(message),
    async end() {
      await worker.terminate();
    },
  };
}
