import type { Sentences } from "./reason-code.js";

const LEVERS: Readonly<Record<string, string>> = {
  price: "價格",
  discount: "折扣",
  points: "點數倍率",
  feature: "廣告曝光",
  display: "陳列",
};
const TRIGGERS: Readonly<Record<string, string>> = {
  temperature: "氣溫",
  rain: "降雨",
  comfort: "舒適度",
  holiday: "假日",
  sentiment: "社群情緒",
  trend: "話題熱度",
};
/** What a lever is called. */
export const lever = (name: string) => LEVERS[name] ?? name;
/** What a trigger is called. */
export const trigger = (name: string) => TRIGGERS[name] ?? name;

export const traditionalChinese: Sentences = {
  nothing_changes: () => "沒有任何變化：所有調整項目都在中性點。",
  gains_most: ({ text, signed }) =>
    `${text("brand")} 增加最多：占有率 ${signed("points", 2)} 個百分點。`,
  loses_most: ({ text, signed }) =>
    `${text("brand")} 減少最多：占有率 ${signed("points", 2)} 個百分點。`,
  category_buying_changes: ({ signed }) => `整體品類購買變化 ${signed("percent", 2)} %。`,
  revenue_changes: ({ text, number, signed }) =>
    `${number("days", 0)} 天內營收變化 ${text("currency")} ${signed("amount", 0)}（95 %：${signed("low", 0)} 至 ${signed("high", 0)}）。`,
  assumed_parameters: ({ text }) => `資料與文獻都無法得知，屬於假設：${text("names")}。`,
  prior_parameters: ({ text }) => `取自文獻，而非本資料：${text("names")}。`,
  beyond_observed: ({ text, number }) =>
    `${text("brand")} 的${lever(text("lever"))}從未達到所問的程度（對數變化 ${number("asked", 2)}，曾見 ${number("low", 2)} 至 ${number("high", 2)}）。`,
  far_beyond_observed: ({ text, number }) =>
    `${text("brand")} 的${lever(text("lever"))}遠超出曾見的範圍（對數變化 ${number("asked", 2)}，曾見 ${number("low", 2)} 至 ${number("high", 2)}）。`,
  trigger_not_estimable: ({ text }) => `資料無法得知${trigger(text("trigger"))}的影響。`,
  attack_defined: ({ text }) => `${text("brand")} 進攻的力道取決於強度的定義：資料中未曾出現過。`,
  no_backtest: () => "歷史資料太短，無法回測。",
  backtest_not_better: ({ number }) =>
    `在保留的日期上，模型誤差 ${number("error", 2)} 個百分點，天真預測 ${number("naive", 2)}。`,
  bands_too_narrow: ({ number }) =>
    `在保留的日期上，只有 ${number("coverage", 0)} % 落在 95 % 區間內。`,
  prices_that_vary: ({ text, number }) =>
    `${text("brand")} 至少 ${number("periods", 0)} 期、上下變動約 ${number("percent", 0)} % 的價格。`,
  trigger_observations: ({ text, number }) =>
    `各地區至少 ${number("days", 0)} 天且有變化的每日${trigger(text("trigger"))}資料。`,
  lever_observations: ({ text, number, signed }) =>
    `${text("brand")} 的${lever(text("lever"))}與目前相差 ${signed("percent", 0)} % 的紀錄至少 ${number("periods", 0)} 期，或將其設為該程度的實驗。`,
};
