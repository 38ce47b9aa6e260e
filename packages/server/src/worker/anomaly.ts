import { parentPort } from "node:worker_threads";
import { type BehaviourBucket, findAnomalies } from "@cdp-whatif/core";
import type { AnomalyMessage } from "../intel/anomaly-finder.js";
import { replyWith } from "../thread/worker-reply.js";

const cells = new Map<string, BehaviourBucket[]>();

parentPort?.on("message", (message: AnomalyMessage) => {
  if ("rows" in message) {
    for (const row of message.rows) {
      const key = JSON.stringify([row.persona, row.region]);
      const cell = cells.get(key) ?? [];
      cells.set(key, cell);
      cell.push(row);
    }
    return;
  }
  // In the order in which a store gives cells, since findings of the same day and size keep it.
  const sorted = [...cells.values()].sort(
    ([a], [b]) => order(a?.persona, b?.persona) || order(a?.region, b?.region),
  );
  parentPort?.postMessage(replyWith(() => findAnomalies(sorted.flat())));
  parentPort?.close();
});

function order(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
