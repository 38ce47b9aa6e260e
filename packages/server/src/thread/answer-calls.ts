import { parentPort } from "node:worker_threads";
import type { Call, CallReply } from "./call-thread.js";
import { sendError } from "./sent-error.js";

/**
 * Answers the questions of a `CallThread`, one after the other, in this thread.
 *
 * @param options.onTold - is given what has no answer
 * @param options.buffersOf - buffers of an answer that are handed over, not copied
 */
export function answerCalls<Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
  {
    onTold,
    buffersOf = () => [],
  }: {
    readonly onTold?: (message: object) => void;
    readonly buffersOf?: (answer: Answer) => readonly ArrayBuffer[];
  } = {},
): void {
  const reply = async ({ id, question }: Call<Question>) => {
    let result: Answer;
    try {
      result = await answer(question);
    } catch (error) {
      post({ id, error: sendError(error) });
      return;
    }
    post({ id, result }, buffersOf(result));
  };
  const post = (message: CallReply<Answer>, buffers: readonly ArrayBuffer[] = []) =>
    parentPort?.postMessage(message, [...buffers]);
  let last: Promise<void> = Promise.resolve();
  parentPort?.on("message", (message: Call<Question> | object) => {
    if ("question" in message) last = last.then(() => reply(message));
    else last = last.then(() => onTold?.(message));
  });
}
