import type { Worker } from "node:worker_threads";
import { CoreError } from "@cdp-whatif/core/error";
import { receiveError, type SentError, sendError } from "./sent-error.js";

/** What a thread that works once says at its end. */
export type Reply<Result> = { readonly result: Result } | { readonly error: SentError };

/** What a thread found, or why it found nothing, made ready to be posted. */
export function replyWith<Result>(work: () => Result): Reply<Result> {
  try {
    return { result: work() };
  } catch (error) {
    return { error: sendError(error) };
  }
}

/**
 * What a thread replies; the thread ends with it.
 *
 * @param options.what - as it is called where it is stopped, such as "the fit"
 * @param options.signal - ends the thread at once
 * @throws CoreError as the thread does, and `aborted`
 */
export function replyOf<Result>(
  worker: Worker,
  { what, signal }: { what: string; signal: AbortSignal },
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const stop = () => {
      reject(new CoreError("aborted", `${what} was stopped`));
      void worker.terminate();
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    worker.on("message", (reply: Reply<Result>) => {
      if ("result" in reply) resolve(reply.result);
      else reject(receiveError(reply.error));
    });
    worker.on("error", reject);
    worker.on("exit", (code) => {
      signal.removeEventListener("abort", stop);
      reject(new Error(`the thread of ${what} ended with code ${code}`));
    });
  });
}
