import type { DecisionCode } from "./decision-code.js";
import { short } from "./measure.js";
import type { Sentence } from "./reason-code.js";

const CONSTRAINTS: Readonly<Record<string, string>> = {
  budget: "預算",
  margin_floor: "毛利率下限",
  price_low: "最低售價",
  price_high: "最高售價",
  share_floor: "占有率下限",
  least_spend: "計算報酬率所需的最低支出",
  brands: "可調整品牌",
  places: "可執行的人物誌與地區",
  blackouts: "不可執行的日期",
};
const constraint = (name: string) => CONSTRAINTS[name] ?? name;

/** Of whom a constraint is, where it is of one brand. */
const ofBrand = (brand: string) => (brand === "" || brand === "–" ? "" : `（品牌：${brand}）`);

export const traditionalChineseDecision: Readonly<Record<DecisionCode, Sentence>> = {
  nothing_better: ({ number }) =>
    `沒有任何行動優於不行動：${number("combinations", 0)} 種組合中最好的只帶來 ${number("gain", 2)}。`,
  nothing_better_under_draws: ({ number }) =>
    `計入不確定性後，原本看似較好的 ${number("actions", 0)} 個行動並不優於不行動。`,
  no_options: () => "沒有可行的選項：限制條件或調整範圍排除了所有行動。",
  no_levers_observed: () => "資料中沒有任何調整項目變動過：若要超出資料，請指定項目與範圍。",
  options_excluded: ({ text, number }) =>
    `${number("count", 0)} 個選項因「${constraint(text("constraint"))}」被排除。`,
  levers_not_answered: ({ number }) =>
    `數位分身無法回答這 ${number("count", 0)} 個選項：離觀察範圍太遠。`,
  constraint_excludes_all: ({ text, number }) =>
    `沒有行動符合「${constraint(text("constraint"))}」${short(number("limit", 3))}${ofBrand(text("brand"))}；最接近的為 ${short(number("nearest", 3))}。`,
  search_not_exhaustive: ({ number }) =>
    `並未嘗試所有組合：搜尋了 ${number("combinations", 0)} 種組合、評估 ${number("evaluations", 0)} 次。`,
  actions_tie: ({ text }) => `以下行動無法分出高下：${text("actions")}。`,
  best_with_probability: ({ text, number }) =>
    `${text("action")} 為最佳行動的機率為 ${number("percent", 0)} %。`,
  loses_with_probability: ({ text, number }) =>
    `${text("action")} 虧損的機率為 ${number("percent", 0)} %。`,
  margin_unknown: ({ text }) => `未提供 ${text("brands")} 的毛利率。`,
  money_unknown: ({ text }) => `資料無法得知消費金額，而所問與金額有關（${text("objective")}）。`,
  money_untold: ({ text }) =>
    `資料無法得知 ${text("regions")} 的消費金額：缺少某些品牌的價格或銷量。`,
  units_unknown: () => "資料無法得知銷售數量。",
  price_unknown: ({ text }) => `從未觀察到 ${text("brands")} 的價格。`,
  margins: ({ text }) => `${text("brands")} 的毛利率，以原價的比例表示（economics.margin）。`,
  prices_and_units: () => "各品牌含價格與銷量、且為同一幣別的市場紀錄。",
  effect_unclear: ({ signed }) =>
    `預測效果 ${signed("points", 2)} 個百分點可能為零（80 %：${signed("low", 2)} 至 ${signed("high", 2)}）：測試以其一半規劃。`,
  people_unknown: () => "人數不明：無法計算測試期間。",
  traffic_assumed: ({ number }) =>
    `假設每日有 ${number("perDay", 0)} 位顧客：每人每 ${number("days", 0)} 天來一次。`,
  too_few_people: ({ number }) =>
    `測試需要 ${number("needed", 0)} 位顧客，這些區隔只有 ${number("people", 0)} 位。`,
  source_warns: ({ text }) => `結果來源的警告：${text("warning")}。`,
  test_measured: ({ text, number, signed }) =>
    `測試測得 ${text("brand")} 占有率變化 ${signed("measured", 2)} 個百分點（± ${number("error", 2)}）；原預測為 ${signed("predicted", 2)}。`,
  test_contradicts: ({ number }) =>
    `與原先認知相差 ${number("errors", 1)} 個標準誤：請檢查還有什麼不同。`,
  parameter_moved: ({ text, number }) =>
    `${text("name")} 由 ${number("before", 3)} ± ${number("beforeError", 3)} 變為 ${number("after", 3)} ± ${number("afterError", 3)}：不確定性減少 ${number("percent", 0)} %。`,
  advice_stays: ({ text }) => `建議不變：${text("action")}。`,
  advice_changes: ({ text }) => `建議由「${text("before")}」改為「${text("after")}」。`,
  rank_changes: ({ text, number }) =>
    `「${text("action")}」由第 ${number("before", 0)} 名變為第 ${number("after", 0)} 名。`,
  action_dropped: ({ text }) => `「${text("action")}」不再列入。`,
  action_added: ({ text, number }) => `「${text("action")}」為新增，第 ${number("rank", 0)} 名。`,
  roi_moves: ({ text, signed }) =>
    `「${text("action")}」的支出報酬率由 ${signed("before", 0)} % 變為 ${signed("after", 0)} %。`,
  no_new_persona: ({ number }) =>
    `${number("unmatched", 0)} 位顧客不屬於任何人物誌；新的人物誌需要 ${number("needed", 0)} 位相似的顧客。`,
  retrains_used_up: ({ number }) => `模型已重新訓練 ${number("retrains", 0)} 次，達到上限。`,
  no_history_to_retrain: ({ number }) =>
    `沒有歷史資料可重新訓練模型（已重新訓練 ${number("retrains", 0)} 次）。`,
};
