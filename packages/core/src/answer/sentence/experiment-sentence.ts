import type { Template } from "./template.js";

/** What experiments and uplift models say of themselves. */
export const EXPERIMENT_SENTENCES: Readonly<Record<string, Template>> = {
  sample_ratio_mismatch: [
    "Arms hold other numbers of {customers:0} customers than planned (p = {pValue:6}): who is counted depends on the arm.",
    "{customers:0} 位顧客在各組的人數與計畫不符（p = {pValue:6}）：誰被計入取決於組別。",
  ],
  winsorised: [
    "{rows:0} values beyond the {quantile%1} quantile were drawn back to {lower:2} and {upper:2}.",
    "{rows:0} 個超出 {quantile%1} 分位數的數值已縮至 {lower:2} 與 {upper:2}。",
  ],
  stopped_early: [
    "The test was stopped at {customers:0} of {planned:0} planned customers.",
    "實驗在計畫的 {planned:0} 位顧客中只到 {customers:0} 位即停止。",
  ],
  customers: ["{more:0} more customers.", "還需要 {more:0} 位顧客。"],
  covariate_constant: [
    "The covariate is the same in all {rows:0} rows, and does not help.",
    "共變數在 {rows:0} 列中全部相同，沒有幫助。",
  ],
  covariate_missing: [
    "The covariate is missing in {rows:0} rows and counts as the mean there.",
    "共變數在 {rows:0} 列中缺漏，以平均值代替。",
  ],
  covariate_imbalance: [
    "The covariate differs in arm {arm} (p = {pValue:4}): assignment was not random, or the covariate felt the treatment.",
    "{arm} 組的共變數不同（p = {pValue:4}）：分派並非隨機，或共變數受到處理影響。",
  ],
  too_few_conversions: [
    "Arm {arm}: [{conversions:0} of {customers:0} customers converted][{expected:0} conversions are to be expected], {needed:0} are needed.",
    "{arm} 組：[{customers:0} 位顧客中有 {conversions:0} 位轉換][預期 {expected:0} 次轉換]，需要 {needed:0} 次。",
  ],
  too_few_customers: [
    "Arm {arm} has {customers:0} customers, {needed:0} are needed.",
    "{arm} 組只有 {customers:0} 位顧客，需要 {needed:0} 位。",
  ],
  few_clusters: [
    "Arm {arm} has {clusters:0} clusters, {needed:0} are needed.",
    "{arm} 組只有 {clusters:0} 個群集，需要 {needed:0} 個。",
  ],
  too_skewed: [
    "Arm {arm}: values are skewed ({skewness:1}); {customers:0} customers are fewer than the {needed:0} that a mean needs.",
    "{arm} 組：數值偏斜（{skewness:1}），{customers:0} 位顧客少於平均數所需的 {needed:0} 位。",
  ],
  long_test: [
    "The test would take {days:0} days, more than {atMost:0}.",
    "實驗需時 {days:0} 天，超過 {atMost:0} 天。",
  ],
  stop_if_above: [
    "Stop for the treatment if z is above {z:2} at {customers:0} customers.",
    "達 {customers:0} 位顧客時，若 z 高於 {z:2}，即停止並採用處理組。",
  ],
  stop_if_below: [
    "Stop against the treatment if z is below {z:2} at {customers:0} customers.",
    "達 {customers:0} 位顧客時，若 z 低於 {z:2}，即停止並放棄處理組。",
  ],
  decide_if_above: [
    "At {customers:0} customers, decide for the treatment if z is above {z:2}.",
    "達 {customers:0} 位顧客時，若 z 高於 {z:2}，採用處理組。",
  ],
  decide_if_below: [
    "At {customers:0} customers, decide against the treatment if z is below {z:2}.",
    "達 {customers:0} 位顧客時，若 z 低於 {z:2}，放棄處理組。",
  ],
  keep_control_else: [
    "Otherwise, at {customers:0} customers, keep the control: an effect of {effect:3} would have shown.",
    "否則在 {customers:0} 位顧客時維持對照組：若有 {effect:3} 的效果，應已顯現。",
  ],
  treatment_not_randomised: [
    "Arm {arm}: traits tell who was treated (p = {pValue:4}, {customers:0} customers).",
    "{arm} 組：特徵可看出誰接受處理（p = {pValue:4}，{customers:0} 位顧客）。",
  ],
  arms_not_comparable: [
    "Arm {arm}: {customers:0} customers have nobody like them in the other arm.",
    "{arm} 組：{customers:0} 位顧客在另一組中沒有相似的人。",
  ],
  uplift_not_heterogeneous: [
    "Arm {arm}: nothing tells who gains more (t = {t:2}, {needed:2} is needed); all get the same uplift.",
    "{arm} 組：無法得知誰獲益較多（t = {t:2}，需要 {needed:2}）；所有人採用相同的增益。",
  ],
  targeting_no_better: [
    "Choosing whom to treat gains {advantage+3} over treating all alike ({lower:3} to {upper:3}): it may be nothing.",
    "挑選對象比一視同仁多獲得 {advantage+3}（{lower:3} 至 {upper:3}）：可能毫無差別。",
  ],
};
