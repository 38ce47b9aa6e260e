import { availableParallelism } from "node:os";
import {
  type Analyst,
  createAnalyst,
  createJobPool,
  type JobReply,
  type StartJobWorker,
} from "../job/index.js";
import { startThread } from "./start-thread.js";

/** Starts a thread that works for an analyst; it keeps the process alive only while it is at something. */
const startJobThread: StartJobWorker = ({ onReply, onEnd }) => {
  const worker = startThread("job-worker", import.meta.url, { name: "cdp-job" });
  worker.unref();
  worker.on("message", (reply: JobReply) => {
    if (!("progress" in reply)) worker.unref();
    onReply(reply);
  });
  worker.on("error", onEnd);
  worker.on("exit", (code) => onEnd(new Error(`the thread cdp-job ended with code ${code}`)));
  return {
    post(call) {
      worker.ref();
      worker.postMessage(call);
    },
    end: () => void worker.terminate(),
  };
};

/**
 * Fits, bootstraps and simulates in threads.
 *
 * @param options.workers - threads at most; as many as there are cores unless told
 */
export function startAnalyst({
  workers = availableParallelism(),
}: {
  workers?: number;
} = {}): Analyst {
  return createAnalyst(createJobPool({ start: startJobThread, workers }));
}
