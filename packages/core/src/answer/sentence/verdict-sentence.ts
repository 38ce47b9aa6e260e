import type { Template } from "./template.js";

/** Why an answer is weak or refused, and which data, how much of it, would lift that. */
export const VERDICT_SENTENCES: Readonly<Record<string, Template>> = {
  few_rows: [
    "Few records: the fewest {rows:0}[, in {cells:0} cells].",
    "紀錄太少，最少只有 {rows:0} 筆[，共 {cells:0} 個客群地區]。",
  ],
  too_few_rows: [
    "{cells:0} cells have hardly any records, the fewest {rows:0}: most of the people asked about are in them.",
    "有 {cells:0} 個客群地區幾乎沒有紀錄，最少只有 {rows:0} 筆，而所問的人大多在其中。",
  ],
  more_rows: [
    "At least {rows:0} records for every persona and region: {more:0} more where there are fewest.",
    "每個客群與地區至少 {rows:0} 筆紀錄：最少的還需要 {more:0} 筆。",
  ],
  empty_cells: ["{cells:0} cells have nobody in them.", "有 {cells:0} 個客群地區沒有人。"],
  nobody_there: [
    "None of the {cells:0} cells asked about has anybody in it.",
    "所問的 {cells:0} 個客群地區都沒有人。",
  ],
  few_people: [
    "{cells:0} cells count few people a record, the fewest {people:0}: luck is large.",
    "有 {cells:0} 個客群地區每筆紀錄的人數太少，最少只有 {people:0} 人：隨機波動很大。",
  ],
  people_behind_records: [
    "At least {people:0} people behind every record.",
    "每筆紀錄至少 {people:0} 人。",
  ],
  gaps_in_history: [
    "{cells:0} cells have records on fewer than {percent:0} % of their periods of {days:0} days.",
    "有 {cells:0} 個客群地區只在不到 {percent:0} % 的期數（每期 {days:0} 天）有紀錄。",
  ],
  missing_periods: [
    "Records of {periods:0} of the periods that are missing.",
    "補上 {periods:0} 個缺漏期的紀錄。",
  ],
  persona_in_few_regions: [
    "{persona} was seen in {seen:0} of {regions:0} regions: the answer holds there only.",
    "{persona} 只在 {regions:0} 個地區中的 {seen:0} 個出現過：答案只在該處成立。",
  ],
  more_regions: [
    "Records of {persona} in {regions:0} more regions, or a question about one region.",
    "再補上 {persona} 在 {regions:0} 個地區的紀錄，或只問單一地區。",
  ],
  horizon_beyond_history: [
    "{days:0} days ahead are more than the {history:0} days of history.",
    "預測 {days:0} 天，超過 {history:0} 天的歷史資料。",
  ],
  horizon_far_beyond_history: [
    "{days:0} days ahead are far more than the {history:0} days of history.",
    "預測 {days:0} 天，遠超過 {history:0} 天的歷史資料。",
  ],
  longer_history: [
    "{days:0} more days of history, or a shorter horizon.",
    "再補 {days:0} 天的歷史資料，或縮短預測期間。",
  ],
  shorter_than_period: [
    "{days:0} days are shorter than the {period:0} days between records: what happens within is not seen.",
    "{days:0} 天短於紀錄間隔的 {period:0} 天：期間內的變化無法得知。",
  ],
  records_every: ["Records every {days:0} days.", "每 {days:0} 天一筆紀錄。"],
  twin_stale: [
    "The last record is of {asOf}, {days:0} days before the question.",
    "最後一筆紀錄為 {asOf}，距提問已 {days:0} 天。",
  ],
  twin_outdated: [
    "The last record is of {asOf}, {days:0} days before the question: too old to say anything of today.",
    "最後一筆紀錄為 {asOf}，距提問已 {days:0} 天：過舊而無法說明現況。",
  ],
  newer_records: [
    "Records of {days:0} further days, and a new fit.",
    "補上其後 {days:0} 天的紀錄並重新擬合。",
  ],
  trigger_beyond_observed: [
    "{trigger} was never seen as far from normal as asked ({asked:1}, seen {low:1} to {high:1}).",
    "{trigger}從未偏離常態到所問的程度（{asked:1}，曾見 {low:1} 至 {high:1}）。",
  ],
  trigger_far_beyond_observed: [
    "{trigger} is asked far outside of what was ever seen ({asked:1} from normal, seen {low:1} to {high:1}).",
    "所問的{trigger}遠超出曾見的範圍（偏離常態 {asked:1}，曾見 {low:1} 至 {high:1}）。",
  ],
  trigger_values: [
    "Records of {periods:0} period with {trigger} {value+1} from normal.",
    "{trigger}偏離常態 {value+1} 的 {periods:0} 期紀錄。",
  ],
  trigger_not_recorded: [
    "Nothing: no record that is read tells {trigger} by day.",
    "無：目前可讀取的紀錄中沒有每日的{trigger}。",
  ],
  prices_missing: ["No record tells the price of {brand}.", "沒有任何紀錄包含 {brand} 的價格。"],
  conditions_without_prices: [
    "The data know {triggers} and no prices: what prices did unseen may pass for what {triggers} does, and no price effect is told.",
    "資料有{triggers}而沒有任何價格：未記錄的價格影響可能被算作{triggers}的影響，價格的影響也無從得知。",
  ],
  prices_never_moved: [
    "The price of {brand} never moved: what a change does is not told by this data.",
    "{brand} 的價格從未變動：本資料無法得知變動的影響。",
  ],
  price_effect_unclear: [
    "What the price of {brand} does is hardly told: {value:2} with a standard error of {error:2}.",
    "{brand} 價格的影響幾乎無法得知：{value:2}，標準誤 {error:2}。",
  ],
  more_rows_in_all: [
    "{rows:0} more records in all, in which the price of {brand} changes as it did.",
    "再補共 {rows:0} 筆紀錄，其間 {brand} 的價格如以往變動。",
  ],
  backtest_much_worse: [
    "On held-out days the twin is off by {error:2} points, a naive forecast by only {naive:2}.",
    "在保留的日期上，模型誤差 {error:2} 個百分點，天真預測僅 {naive:2}。",
  ],
  bands_fail: [
    "On held-out days only {coverage:0} % fell into the 95 % band: bands say nothing.",
    "在保留的日期上，只有 {coverage:0} % 落在 95 % 區間內：區間毫無意義。",
  ],
  bands_too_wide: [
    "On held-out days {coverage:0} % fell into the 50 % band: bands are too wide.",
    "在保留的日期上，有 {coverage:0} % 落在 50 % 區間內：區間過寬。",
  ],
  periods_foretold_well: [
    "A fit on {periods:0} further periods alone, if something changed; or records of what moved the shares.",
    "若市場已改變，以其後 {periods:0} 期單獨擬合；或補上造成占有率變動之原因的紀錄。",
  ],
  periods_for_backtest: [
    "{periods:0} more periods, so that some can be held out.",
    "再補 {periods:0} 期，以便保留部分作回測。",
  ],
  drifted: [
    "{series} changed on about {since} (size {size:1}), after the twin was fitted.",
    "{series} 約於 {since} 改變（幅度 {size:1}），在模型擬合之後。",
  ],
  drifted_far: [
    "{series} changed much on about {since} ({size:1} standard deviations of a day), after the twin was fitted.",
    "{series} 約於 {since} 大幅改變（單日標準差的 {size:1} 倍），在模型擬合之後。",
  ],
  periods_after_change: [
    "A fit on the periods after {since} alone, once there are {periods:0} more.",
    "在 {since} 之後再累積 {periods:0} 期，並以其後資料單獨擬合。",
  ],
  not_converged: [
    "[{model}: ]The fit did not settle[ in {iterations:0} steps][ in {steps:0} steps][ (chains differ {scaleReduction:2} times)].",
    "[{model}：]模型[在 {iterations:0} 步內][在 {steps:0} 步內]未收斂[（鏈間差異 {scaleReduction:2} 倍）]。",
  ],
};
