export { backtestTransitions, type TransitionBacktestOptions } from "./backtest-transitions.js";
export type { SequenceOptions } from "./code-sequences.js";
export { fitTransitions, type TransitionOptions } from "./fit-transitions.js";
export {
  fitTransitionsFromShares,
  type ShareTransitionOptions,
} from "./fit-transitions-from-shares.js";
export * from "./predict-transitions.js";
export type { SharePath } from "./share-steps.js";
export { ShareTransitionModel, TransitionModel } from "./transition-model.js";
