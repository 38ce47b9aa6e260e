/** A sentence made from a reason's values; every code has one in every language, or a template. */
export type Sentences = Readonly<Record<ReasonCode, (say: Say) => string>>;

/** Values of a reason, as they are read out. */
export interface Say {
  text(name: string): string;
  /** With thousands separated and so many digits after the point. */
  number(name: string, digits?: number): string;
  /** As `number`, with its sign. */
  signed(name: string, digits?: number): string;
}

/** Codes whose sentence a function makes; all others have a template. */
export const REASON_CODES = [
  "nothing_changes",
  "gains_most",
  "loses_most",
  "category_buying_changes",
  "revenue_changes",
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
export type ReasonCode = (typeof REASON_CODES)[number];
