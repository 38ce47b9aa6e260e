import type { Template } from "./template.js";

/** What series, drift watches, calibration and backtests say of themselves. */
export const SERIES_SENTENCES: Readonly<Record<string, Template>> = {
  // Baselines.
  short_of_two_years: [
    "[{brand}: ]{days:0} days are less than two years: seasons of a year can't be told[ ({yearly})].",
    "[{brand}：]{days:0} 天不到兩年：無法得知年度季節[（{yearly}）]。",
  ],
  no_variation: ["[{brand}: ]every value is {value:2}.", "[{brand}：]所有數值都是 {value:2}。"],
  many_missing: [
    "[{brand}: ]{share%0} of the periods have no value.",
    "[{brand}：]{share%0} 的期數沒有數值。",
  ],
  bands_uncalibrated: [
    "[{brand}: ]bands rest on {errors:0} past errors only.",
    "[{brand}：]區間只建立在 {errors:0} 個過去誤差上。",
  ],
  regressor_missing: [
    "[{brand}: ]{name} is missing in {rows:0} rows.",
    "[{brand}：]{name} 在 {rows:0} 列中缺漏。",
  ],
  constant_regressor: [
    "[{brand}: ]{name} is always {value:2}.",
    "[{brand}：]{name} 始終為 {value:2}。",
  ],
  collinear_regressors: [
    "[{brand}: ]{name} and {other} move together (correlation {correlation:2}).",
    "[{brand}：]{name} 與 {other} 同時變動（相關 {correlation:2}）。",
  ],
  zeros_replaced: [
    "{zeros:0} shares of zero were replaced by the least share that can be told.",
    "{zeros:0} 個為零的占有率已由可辨識的最小值取代。",
  ],
  // Drift and challengers.
  short_reference: [
    "{days:0} reference days are few: what is usual is known roughly only.",
    "參考期只有 {days:0} 天：常態只能粗略得知。",
  ],
  missing_reference_days: [
    "{series}: {days:0} reference days are missing and count as the mean.",
    "{series}：參考期缺 {days:0} 天，以平均值代替。",
  ],
  too_few_held_out_days: [
    "{days:0} held-out days, {needed:0} are needed to replace a model.",
    "只有 {days:0} 個保留日，需要 {needed:0} 個才能替換模型。",
  ],
  challenger_not_better: [
    "The challenger is not better: its loss differs by {difference+4}, a margin of {margin:4} is asked.",
    "挑戰模型並未較佳：損失差異 {difference+4}，要求的幅度為 {margin:4}。",
  ],
  difference_may_be_chance: [
    "The challenger's lead of {difference+4} may be chance (p = {pValue:3}).",
    "挑戰模型的領先 {difference+4} 可能出於偶然（p = {pValue:3}）。",
  ],
  // Calibration.
  evidence_conflicts: [
    "{source} conflicts with what was believed (z = {z+1}, p = {pValue:4}).",
    "{source} 與先前的認知衝突（z = {z+1}，p = {pValue:4}）。",
  ],
  calibrated_to_zero: [
    "{brand}: the evidence would make dearer brands win ({value+2}); the price effect is held at 0.",
    "{brand}：證據顯示漲價反而有利（{value+2}），價格影響已限制為 0。",
  ],
  // Backtests.
  row_order_tells_outcome: [
    "The order of {rows:0} rows tells the outcome (correlation {correlation+2}): rows may have been sorted by it.",
    "{rows:0} 列資料的順序透露了結果（相關 {correlation+2}）：資料可能依結果排序過。",
  ],
  extrapolation: [
    "[{product}: ]{lever} is asked at {asked:2}, it was seen from {low:2} to {high:2}.",
    "[{product}：]{lever} 設為 {asked:2}，但只曾見 {low:2} 至 {high:2}。",
  ],
  never_observed: ["[{product}: ]{lever} was never observed.", "[{product}：]從未觀察過 {lever}。"],
};
