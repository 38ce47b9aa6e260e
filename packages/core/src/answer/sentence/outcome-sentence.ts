import type { OutcomeCode } from "./reason-code.js";
import type { Template } from "./template.js";

/** What a simulation found, what it rests on, and how far beyond the data it went. */
export const OUTCOME_SENTENCES: Readonly<Record<OutcomeCode, Template>> = {
  nothing_changes: [
    "Nothing changes: every lever is at its neutral point.",
    "沒有任何變化：所有調整項目都在中性點。",
  ],
  gains_most: [
    "{brand} gains most: {points+2} points of share.",
    "{brand} 增加最多：占有率 {points+2} 個百分點。",
  ],
  loses_most: [
    "{brand} loses most: {points+2} points of share.",
    "{brand} 減少最多：占有率 {points+2} 個百分點。",
  ],
  category_buying_changes: [
    "Buying in the whole category changes by {percent+2} %.",
    "整體品類購買變化 {percent+2} %。",
  ],
  revenue_changes: [
    "Revenue changes by {currency} {amount+0} in {days:0} days[ (95 %: {low+0} to {high+0})].",
    "{days:0} 天內營收變化 {currency} {amount+0}[（95 %：{low+0} 至 {high+0}）]。",
  ],
  units_change: [
    "Units sold change by {amount+0} in {days:0} days[ (95 %: {low+0} to {high+0})].",
    "{days:0} 天內銷售量變化 {amount+0} 件[（95 %：{low+0} 至 {high+0}）]。",
  ],
  gross_profit_changes: [
    "Gross profit, before these costs, changes by {currency} {amount+0} in {days:0} days[ (95 %: {low+0} to {high+0})].",
    "{days:0} 天內毛利（未扣下列成本）變化 {currency} {amount+0}[（95 %：{low+0} 至 {high+0}）]。",
  ],
  costs_money: [
    "It costs {currency} {fixed:0} whatever comes of it, and {currency} {variable:0} that is given back with what is sold.",
    "固定成本 {currency} {fixed:0}，隨銷售回饋的成本 {currency} {variable:0}。",
  ],
  acts_after_horizon: [
    "Change {position:0} of the scenario begins after its {days:0} days and does nothing here.",
    "情境中第 {position:0} 項變動在 {days:0} 天之後才開始，此處沒有作用。",
  ],
  assumed_parameters: [
    "Nothing in the data or in print tells these, they are assumed: {names}.",
    "資料與文獻都無法得知，屬於假設：{names}。",
  ],
  prior_parameters: [
    "Taken from publications, not from this data: {names}.",
    "取自文獻，而非本資料：{names}。",
  ],
  beyond_observed: [
    "The {lever} of {brand} was never seen as far as asked (log change {asked:2}, seen {low:2} to {high:2}).",
    "{brand} 的{lever}從未達到所問的程度（對數變化 {asked:2}，曾見 {low:2} 至 {high:2}）。",
  ],
  far_beyond_observed: [
    "The {lever} of {brand} is asked far outside of what was ever seen (log change {asked:2}, seen {low:2} to {high:2}).",
    "{brand} 的{lever}遠超出曾見的範圍（對數變化 {asked:2}，曾見 {low:2} 至 {high:2}）。",
  ],
  trigger_not_estimable: [
    "The data don't tell what {trigger} does.",
    "資料無法得知{trigger}的影響。",
  ],
  attack_defined: [
    "How hard an attack of {brand} hits is a definition of its strength: none was observed.",
    "{brand} 進攻的力道取決於強度的定義：資料中未曾出現過。",
  ],
  no_backtest: ["The history is too short to foretell a part of it.", "歷史資料太短，無法回測。"],
  backtest_not_better: [
    "On held-out days the twin is off by {error:2} points, a naive forecast by {naive:2}.",
    "在保留的日期上，模型誤差 {error:2} 個百分點，天真預測 {naive:2}。",
  ],
  bands_too_narrow: [
    "On held-out days only {coverage:0} % fell into the 95 % band.",
    "在保留的日期上，只有 {coverage:0} % 落在 95 % 區間內。",
  ],
  prices_that_vary: [
    "Prices of {brand} over at least {periods:0} periods in which they move by about {percent:0} % up and down.",
    "{brand} 至少 {periods:0} 期、上下變動約 {percent:0} % 的價格。",
  ],
  trigger_observations: [
    "Daily {trigger} of each region for at least {days:0} days on which it varies.",
    "各地區至少 {days:0} 天且有變化的每日{trigger}資料。",
  ],
  lever_observations: [
    "Records of {brand} over at least {periods:0} periods with its {lever} {percent+0} % from today's, or a test that sets it so.",
    "{brand} 的{lever}與目前相差 {percent+0} % 的紀錄至少 {periods:0} 期，或將其設為該程度的實驗。",
  ],
};
