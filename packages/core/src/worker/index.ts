import { answerJob, type JobCall } from "../job/index.js";

// The script of a Web Worker: `new Worker(url, { type: "module" })`.
addEventListener("message", ({ data }: MessageEvent<JobCall>) =>
  answerJob(data, (reply) => postMessage(reply)),
);
