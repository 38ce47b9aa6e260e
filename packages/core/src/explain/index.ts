export type { Effort } from "./effort.js";
export { type ExplainOptions, explain } from "./explain.js";
export {
  Attributed,
  Contribution,
  ExplainedOutcome,
  Explanation,
  LeverCurve,
  MECHANISMS,
  Mechanism,
  Outcome,
  TornadoBar,
} from "./explanation.js";
