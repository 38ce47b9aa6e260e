export type { CandidateName, OutcomeForecast } from "./candidate.js";
export { backtestOutcome, fitOutcome, type OutcomeOptions, predictOutcome } from "./fit-outcome.js";
export { BaseRate, OutcomeModel } from "./outcome-model.js";
