import { parentPort, workerData } from "node:worker_threads";
import { learnTwin } from "@cdp-whatif/core";
import { replyWith } from "../thread/worker-reply.js";
import type { FitTask } from "../twin/fit-in-thread.js";

const { history, ...options } = workerData as FitTask;

parentPort?.postMessage(replyWith(() => learnTwin(history, options)));
