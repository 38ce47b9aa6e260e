import { defineMessages } from "../../locale/messages.js";

/** Names of the server's checks. One that is not known here is shown by its id. */
export const checkNames = defineMessages({
  en: {
    database: "Database",
    cache: "Cache",
    filesystem: "File system",
    memory: "Memory",
    cpu: "Processor",
    uptime_tracker: "Uptime tracker",
    sources: "Live sources",
    twin: "Twin",
    audit: "Audit log",
    last_backup: "Last backup",
    data_budget: "Room for data",
    rate_limit: "Shared quotas",
  },
  "zh-TW": {
    database: "資料庫",
    cache: "快取",
    filesystem: "檔案系統",
    memory: "記憶體",
    cpu: "處理器",
    uptime_tracker: "運行時間紀錄",
    sources: "即時來源",
    twin: "數位分身",
    audit: "稽核紀錄",
    last_backup: "最近一次備份",
    data_budget: "資料空間",
    rate_limit: "共用配額",
  },
});

/** Names of the stages. */
export const stageNames = defineMessages({
  en: {
    source_discovery: "Source discovery",
    connection_establish: "Connection",
    data_extraction: "Extraction",
    validation: "Validation",
    transformation: "Transformation",
    enrichment: "Enrichment",
    indexing: "Indexing",
    notification: "Notification",
  },
  "zh-TW": {
    source_discovery: "尋找來源",
    connection_establish: "建立連線",
    data_extraction: "擷取資料",
    validation: "驗證",
    transformation: "轉換",
    enrichment: "豐富化",
    indexing: "建立索引",
    notification: "通知",
  },
});

/** What the counts of a stage are of. */
export const stageUnits = defineMessages({
  en: {
    source_discovery: "sources",
    connection_establish: "sources",
    data_extraction: "lines",
    validation: "lines",
    transformation: "records",
    enrichment: "records",
    indexing: "records and dead letters",
    notification: "batches",
  },
  "zh-TW": {
    source_discovery: "個來源",
    connection_establish: "個來源",
    data_extraction: "行",
    validation: "行",
    transformation: "筆",
    enrichment: "筆",
    indexing: "筆（含未接受）",
    notification: "批",
  },
});

/** A name by its id; an id without a name stands for itself. */
export function namedBy(names: Readonly<Record<string, string>>, id: string): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}
