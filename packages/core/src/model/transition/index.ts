export { backtestTransitions, type TransitionBacktestOptions } from "./backtest-transitions.js";
export type { SequenceOptions } from "./code-sequences.js";
export { fitTransitions, type TransitionOptions } from "./fit-transitions.js";
export * from "./predict-transitions.js";
export { ShareTransitionModel, TransitionModel } from "./transition-model.js";
