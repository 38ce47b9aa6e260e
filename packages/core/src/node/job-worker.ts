import { parentPort } from "node:worker_threads";
import { answerJob, type JobCall } from "../job/index.js";

parentPort?.on("message", (call: JobCall) =>
  answerJob(call, (reply) => parentPort?.postMessage(reply)),
);
