import type { Template } from "./template.js";

/** What models of customers say of themselves: personas, lifetime value, propensity, trees and networks. */
export const PEOPLE_SENTENCES: Readonly<Record<string, Template>> = {
  // Personas.
  written_down: [
    "{personas:0} personas were written down, not found in data.",
    "{personas:0} 個客群由人工定義，並非由資料找出。",
  ],
  trait_mostly_absent: [
    "{trait} is known of {known:0} of {customers:0} customers only, and was left out.",
    "{customers:0} 位顧客中只有 {known:0} 位有 {trait}，已排除。",
  ],
  trait_constant: [
    "{trait} is the same for everybody, and was left out.",
    "所有人的 {trait} 都相同，已排除。",
  ],
  traits_absent: [
    "{customers:0} customers lack a trait; {fitted:0} were grouped.",
    "{customers:0} 位顧客缺少某項特徵；已分群 {fitted:0} 位。",
  ],
  trait_collinear: [
    "{trait} follows from the other traits, and was left out.",
    "{trait} 可由其他特徵推得，已排除。",
  ],
  number_asked_for: [
    "The data part into {found:0} groups; {asked:0} were asked for.",
    "資料可分為 {found:0} 群，但指定為 {asked:0} 群。",
  ],
  peaks_part_groups: [
    "{groups:0} peaks of the density part the customers; {components:0} components of a mixture joined into {joined:0} groups describe them less well.",
    "顧客的密度有 {groups:0} 個高峰，據此分群；混合模型的 {components:0} 個成分合併為 {joined:0} 群，描述較差。",
  ],
  no_structure: [
    "The data don't part into groups: one crowd ({components:0} components).",
    "資料無法分群：為單一群體（{components:0} 個成分）。",
  ],
  highest_silhouette: [
    "{groups:0} groups part best (silhouette {silhouette:2}).",
    "分為 {groups:0} 群最清楚（輪廓係數 {silhouette:2}）。",
  ],
  flat_density: [
    "Customers are spread evenly: groups (BIC {bic:0}) explain no more than none (BIC {uniform:0}).",
    "顧客均勻分布：分群（BIC {bic:0}）的解釋力不高於不分群（BIC {uniform:0}）。",
  ],
  valleys_part_groups: [
    "{groups:0} groups are parted by valleys between {components:0} components (depth {threshold:2}, BIC {bic:0}).",
    "{components:0} 個成分間的低谷分出 {groups:0} 群（門檻 {threshold:2}，BIC {bic:0}）。",
  ],
  lowest_criterion: [
    "{groups:0} groups from {components:0} components have the lowest BIC, {bic:0} (valleys at {threshold:2}).",
    "{components:0} 個成分構成 {groups:0} 群，BIC 最低，為 {bic:0}（低谷門檻 {threshold:2}）。",
  ],
  fewer_personas: [
    "{found:0} personas were found, at least {asked:0} were asked for.",
    "只找到 {found:0} 個客群，少於指定的 {asked:0} 個。",
  ],
  few_customers: [
    "Persona {persona} has {size:0} customers, fewer than {expected:0}.",
    "客群 {persona} 只有 {size:0} 位顧客，少於 {expected:0} 位。",
  ],
  persona_unstable: [
    "Persona {persona} dissolves when customers are drawn anew (Jaccard {jaccard:2}).",
    "重新抽樣時，客群 {persona} 會消失（Jaccard {jaccard:2}）。",
  ],
  // Lifetime value.
  amounts_missing: ["{purchases:0} purchases have no amount.", "{purchases:0} 筆購買沒有金額。"],
  refunds_left_out: ["{rows:0} refunds were left out.", "{rows:0} 筆退款已排除。"],
  few_repeat_customers: [
    "Only {found:0} customers bought again, {wanted:0} are wanted.",
    "只有 {found:0} 位顧客再次購買，需要 {wanted:0} 位。",
  ],
  flat_likelihood: [
    "{model}: the data hardly tell {parameters}.",
    "{model}：資料幾乎無法得知 {parameters}。",
  ],
  customers_without_spend: [
    "{customers:0} customers spent nothing on average, and were left out of spending.",
    "{customers:0} 位顧客平均消費為零，未納入消費模型。",
  ],
  no_spend_variation: [
    "All {customers:0} customers spend alike: spending has no model.",
    "{customers:0} 位顧客的消費都相同：無法建立消費模型。",
  ],
  few_spending_customers: [
    "Amounts of {found:0} customers only, {wanted:0} are wanted.",
    "只有 {found:0} 位顧客有金額，需要 {wanted:0} 位。",
  ],
  infinite_mean_spend: [
    "Mean spending has no limit (q = {q:2}, at most 1): a median serves better.",
    "平均消費沒有上限（q = {q:2}，不大於 1）：宜改用中位數。",
  ],
  spend_depends_on_frequency: [
    "Who buys more often spends differently (correlation {correlation+2}, {customers:0} customers): the model takes them to be independent.",
    "購買頻率與消費金額相關（相關 {correlation+2}，{customers:0} 位顧客），模型假設兩者獨立。",
  ],
  // Propensity, outcomes, trees, networks.
  classes_parted: [
    "The traits foretell all {rows:0} rows without fail: coefficients are held by the penalty alone.",
    "特徵能毫無例外地預測 {rows:0} 列資料：係數僅由懲罰項決定。",
  ],
  nothing_beats_the_base_rate: [
    "In {rows:0} rows nothing foretells better than the base rate.",
    "在 {rows:0} 列資料中，沒有任何模型優於基本比率。",
  ],
  nothing_to_split: [
    "Nothing was found to split by[ in {rows:0} rows][: {leaves:0} leaf].",
    "找不到可分割的條件[（{rows:0} 列）][（{leaves:0} 個葉節點）]。",
  ],
  no_better_than_constant: [
    "Held-out rows are foretold no better than by one constant[ (loss {loss:3}, constant {naive:3})][ ({rows:0} rows)].",
    "對保留資料的預測不優於常數[（損失 {loss:3}，常數 {naive:3}）][（{rows:0} 列）]。",
  ],
  not_better_than_naive: [
    "Held-out rows are foretold no better than by the naive forecast (loss {loss:3}, naive {naive:3}).",
    "對保留資料的預測不優於天真預測（損失 {loss:3}，天真預測 {naive:3}）。",
  ],
  not_numbers_taken_as_missing: [
    "{feature}: {rows:0} values that are no numbers count as missing.",
    "{feature}：{rows:0} 個非數值視為缺漏。",
  ],
  rare_categories_taken_as_missing: [
    "{feature}: {rows:0} rows of rare categories count as missing.",
    "{feature}：{rows:0} 列罕見類別視為缺漏。",
  ],
  feature_all_missing: ["{feature} is always missing.", "{feature} 全部缺漏。"],
  feature_constant: ["{feature} is always the same.", "{feature} 全部相同。"],
  feature_never_varies: ["{feature} never varies.", "{feature} 從未變動。"],
  few_rows_of_class: ["Class {class} has {rows:0} rows only.", "類別 {class} 只有 {rows:0} 列。"],
  rare_class: ["Class {class} has {rows:0} rows only.", "類別 {class} 只有 {rows:0} 列。"],
  target_constant: [
    "The target is the same in all {rows:0} rows.",
    "{rows:0} 列資料的目標值全部相同。",
  ],
};
