export { challengeTwin, type TwinChallenge } from "./challenge-twin.js";
export { type Decision, type DecisionInput, type DecisionOptions, decide } from "./decide.js";
export { DECISION_NODES, type DecisionNode, DecisionStep } from "./decision-step.js";
