import { parentPort, workerData } from "node:worker_threads";
import { type Catalogue, fitTwin, type History } from "@cdp-whatif/core";
import { replyWith } from "../thread/worker-reply.js";

const { history, catalogue }: { history: History; catalogue: Catalogue } = workerData;

parentPort?.postMessage(replyWith(() => fitTwin(history, { catalogue })));
