import type { ResultSentences } from "./reason-code.js";

export const english: ResultSentences = {
  nothing_changes: () => "Nothing changes: every lever is at its neutral point.",
  gains_most: ({ text, signed }) =>
    `${text("brand")} gains most: ${signed("points", 2)} points of share.`,
  loses_most: ({ text, signed }) =>
    `${text("brand")} loses most: ${signed("points", 2)} points of share.`,
  category_buying_changes: ({ signed }) =>
    `Buying in the whole category changes by ${signed("percent", 2)} %.`,
  revenue_changes: ({ text, number, signed }) =>
    `Revenue changes by ${text("currency")} ${signed("amount", 0)} in ${number("days", 0)} days (95 %: ${signed("low", 0)} to ${signed("high", 0)}).`,
  units_change: ({ number, signed }) =>
    `Units sold change by ${signed("amount", 0)} in ${number("days", 0)} days (95 %: ${signed("low", 0)} to ${signed("high", 0)}).`,
  gross_profit_changes: ({ text, number, signed }) =>
    `Gross profit, before these costs, changes by ${text("currency")} ${signed("amount", 0)} in ${number("days", 0)} days (95 %: ${signed("low", 0)} to ${signed("high", 0)}).`,
  costs_money: ({ text, number }) =>
    `It costs ${text("currency")} ${number("fixed", 0)} whatever comes of it, and ${text("currency")} ${number("variable", 0)} that is given back with what is sold.`,
  acts_after_horizon: ({ number }) =>
    `Change ${number("position", 0)} of the scenario begins after its ${number("days", 0)} days and does nothing here.`,
  assumed_parameters: ({ text }) =>
    `Nothing in the data or in print tells these, they are assumed: ${text("names")}.`,
  prior_parameters: ({ text }) => `Taken from publications, not from this data: ${text("names")}.`,
  beyond_observed: ({ text, number }) =>
    `The ${text("lever")} of ${text("brand")} was never seen as far as asked (log change ${number("asked", 2)}, seen ${number("low", 2)} to ${number("high", 2)}).`,
  far_beyond_observed: ({ text, number }) =>
    `The ${text("lever")} of ${text("brand")} is asked far outside of what was ever seen (log change ${number("asked", 2)}, seen ${number("low", 2)} to ${number("high", 2)}).`,
  trigger_not_estimable: ({ text }) => `The data don't tell what ${text("trigger")} does.`,
  attack_defined: ({ text }) =>
    `How hard an attack of ${text("brand")} hits is a definition of its strength: none was observed.`,
  no_backtest: () => "The history is too short to foretell a part of it.",
  backtest_not_better: ({ number }) =>
    `On held-out days the twin is off by ${number("error", 2)} points, a naive forecast by ${number("naive", 2)}.`,
  bands_too_narrow: ({ number }) =>
    `On held-out days only ${number("coverage", 0)} % fell into the 95 % band.`,
  prices_that_vary: ({ text, number }) =>
    `Prices of ${text("brand")} over at least ${number("periods", 0)} periods in which they move by about ${number("percent", 0)} % up and down.`,
  trigger_observations: ({ text, number }) =>
    `Daily ${text("trigger")} of each region for at least ${number("days", 0)} days on which it varies.`,
  lever_observations: ({ text, number, signed }) =>
    `Records of ${text("brand")} over at least ${number("periods", 0)} periods with its ${text("lever")} ${signed("percent", 0)} % from today's, or a test that sets it so.`,
  receipt_engine: ({ text }) =>
    `The receipt was made by engine ${text("made")}; this one is ${text("here")}.`,
  receipt_twin: ({ text }) =>
    `The receipt was made on the twin ${text("made")}…; this one is ${text("here")}….`,
  receipt_scenario: ({ text }) =>
    `This engine knows parts of a scenario that the receipt does not name, and took their defaults: ${text("fields")}.`,
  receipt_result: ({ text }) =>
    `The result is now ${text("here")}…, where the receipt says ${text("made")}….`,
  receipt_forged: ({ text }) =>
    `Engine, twin and scenario are those of the receipt, yet the result is ${text("here")}… and not ${text("made")}…: the receipt was changed, or was made by an engine that was.`,
};
