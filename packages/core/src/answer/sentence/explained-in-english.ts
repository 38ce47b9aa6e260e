import { asked, measure, plain } from "./measure.js";
import type { ExplainedCode, Say, Sentence } from "./reason-code.js";

const amount = (say: Say, name: string) => measure(say, name, "points");

const MECHANISMS: Readonly<Record<string, string>> = {
  price: "how people answer to prices",
  money: "what a unit brings in",
  promotion: "the pull of promotions",
  trigger: "what goes on outside",
  trade_down: "trading down for want of money",
  income: "less money to spend",
  incidence: "more or less buying in the category",
  availability: "where a brand can be found",
  entry: "a new brand",
  position: "where a brand stands",
  nest: "how alike attacker and attacked are",
  habit: "habit, which delays and softens",
  after_dip: "units bought forward",
  rest: "all else",
};

const PARAMETERS: Readonly<Record<string, string>> = {
  habit: "habit",
  incidence: "how far the category grows with its attraction",
  buying: "how often people buy in the category",
  points: "the pull of points",
  intensity: "the pull of promotional pressure",
  saturation: "the most that promotion can add",
  bogo: "how many redeem a buy-one-get-one",
  feature: "the pull of a feature",
  afterDip: "how much is bought forward",
  "electricity.elasticity": "how households save electricity",
  "electricity.budgetShare": "electricity's share of the budget",
  "electricity.incomeEffect": "how buying follows income",
  "electricity.tradeDown": "how people trade down",
};

function parameter(name: string): string {
  const at = name.indexOf(":");
  if (at < 0) return PARAMETERS[name] ?? name;
  const [kind, brand] = [name.slice(0, at), name.slice(at + 1)];
  if (kind === "price") return `the price sensitivity of ${brand}`;
  if (kind === "level") return `today's share of ${brand}`;
  if (kind === "habit") return "habit";
  if (kind === "units") return `how much is bought in ${brand}`;
  if (kind === "margin") return `the margin of ${brand}`;
  if (kind === "pointRebate") return `what the points of ${brand} are worth`;
  if (kind === "category") return `the effect of ${brand} on all buying`;
  return `the effect of ${kind} on ${brand}`;
}

const LEVERS: Readonly<Record<string, string>> = {
  price: "price",
  electricityPrice: "electricity price",
  priceSensitivity: "price sensitivity",
  pointMultiplier: "point multiplier",
  intensity: "promotional pressure",
};

/** A brand's, or everybody's. */
const of = ({ text }: Say, name: string) => (text(name) === "" ? "" : ` of ${text(name)}`);

const NAMES: Readonly<Record<string, (say: Say, part: string) => string>> = {
  price: (say, part) => `price ${asked(say, `${part}_amount`)}${of(say, `${part}_brand`)}`,
  prices: (say, part) => `the prices${of(say, `${part}_brand`)}`,
  electricity: (say, part) => `electricity price ${asked(say, `${part}_amount`)}`,
  prices_and_electricity: (say, part) =>
    `the prices${of(say, `${part}_brand`)} with electricity ${asked(say, `${part}_amount`)}`,
  discount: (say, part) =>
    `discount${of(say, `${part}_brand`)} (${plain(say, `${part}_amount`)} %)`,
  points: (say, part) => `points × ${plain(say, `${part}_amount`)}${of(say, `${part}_brand`)}`,
  bogo: (say, part) => `buy-one-get-one${of(say, `${part}_brand`)}`,
  pressure: (say, part) =>
    `promotional pressure ${asked(say, `${part}_amount`)}${of(say, `${part}_brand`)}`,
  promotion: (say, part) => `the promotion${of(say, `${part}_brand`)}`,
  attack_price: (say, part) =>
    `price attack${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  attack_promotion: (say, part) =>
    `promotion attack${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  entry: (say, part) =>
    `entry${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  exit: (say, part) =>
    `exit${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  distribution: (say, part) =>
    `wider distribution${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  distribution_loss: (say, part) =>
    `lost distribution${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  expansion: (say, part) =>
    `new stores${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  reposition: (say, part) =>
    `repositioning${of(say, `${part}_brand`)} (strength ${plain(say, `${part}_amount`)} %)`,
  bill_offset: (say, part) =>
    `${plain(say, `${part}_amount`)} % of the electricity bill paid with points${of(say, `${part}_brand`)}`,
  co_brand: (say, part) => `the partnership${of(say, `${part}_brand`)}`,
  trigger: (say, part) =>
    `${say.text(`${part}_trigger`)} ${say.signed(`${part}_amount`, 1)} from normal`,
};

const part = (say: Say, name = "part"): string => {
  const code = say.text(name);
  return NAMES[code]?.(say, name) ?? code;
};

function outcome({ text }: Say): string {
  const brand = text("brand");
  if (text("outcome") === "category_buying") return "buying in the whole category";
  const noun = text("outcome").replaceAll("_", " ");
  return brand === "" ? `the ${noun} of all brands` : `${brand}'s ${noun}`;
}

const capital = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);

/** An outcome that begins a sentence; a brand is written as it is. */
const subject = (say: Say) => (say.text("brand") === "" ? capital(outcome(say)) : outcome(say));

const ofTotal = (say: Say) =>
  `${amount(say, "amount")} of the ${amount(say, "total")} of ${outcome(say)}`;

/** What an explanation says, in English. */
export const explainedInEnglish: Readonly<Record<ExplainedCode, Sentence>> = {
  explained_total: (say) => `${subject(say)} changes by ${amount(say, "amount")}.`,
  explained_total_band: (say) =>
    `${subject(say)} changes by ${amount(say, "amount")} (${say.number("level", 0)} %: ${amount(say, "low")} to ${amount(say, "high")}).`,
  explained_by_one: (say) => `All of the change of ${outcome(say)} is made by ${part(say)}.`,
  explained_part: (say) => `${capital(part(say))} makes ${ofTotal(say)}.`,
  explained_against: (say) =>
    `${capital(part(say))} works against that: ${amount(say, "amount")}, where ${outcome(say)} changes by ${amount(say, "total")} in all.`,
  explained_tie: (say) =>
    `${capital(part(say))} and ${part(say, "other")} make alike, ${amount(say, "amount")} each, of the ${amount(say, "total")} of ${outcome(say)}.`,
  explained_sampled: (say) =>
    `These parts are estimated from ${say.number("orders", 0)} orders of the interventions, with a standard error of at most ${amount(say, "error")}.`,
  explained_mechanism: (say) =>
    `By way of ${MECHANISMS[say.text("mechanism")] ?? say.text("mechanism")}: ${ofTotal(say)}.`,
  explained_place: (say) =>
    `The largest part is ${say.text("persona")} in ${say.text("region")}: ${ofTotal(say)}.`,
  explained_swing: (say) =>
    `The answer for ${outcome(say)} hangs most on ${parameter(say.text("parameter"))}: ${amount(say, "low")} to ${amount(say, "high")} between its ${say.number("from", 0)} % and ${say.number("to", 0)} % values.`,
  explained_uncertainty: (say) =>
    `The answer for ${outcome(say)} hangs most on ${parameter(say.text("parameter"))}: ${amount(say, "low")} to ${amount(say, "high")} between its ${say.number("from", 0)} % and ${say.number("to", 0)} % values, ${say.number("percent", 0)} % of the uncertainty.`,
  explained_elasticity: (say) =>
    `From what is asked, each further per cent of ${LEVERS[say.text("lever")] ?? say.text("lever")}${of(say, "lever_brand")} changes ${outcome(say)} by ${say.signed("percent", 2)} %.`,
  explained_assumptions: (say) =>
    `What is assumed or taken from publications (${say.text("names").split(", ").map(parameter).join(", ")}) makes ${say.number("percent", 0)} % of the uncertainty.`,
};
