import { parentPort } from "node:worker_threads";
import { CoreError, simulateRequest, type Twin } from "@cdp-whatif/core";
import { type SimulateMessage, type SimulateReply, sendError } from "../twin/message.js";

let twin: Twin | undefined;

parentPort?.on("message", (message: SimulateMessage) => {
  if ("twin" in message) {
    twin = message.twin;
    return;
  }
  const { id, body, options } = message;
  try {
    if (twin === undefined) throw new CoreError("no_data", "There is no twin to simulate on.");
    const answer = new TextEncoder().encode(JSON.stringify(simulateRequest(twin, body, options)));
    const reply: SimulateReply = { id, answer };
    parentPort?.postMessage(reply, [answer.buffer]);
  } catch (error) {
    const reply: SimulateReply = { id, error: sendError(error) };
    parentPort?.postMessage(reply);
  }
});
