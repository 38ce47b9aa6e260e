import { CoreError } from "../error.js";
import { runJob } from "./job.js";
import type { JobCall, JobError, JobReply } from "./port.js";

/** Carries out the job of a call in this thread, and posts what becomes of it. */
export function answerJob({ id, job }: JobCall, post: (reply: JobReply) => void): void {
  let reply: JobReply;
  try {
    reply = { id, result: runJob(job, (progress) => post({ id, progress })) };
  } catch (error) {
    reply = { id, error: sendJobError(error) };
  }
  post(reply);
}

function sendJobError(error: unknown): JobError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  return {
    message,
    ...(stack !== undefined && { stack }),
    ...(error instanceof CoreError && { core: { code: error.code, details: error.details } }),
  };
}
