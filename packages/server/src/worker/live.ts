import { CoreError, type LiveState, startState, stepLive, withChallenger } from "@cdp-whatif/core";
import { answerCalls } from "../thread/answer-calls.js";
import type { LiveQuestion, LiveReply } from "../twin/live-engine.js";

let state: LiveState | undefined;

answerCalls((question: LiveQuestion): LiveReply => {
  if (question.kind === "begin") {
    state = startState(question.fit, question.history);
    return { kind: "begun" };
  }
  if (state === undefined) throw new CoreError("no_data", "There is no twin to follow.");
  if (question.kind === "challenge") {
    const { state: next, news } = withChallenger(state, question);
    state = next;
    return { kind: "challenged", news };
  }
  const step = stepLive(state, question.history, question);
  if (step === null) return { kind: "looked", look: null };
  const { state: next, ...seen } = step;
  state = next;
  return { kind: "looked", look: { ...seen, drift: next.drift } };
});
