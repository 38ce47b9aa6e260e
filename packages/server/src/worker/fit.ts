import { parentPort, workerData } from "node:worker_threads";
import { type Catalogue, fitTwin, type History } from "@cdp-whatif/core";
import { type FitReply, sendError } from "../twin/message.js";

const { history, catalogue }: { history: History; catalogue: Catalogue } = workerData;

let reply: FitReply;
try {
  reply = { twin: fitTwin(history, { catalogue }) };
} catch (error) {
  reply = { error: sendError(error) };
}
parentPort?.postMessage(reply);
