import {
  CoreError,
  planRequest,
  recommendRequest,
  simulateRequestBytes,
  type Twin,
} from "@cdp-whatif/core";
import { nodePieceHasher } from "@cdp-whatif/core/node";
import { answerCalls } from "../thread/answer-calls.js";
import type { Run, TwinNews } from "../twin/simulator.js";

let twin: Twin | undefined;

const DECISIONS = { recommend: recommendRequest, plan: planRequest };

answerCalls(
  ({ question, body, options }: Run) => {
    if (twin === undefined) throw new CoreError("no_data", "There is no twin to simulate on.");
    return question === "simulate"
      ? simulateRequestBytes(twin, body, { ...options, hash: nodePieceHasher })
      : new TextEncoder().encode(JSON.stringify(DECISIONS[question](twin, body, options)));
  },
  {
    onTold(message) {
      ({ twin } = message as TwinNews);
    },
    buffersOf: ({ buffer }) => [buffer],
  },
);
