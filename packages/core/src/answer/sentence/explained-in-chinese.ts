import { asked, measure, plain } from "./measure.js";
import type { ExplainedCode, Say, Sentence } from "./reason-code.js";
import { lever as observedLever, trigger } from "./term-in-chinese.js";

const amount = (say: Say, name: string) => measure(say, name, "個百分點");

const MECHANISMS: Readonly<Record<string, string>> = {
  price: "消費者對價格的反應",
  money: "每單位的收入",
  promotion: "促銷的吸引力",
  trigger: "外在環境",
  trade_down: "因預算縮減而改買較便宜者",
  income: "可支配所得減少",
  incidence: "整體品類購買的增減",
  availability: "通路可得性",
  entry: "新品牌",
  position: "品牌定位",
  nest: "攻守雙方的相似度",
  habit: "習慣（使變化延後並減弱）",
  after_dip: "提前購買的數量",
  rest: "其他",
};

const PARAMETERS: Readonly<Record<string, string>> = {
  habit: "習慣",
  incidence: "品類隨吸引力成長的程度",
  buying: "品類購買頻率",
  points: "點數的吸引力",
  intensity: "促銷強度的吸引力",
  saturation: "促銷效果的上限",
  bogo: "買一送一的兌換比例",
  feature: "廣告曝光的吸引力",
  afterDip: "提前購買的比例",
  "electricity.elasticity": "家戶節電的程度",
  "electricity.budgetShare": "電費占預算的比例",
  "electricity.incomeEffect": "購買隨所得變動的程度",
  "electricity.tradeDown": "改買較便宜者的程度",
};

function parameter(name: string): string {
  const at = name.indexOf(":");
  if (at < 0) return PARAMETERS[name] ?? name;
  const [kind, brand] = [name.slice(0, at), name.slice(at + 1)];
  if (kind === "price") return `${brand} 的價格敏感度`;
  if (kind === "level") return `${brand} 目前的占有率`;
  if (kind === "habit") return "習慣";
  if (kind === "units") return `${brand} 的購買量`;
  if (kind === "margin") return `${brand} 的毛利率`;
  if (kind === "pointRebate") return `${brand} 點數的價值`;
  if (kind === "category") return `${trigger(brand)}對整體購買的影響`;
  return `${trigger(kind)}對 ${brand} 的影響`;
}

const LEVERS: Readonly<Record<string, string>> = {
  electricityPrice: "電價",
  priceSensitivity: "價格敏感度",
  pointMultiplier: "點數倍率",
  intensity: "促銷強度",
};
const lever = (name: string) => LEVERS[name] ?? observedLever(name);

/** A brand's, or everybody's. */
const of = ({ text }: Say, name: string) => (text(name) === "" ? "" : `${text(name)} 的`);

const NAMES: Readonly<Record<string, (say: Say, part: string) => string>> = {
  price: (say, part) => `${of(say, `${part}_brand`)}價格 ${asked(say, `${part}_amount`)}`,
  prices: (say, part) => `${of(say, `${part}_brand`)}價格`,
  electricity: (say, part) => `電價 ${asked(say, `${part}_amount`)}`,
  prices_and_electricity: (say, part) =>
    `${of(say, `${part}_brand`)}價格與電價 ${asked(say, `${part}_amount`)}`,
  discount: (say, part) => `${of(say, `${part}_brand`)}折扣 ${plain(say, `${part}_amount`)} %`,
  points: (say, part) => `${of(say, `${part}_brand`)}點數 ${plain(say, `${part}_amount`)} 倍`,
  bogo: (say, part) => `${of(say, `${part}_brand`)}買一送一`,
  pressure: (say, part) => `${of(say, `${part}_brand`)}促銷強度 ${asked(say, `${part}_amount`)}`,
  promotion: (say, part) => `${of(say, `${part}_brand`)}促銷`,
  attack_price: (say, part) =>
    `${of(say, `${part}_brand`)}價格進攻（強度 ${plain(say, `${part}_amount`)} %）`,
  attack_promotion: (say, part) =>
    `${of(say, `${part}_brand`)}促銷進攻（強度 ${plain(say, `${part}_amount`)} %）`,
  entry: (say, part) =>
    `${of(say, `${part}_brand`)}進入市場（強度 ${plain(say, `${part}_amount`)} %）`,
  exit: (say, part) =>
    `${of(say, `${part}_brand`)}退出市場（強度 ${plain(say, `${part}_amount`)} %）`,
  distribution: (say, part) =>
    `${of(say, `${part}_brand`)}通路擴張（強度 ${plain(say, `${part}_amount`)} %）`,
  distribution_loss: (say, part) =>
    `${of(say, `${part}_brand`)}通路流失（強度 ${plain(say, `${part}_amount`)} %）`,
  expansion: (say, part) =>
    `${of(say, `${part}_brand`)}展店（強度 ${plain(say, `${part}_amount`)} %）`,
  reposition: (say, part) =>
    `${of(say, `${part}_brand`)}重新定位（強度 ${plain(say, `${part}_amount`)} %）`,
  bill_offset: (say, part) =>
    `${of(say, `${part}_brand`)}點數折抵電費 ${plain(say, `${part}_amount`)} %`,
  co_brand: (say, part) => `${of(say, `${part}_brand`)}聯名合作`,
  trigger: (say, part) =>
    `${trigger(say.text(`${part}_trigger`))}偏離常態 ${say.signed(`${part}_amount`, 1)}`,
};

const part = (say: Say, name = "part"): string => {
  const code = say.text(name);
  return NAMES[code]?.(say, name) ?? code;
};

function outcome({ text }: Say): string {
  const brand = text("brand");
  if (text("outcome") === "category_buying") return "整體品類購買";
  const noun = { share: "占有率", units: "銷量", gross_profit: "毛利" }[text("outcome")] ?? "營收";
  return brand === "" ? `所有品牌的${noun}` : `${brand} 的${noun}`;
}

const ofTotal = (say: Say) =>
  `${outcome(say)}變化 ${amount(say, "total")}中的 ${amount(say, "amount")}`;

/** Puts a space between Chinese and Latin letters or numbers. */
const spaced = (words: string) =>
  words.replaceAll(/([一-鿿])([\w+−])/g, "$1 $2").replaceAll(/([\w%+−])([一-鿿])/g, "$1 $2");

const said: Readonly<Record<ExplainedCode, Sentence>> = {
  explained_total: (say) => `${outcome(say)}變化 ${amount(say, "amount")}。`,
  explained_total_band: (say) =>
    `${outcome(say)}變化 ${amount(say, "amount")}（${say.number("level", 0)} %：${amount(say, "low")} 至 ${amount(say, "high")}）。`,
  explained_by_one: (say) => `${outcome(say)}的變化全部來自：${part(say)}。`,
  explained_part: (say) => `${part(say)}：占${ofTotal(say)}。`,
  explained_against: (say) =>
    `${part(say)}的作用相反：${amount(say, "amount")}，而${outcome(say)}合計變化 ${amount(say, "total")}。`,
  explained_tie: (say) =>
    `${part(say)}與${part(say, "other")}的作用相同，各 ${amount(say, "amount")}，合計${outcome(say)}變化 ${amount(say, "total")}。`,
  explained_sampled: (say) =>
    `以上各部分由 ${say.number("orders", 0)} 種介入順序估計，標準誤最多 ${amount(say, "error")}。`,
  explained_mechanism: (say) =>
    `透過${MECHANISMS[say.text("mechanism")] ?? say.text("mechanism")}：占${ofTotal(say)}。`,
  explained_place: (say) =>
    `最大的部分在 ${say.text("region")} 的 ${say.text("persona")}：占${ofTotal(say)}。`,
  explained_swing: (say) =>
    `${outcome(say)}的答案最取決於${parameter(say.text("parameter"))}：由其 ${say.number("from", 0)} % 至 ${say.number("to", 0)} % 值，為 ${amount(say, "low")} 至 ${amount(say, "high")}。`,
  explained_uncertainty: (say) =>
    `${outcome(say)}的答案最取決於${parameter(say.text("parameter"))}：由其 ${say.number("from", 0)} % 至 ${say.number("to", 0)} % 值，為 ${amount(say, "low")} 至 ${amount(say, "high")}，占不確定性的 ${say.number("percent", 0)} %。`,
  explained_elasticity: (say) =>
    `在所問之處，${of(say, "lever_brand")}${lever(say.text("lever"))}每再增加百分之一，${outcome(say)}變化 ${say.signed("percent", 2)} %。`,
  explained_assumptions: (say) =>
    `假設或取自文獻者（${say.text("names").split(", ").map(parameter).join("、")}）占不確定性的 ${say.number("percent", 0)} %。`,
};

/** What an explanation says, in Traditional Chinese. */
export const explainedInChinese = Object.fromEntries(
  Object.entries(said).map(([code, make]) => [code, (say: Say) => spaced(make(say))]),
) as typeof said;
