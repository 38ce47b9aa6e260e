import { DECISION_CODES } from "./decision-code.js";

/** A sentence made from a reason's values. */
export type Sentence = (say: Say) => string;

/** Values of a reason, as they are read out. */
export interface Say {
  text(name: string): string;
  /** With thousands separated and so many digits after the point. */
  number(name: string, digits?: number): string;
  /** As `number`, with its sign. */
  signed(name: string, digits?: number): string;
}

/** Codes of an explanation's sentences. */
const EXPLAINED_CODES = [
  "explained_total",
  "explained_total_band",
  "explained_by_one",
  "explained_part",
  "explained_against",
  "explained_tie",
  "explained_sampled",
  "explained_mechanism",
  "explained_place",
  "explained_swing",
  "explained_uncertainty",
  "explained_elasticity",
  "explained_assumptions",
] as const;
export type ExplainedCode = (typeof EXPLAINED_CODES)[number];

/** Codes of a simulation's insights and of how far beyond the data it went. */
const OUTCOME_CODES = [
  "nothing_changes",
  "gains_most",
  "loses_most",
  "category_buying_changes",
  "revenue_changes",
  "units_change",
  "gross_profit_changes",
  "costs_money",
  "acts_after_horizon",
  "assumed_parameters",
  "prior_parameters",
  "beyond_observed",
  "far_beyond_observed",
  "trigger_not_estimable",
  "attack_defined",
  "no_backtest",
  "backtest_not_better",
  "bands_too_narrow",
  "prices_that_vary",
  "trigger_observations",
  "lever_observations",
] as const;
export type OutcomeCode = (typeof OUTCOME_CODES)[number];

/** Codes of a receipt that does not hold. */
const RECEIPT_CODES = [
  "receipt_engine",
  "receipt_twin",
  "receipt_scenario",
  "receipt_result",
  "receipt_forged",
] as const;
export type ReceiptCode = (typeof RECEIPT_CODES)[number];

/** Codes of outcomes, receipts, explanations and decisions. */
export const REASON_CODES = [
  ...OUTCOME_CODES,
  ...RECEIPT_CODES,
  ...EXPLAINED_CODES,
  ...DECISION_CODES,
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];
