import type { ResultSentences } from "./reason-code.js";
import { lever, trigger } from "./term-in-chinese.js";

export const traditionalChinese: ResultSentences = {
  nothing_changes: () => "沒有任何變化：所有調整項目都在中性點。",
  gains_most: ({ text, signed }) =>
    `${text("brand")} 增加最多：占有率 ${signed("points", 2)} 個百分點。`,
  loses_most: ({ text, signed }) =>
    `${text("brand")} 減少最多：占有率 ${signed("points", 2)} 個百分點。`,
  category_buying_changes: ({ signed }) => `整體品類購買變化 ${signed("percent", 2)} %。`,
  revenue_changes: ({ text, number, signed }) =>
    `${number("days", 0)} 天內營收變化 ${text("currency")} ${signed("amount", 0)}（95 %：${signed("low", 0)} 至 ${signed("high", 0)}）。`,
  units_change: ({ number, signed }) =>
    `${number("days", 0)} 天內銷售量變化 ${signed("amount", 0)} 件（95 %：${signed("low", 0)} 至 ${signed("high", 0)}）。`,
  gross_profit_changes: ({ text, number, signed }) =>
    `${number("days", 0)} 天內毛利（未扣下列成本）變化 ${text("currency")} ${signed("amount", 0)}（95 %：${signed("low", 0)} 至 ${signed("high", 0)}）。`,
  costs_money: ({ text, number }) =>
    `固定成本 ${text("currency")} ${number("fixed", 0)}，隨銷售回饋的成本 ${text("currency")} ${number("variable", 0)}。`,
  acts_after_horizon: ({ number }) =>
    `情境中第 ${number("position", 0)} 項變動在 ${number("days", 0)} 天之後才開始，此處沒有作用。`,
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
  receipt_engine: ({ text }) => `此憑據由引擎 ${text("made")} 產生，目前的引擎是 ${text("here")}。`,
  receipt_twin: ({ text }) => `此憑據取自雙胞胎 ${text("made")}…，目前的是 ${text("here")}…。`,
  receipt_scenario: ({ text }) =>
    `此引擎的情境有憑據未列出的部分，已採用預設值：${text("fields")}。`,
  receipt_result: ({ text }) => `結果現為 ${text("here")}…，憑據所載為 ${text("made")}…。`,
  receipt_forged: ({ text }) =>
    `引擎、雙胞胎與情境都與憑據相同，結果卻是 ${text("here")}… 而非 ${text("made")}…：憑據或產生它的引擎曾被更改。`,
};
