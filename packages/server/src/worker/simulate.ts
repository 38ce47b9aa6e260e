import {
  CoreError,
  planRequest,
  recommendRequest,
  simulateRequest,
  type Twin,
} from "@cdp-whatif/core";
import { answerCalls } from "../thread/answer-calls.js";
import type { Run, TwinNews } from "../twin/simulator.js";

let twin: Twin | undefined;

const ANSWERS = { simulate: simulateRequest, recommend: recommendRequest, plan: planRequest };

answerCalls(
  ({ question, body, options }: Run) => {
    if (twin === undefined) throw new CoreError("no_data", "There is no twin to simulate on.");
    return new TextEncoder().encode(JSON.stringify(ANSWERS[question](twin, body, options)));
  },
  {
    onTold(message) {
      ({ twin } = message as TwinNews);
    },
    buffersOf: ({ buffer }) => [buffer],
  },
);
