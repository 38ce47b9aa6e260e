import type { DecisionCode } from "./decision-code.js";
import { short } from "./measure.js";
import type { Sentence } from "./reason-code.js";

const CONSTRAINTS: Readonly<Record<string, string>> = {
  budget: "budget",
  margin_floor: "margin floor",
  price_low: "lowest price",
  price_high: "highest price",
  share_floor: "share floor",
  least_spend: "least spending that a return is named for",
  brands: "brands that may be moved",
  places: "personas and regions allowed",
  blackouts: "dates on which nothing may run",
};
const constraint = (name: string) => CONSTRAINTS[name] ?? name;

/** Of whom a constraint is, where it is of one brand. */
const ofBrand = (brand: string) => (brand === "" || brand === "–" ? "" : ` for ${brand}`);

export const englishDecision: Readonly<Record<DecisionCode, Sentence>> = {
  nothing_better: ({ number }) =>
    `No action beats doing nothing: the best of ${number("combinations", 0)} combinations of levers would bring ${number("gain", 2)}.`,
  nothing_better_under_draws: ({ number }) =>
    `What looked better than nothing is not once the uncertainty is counted (${number("actions", 0)} actions).`,
  no_options: () => "No option is left: constraints or levels leave nothing that could be done.",
  no_levers_observed: () =>
    "No lever was ever seen to move: name the levers and ranges to look beyond the data.",
  options_excluded: ({ text, number }) =>
    `${number("count", 0)} ${number("count", 0) === "1" ? "option is" : "options are"} excluded by the ${constraint(text("constraint"))}.`,
  levers_not_answered: ({ number }) =>
    `The twin cannot answer for any of the ${number("count", 0)} options: they lie too far from what was seen.`,
  constraint_excludes_all: ({ text, number }) =>
    `No action meets the ${constraint(text("constraint"))} of ${short(number("limit", 3))}${ofBrand(text("brand"))}; the nearest comes to ${short(number("nearest", 3))}.`,
  search_not_exhaustive: ({ number }) =>
    `The search did not try every combination: ${number("combinations", 0)} combinations, ${number("evaluations", 0)} looks.`,
  actions_tie: ({ text }) => `These cannot be told apart: ${text("actions")}.`,
  best_with_probability: ({ text, number }) =>
    `${text("action")} is the best with a probability of ${number("percent", 0)} %.`,
  loses_with_probability: ({ text, number }) =>
    `${text("action")} loses money with a probability of ${number("percent", 0)} %.`,
  margin_unknown: ({ text }) => `Nobody said what margin is kept by ${text("brands")}.`,
  money_unknown: ({ text }) =>
    `Nothing tells what people spend, and the question is about money (${text("objective")}).`,
  money_untold: ({ text }) =>
    `Nothing tells what people spend in ${text("regions")}: the price or the units of a brand are missing.`,
  units_unknown: () => "Nothing tells how many units are sold.",
  price_unknown: ({ text }) => `No price was ever seen of ${text("brands")}.`,
  margins: ({ text }) =>
    `The margin of ${text("brands")}, as a fraction of the regular price (economics.margin).`,
  prices_and_units: () => "Market records with price and units of every brand, in one currency.",
  effect_unclear: ({ signed }) =>
    `The predicted effect of ${signed("points", 2)} points may be none (80 %: ${signed("low", 2)} to ${signed("high", 2)}): the test is sized for half of it.`,
  people_unknown: () => "Nobody said how many people there are: the test has no duration.",
  traffic_assumed: ({ number }) =>
    `${number("perDay", 0)} customers a day are assumed: everybody comes by once in ${number("days", 0)} days.`,
  too_few_people: ({ number }) =>
    `The test needs ${number("needed", 0)} customers, the cells have ${number("people", 0)}.`,
  source_warns: ({ text }) => `The source of the results warns: ${text("warning")}.`,
  test_measured: ({ text, number, signed }) =>
    `The test measured ${signed("measured", 2)} points of share for ${text("brand")} (± ${number("error", 2)}); the twin had foretold ${signed("predicted", 2)}.`,
  test_contradicts: ({ number }) =>
    `That is ${number("errors", 1)} standard errors from what was believed: look for what else differed.`,
  parameter_moved: ({ text, number }) =>
    `${text("name")} moves from ${number("before", 3)} ± ${number("beforeError", 3)} to ${number("after", 3)} ± ${number("afterError", 3)}: ${number("percent", 0)} % of its uncertainty is gone.`,
  advice_stays: ({ text }) => `The advice stays: ${text("action")}.`,
  advice_changes: ({ text }) =>
    `The advice changes from “${text("before")}” to “${text("after")}”.`,
  rank_changes: ({ text, number }) =>
    `“${text("action")}” goes from rank ${number("before", 0)} to rank ${number("after", 0)}.`,
  action_dropped: ({ text }) => `“${text("action")}” is no longer among the actions shown.`,
  action_added: ({ text, number }) => `“${text("action")}” is new, at rank ${number("rank", 0)}.`,
  roi_moves: ({ text, signed }) =>
    `The return on spending of “${text("action")}” goes from ${signed("before", 0)} % to ${signed("after", 0)} %.`,
  no_new_persona: ({ number }) =>
    `${number("unmatched", 0)} customers match no persona; a new one needs ${number("needed", 0)} that are alike.`,
  retrains_used_up: ({ number }) =>
    `The model was retrained ${number("retrains", 0)} times, as often as allowed.`,
  no_history_to_retrain: ({ number }) =>
    `There is no history to retrain the model from (retrained ${number("retrains", 0)} times).`,
};
