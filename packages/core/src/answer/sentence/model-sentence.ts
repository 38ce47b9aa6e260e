import { EXPERIMENT_SENTENCES } from "./experiment-sentence.js";
import { PEOPLE_SENTENCES } from "./people-sentence.js";
import { SERIES_SENTENCES } from "./series-sentence.js";
import type { Template } from "./template.js";

/** What a fitted model says of itself, by code: choice, demand, media and transitions here, the others beside it. */
export const MODEL_SENTENCES: Readonly<Record<string, Template>> = {
  ...EXPERIMENT_SENTENCES,
  ...PEOPLE_SENTENCES,
  ...SERIES_SENTENCES,
  // Choice.
  separation: [
    "Some coefficients foretell choices without fail, so that their size is not told: {coefficients}.",
    "部分係數能毫無例外地預測選擇，因此無法得知其大小：{coefficients}。",
  ],
  never_chosen: [
    "{alternative} was never chosen: its share of {share%1} comes from the prior.",
    "{alternative} 從未被選過：其 {share%1} 的占有率來自先驗假設。",
  ],
  one_occasion_per_chooser: [
    "Each of {choosers:0} choosers chose once: differences between people can't be told from chance.",
    "{choosers:0} 位選擇者各只選過一次：無法區分個人差異與機率。",
  ],
  one_chooser: [
    "All {occasions:0} choices were made by one chooser: standard errors hold for this one alone.",
    "全部 {occasions:0} 次選擇出自同一人：標準誤只對此人成立。",
  ],
  price_raises_utility: [
    "A higher price seems to attract (coefficient {coefficient+3}): something that moves with it is missing.",
    "價格越高似乎越有吸引力（係數 {coefficient+3}）：缺少與價格同時變動的因素。",
  ],
  nest_beyond_one: [
    "A nest has a dissimilarity of {dissimilarity:2}, above 1: it holds at these attributes only.",
    "某一巢的相異參數為 {dissimilarity:2}，大於 1：只在目前的屬性範圍內成立。",
  ],
  // Demand.
  one_group: [
    "All rows are of one place: what is true there may not be true elsewhere.",
    "所有資料來自同一地點：在該處成立的，在他處未必成立。",
  ],
  group_effects_not_absorbed: [
    "{product}: {groups:0} places have {rows:0} rows, too few to give each a level of its own.",
    "{product}：{groups:0} 個地點只有 {rows:0} 列資料，不足以各自估計水準。",
  ],
  few_groups: [
    "{product}: standard errors rest on {groups:0} places only.",
    "{product}：標準誤只建立在 {groups:0} 個地點上。",
  ],
  price_never_moved: [
    "{product}: the price of {column} never moved, so that its effect comes from the prior.",
    "{product}：{column} 的價格從未變動，其影響來自先驗假設。",
  ],
  covariate_never_moved: [
    "{product}: {column} never moved, so that its effect comes from the prior.",
    "{product}：{column} 從未變動，其影響來自先驗假設。",
  ],
  price_hardly_varies: [
    "{product}: log prices spread by {spread:3} only.",
    "{product}：對數價格的離散程度只有 {spread:3}。",
  ],
  fewer_rows_than_coefficients: [
    "{product}: {rows:0} rows are too few for its coefficients; the others lend theirs.",
    "{product}：{rows:0} 列資料少於係數個數，需借用其他商品的結果。",
  ],
  collinear_prices: [
    "{product}: its price moves together with {with}; only {share%0} of its variation is its own.",
    "{product}：其價格與 {with} 同時變動，只有 {share%0} 的變動屬於自己。",
  ],
  groups_share_shocks: [
    "{product}: places share shocks (correlation {correlation:2}); standard errors were widened {inflation:1} times.",
    "{product}：各地點有共同衝擊（相關 {correlation:2}），標準誤已放大 {inflation:1} 倍。",
  ],
  price_follows_demand: [
    "{product}: its price follows past demand, so that its effect may not be the price's own.",
    "{product}：價格跟隨過去的需求變動，所得影響未必是價格本身造成。",
  ],
  own_elasticity_positive: [
    "{product}: units seem to rise with the price (elasticity {value+2}).",
    "{product}：銷量似乎隨價格上升（彈性 {value+2}）。",
  ],
  zero_units_left_out: [
    "{rows:0} rows without sales ({share%1}) were left out: a logarithm has no place for them.",
    "{rows:0} 列（{share%1}）銷量為零，取對數時無法納入，已排除。",
  ],
  unpriced_rows_left_out: [
    "{rows:0} rows without a price ({share%1}) were left out.",
    "{rows:0} 列（{share%1}）沒有價格，已排除。",
  ],
  incomplete_rows_left_out: [
    "{rows:0} rows with missing values ({share%1}) were left out.",
    "{rows:0} 列（{share%1}）有缺漏值，已排除。",
  ],
  rival_price_often_unknown: [
    "{product}: the price of {rival} is known in {share%0} of the rows only, and is not used.",
    "{product}：只有 {share%0} 的資料有 {rival} 的價格，因此未採用。",
  ],
  // Media.
  channels_move_together: [
    "{channel} and {other} were spent on together (correlation {correlation:2}): which of them works can't be told.",
    "{channel} 與 {other} 的支出同時變動（相關 {correlation:2}）：無法得知何者有效。",
  ],
  effect_may_be_none: [
    "{channel} may have no effect at all; at most its part is {upper:2}.",
    "{channel} 可能完全沒有效果，其貢獻至多為 {upper:2}。",
  ],
  saturation_from_prior: [
    "Where {channel} saturates comes from the prior: spending never varied enough to tell.",
    "{channel} 的飽和點來自先驗假設：支出變動不足以得知。",
  ],
  control_never_varies: [
    "{control} never varies and was left out.",
    "{control} 從未變動，已排除。",
  ],
  season_not_told: [
    "{years:1} years are too short to tell seasons from campaigns.",
    "只有 {years:1} 年的資料，無法區分季節與行銷活動。",
  ],
  periods_missing: [
    "Only {rows:0} of {periods:0} periods have rows.",
    "{periods:0} 期中只有 {rows:0} 期有資料。",
  ],
  few_rows_per_parameter: [
    "{rows:0} rows for {parameters:0} parameters: less than three each.",
    "{parameters:0} 個參數只有 {rows:0} 列資料：每個不到三列。",
  ],
  noise_follows_itself: [
    "What is left unexplained follows itself from period to period (correlation {correlation:2}).",
    "未解釋的部分逐期相關（相關 {correlation:2}）。",
  ],
  experiment_contradicts: [
    "{channel}: an experiment found {found:1}, the model expects {expected:1} (standard error {standardError:1}).",
    "{channel}：實驗結果為 {found:1}，模型預期 {expected:1}（標準誤 {standardError:1}）。",
  ],
  bounds_below_budget: [
    "The bounds of the channels allow {spent:0} of the budget of {total:0} only.",
    "各通路的上限只容許使用預算 {total:0} 中的 {spent:0}。",
  ],
  // Transitions.
  few_transitions: [
    "Only {found:0} transitions begin at {state}, {wanted:0} are wanted.",
    "從 {state} 出發的轉移只有 {found:0} 次，需要 {wanted:0} 次。",
  ],
  absorbing_state: [
    "Nobody left {state} in {stays:0} steps: per step at most {leavesAtMost%1} do.",
    "{stays:0} 步中無人離開 {state}：每步至多 {leavesAtMost%1} 會離開。",
  ],
  never_left: [
    "{state} was never left, but seen for {stays:0} steps only: up to {leavesAtMost%0} may leave per step.",
    "{state} 從未有人離開，但只觀察了 {stays:0} 步：每步可能有至多 {leavesAtMost%0} 離開。",
  ],
  long_run_depends_on_start: [
    "Where people end depends on where they start: {classes:0} groups of states are never left.",
    "最終狀態取決於起點：有 {classes:0} 組狀態進入後不再離開。",
  ],
  sequences_differ: [
    "People differ more than one matrix allows (dispersion {dispersion:1}).",
    "個人之間的差異超出單一轉移矩陣所能容許（離散度 {dispersion:1}）。",
  ],
  changes_over_time: [
    "Transitions changed over time (p = {pValue:3}).",
    "轉移機率隨時間改變（p = {pValue:3}）。",
  ],
  no_dependence: [
    "What comes next does not depend on what was before (p = {pValue:3}).",
    "下一步與前一步無關（p = {pValue:3}）。",
  ],
  no_better_than_shares: [
    "In {heldOut:0} held-out steps the matrix foretells no better than the overall shares.",
    "在保留的 {heldOut:0} 步中，轉移矩陣的預測不優於整體占有率。",
  ],
  shares_move_too_little: [
    "Shares moved in {directions:0} directions only, {states:0} states need more ({distinct:0} distinct rows).",
    "占有率只在 {directions:0} 個方向變動，不足以決定 {states:0} 個狀態（{distinct:0} 列相異資料）。",
  ],
  weakly_identified: [
    "Transition probabilities are known to within {meanWidth:2} only, on average.",
    "轉移機率平均只能確定在 {meanWidth:2} 的範圍內。",
  ],
  few_steps: [
    "{found:0} steps of shares, {wanted:0} are wanted.",
    "只有 {found:0} 步占有率，需要 {wanted:0} 步。",
  ],
};
