/** Languages that a report can be in. */
export type ReportLocale = "en" | "zh-TW";

/** The words of a report. */
export interface Wording {
  readonly title: (month: string) => string;
  readonly intro: (parts: { from: string; to: string; zone: string; every: number }) => string;
  readonly incomplete: string;
  readonly figures: string;
  readonly columns: readonly [string, string, string, string, string];
  readonly names: Readonly<Record<string, string>>;
  readonly formulas: Readonly<Record<string, string>>;
  readonly target: (text: string) => string;
  readonly met: string;
  readonly missed: string;
  readonly open: string;
  readonly atLeast: string;
  readonly noTraffic: string;
  readonly noFailure: string;
  readonly notKnown: string;
  readonly days: string;
  readonly barsLabel: string;
  readonly states: Readonly<Record<"up" | "degraded" | "down" | "maintenance" | "unknown", string>>;
  readonly dayColumns: readonly string[];
  readonly allUp: string;
  readonly failures: string;
  readonly failureColumns: readonly string[];
  readonly none: string;
  readonly lasting: string;
  readonly incidents: string;
  readonly incidentColumns: readonly string[];
  readonly maintenance: string;
  readonly notes: string;
  readonly noteLines: (parts: {
    unknown: string;
    restarts: number;
    hidden: string;
    detection: string;
    degradedIsUp: boolean;
  }) => readonly string[];
  readonly duration: (seconds: number) => string;
}

/** A length of time in two units at most. */
function durationIn(units: readonly [string, string, string, string], gap: string) {
  return (seconds: number): string => {
    const parts = [
      [Math.floor(seconds / 86_400), units[0]],
      [Math.floor((seconds % 86_400) / 3600), units[1]],
      [Math.floor((seconds % 3600) / 60), units[2]],
      [Math.round((seconds % 60) * 10) / 10, units[3]],
    ] as const;
    const shown = parts.filter(([value]) => value > 0).slice(0, 2);
    if (shown.length === 0) return `0${gap}${units[3]}`;
    return shown.map(([value, unit]) => `${value}${gap}${unit}`).join(" ");
  };
}

const en: Wording = {
  title: (month) => `Uptime report, ${month}`,
  intro: ({ from, to, zone, every }) =>
    `${from} to ${to} (${zone}); a look every ${every} s by a process of its own.`,
  incomplete: "The month is not over: these are its figures so far.",
  figures: "Figures",
  columns: ["Figure", "Measured", "Target", "Verdict", "How it is counted"],
  names: {
    availability: "Availability",
    mtbf: "Mean time between failures",
    mttr: "Mean time to recovery",
    error_rate: "Error rate",
    latency_p95: "Latency, 95th percentile",
  },
  formulas: {
    availability: "up / (up + down), of the time that was watched, without maintenance",
    mtbf: "up / failures; without a failure, at least the time up",
    mttr: "down / failures",
    error_rate: "answers with status 5xx / all answers",
    latency_p95: "95 % of answers took at most this long; within 1 %",
  },
  target: (text) => text,
  met: "met",
  missed: "missed",
  open: "open",
  atLeast: "at least",
  noTraffic: "no traffic",
  noFailure: "no failure",
  notKnown: "not known",
  days: "Day by day",
  barsLabel:
    "A bar for each day, divided by state; the table below has the days that were not up throughout",
  states: {
    up: "up",
    degraded: "degraded",
    down: "down",
    maintenance: "maintenance",
    unknown: "not watched",
  },
  dayColumns: ["Day", "Up", "Degraded", "Down", "Maintenance", "Not watched", "Availability"],
  allUp: "Up throughout on every day.",
  failures: "Failures",
  failureColumns: ["From", "To", "Down", "Detected within"],
  none: "None.",
  lasting: "lasts",
  incidents: "Incidents and what was done",
  incidentColumns: ["Opened", "Incident", "Severity", "What was done"],
  maintenance: "Maintenance",
  notes: "How to read it",
  noteLines: ({ unknown, restarts, hidden, detection, degradedIsUp }) => [
    `Nobody watched during ${unknown} of the time outside of maintenance: it counts neither as up nor as down.`,
    `Time in which the server was degraded counts as ${degradedIsUp ? "up" : "down"}.`,
    `A failure was seen within ${detection} at most, on average.`,
    `${restarts} restarts happened between two looks; together they can hide at most ${hidden} of downtime, which is not in the figures.`,
    "Maintenance is what was planned beforehand; what happened in it is no failure.",
  ],
  duration: durationIn(["d", "h", "min", "s"], " "),
};

const zhTW: Wording = {
  title: (month) => `可用性報告 ${month}`,
  intro: ({ from, to, zone, every }) =>
    `${from} 至 ${to}(${zone});由獨立程序每 ${every} 秒檢查一次。`,
  incomplete: "本月尚未結束,以下為目前為止的數據。",
  figures: "指標",
  columns: ["指標", "實測", "目標", "結果", "計算方式"],
  names: {
    availability: "可用率",
    mtbf: "平均故障間隔",
    mttr: "平均修復時間",
    error_rate: "錯誤率",
    latency_p95: "延遲(第 95 百分位)",
  },
  formulas: {
    availability: "正常 /(正常 + 中斷),只計有監看且非維護的時間",
    mtbf: "正常時間 / 故障次數;無故障時,至少為正常時間",
    mttr: "中斷時間 / 故障次數",
    error_rate: "狀態碼 5xx 的回應 / 全部回應",
    latency_p95: "95 % 的回應不超過此時間;誤差 1 % 以內",
  },
  target: (text) => text.replace(" d", " 天").replace(" min", " 分"),
  met: "達成",
  missed: "未達成",
  open: "未定",
  atLeast: "至少",
  noTraffic: "無流量",
  noFailure: "無故障",
  notKnown: "未知",
  days: "逐日狀況",
  barsLabel: "每日一條,依狀態劃分;下表列出並非全日正常的日子",
  states: { up: "正常", degraded: "降級", down: "中斷", maintenance: "維護", unknown: "未監看" },
  dayColumns: ["日期", "正常", "降級", "中斷", "維護", "未監看", "可用率"],
  allUp: "每天皆全日正常。",
  failures: "故障",
  failureColumns: ["開始", "結束", "中斷時間", "最遲發現"],
  none: "無。",
  lasting: "持續中",
  incidents: "事件與處理",
  incidentColumns: ["開始", "事件", "嚴重度", "處理經過"],
  maintenance: "維護",
  notes: "判讀說明",
  noteLines: ({ unknown, restarts, hidden, detection, degradedIsUp }) => [
    `維護以外的時間有 ${unknown} 無人監看:既不算正常,也不算中斷。`,
    `伺服器降級的時間算作${degradedIsUp ? "正常" : "中斷"}。`,
    `故障平均最遲在 ${detection} 內發現。`,
    `有 ${restarts} 次重新啟動發生在兩次檢查之間,合計最多可能隱藏 ${hidden} 的中斷,未計入指標。`,
    "維護指事先排定的時段,其間發生的狀況不算故障。",
  ],
  duration: durationIn(["天", "小時", "分", "秒"], " "),
};

/** The words of each language. */
export const WORDINGS: Readonly<Record<ReportLocale, Wording>> = { en, "zh-TW": zhTW };
