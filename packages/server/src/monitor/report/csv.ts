import type { MonthReport } from "./month-report.js";

const COLUMNS = [
  "date",
  "seconds",
  "up_seconds",
  "degraded_seconds",
  "down_seconds",
  "maintenance_seconds",
  "unknown_seconds",
  "availability",
  "failures",
  "requests",
  "errors",
  "latency_p95_ms",
] as const;

/** The days of a report as CSV (RFC 4180); empty where nothing is known. */
export function reportCsv({ days }: MonthReport): string {
  const lines = days.map((day) => COLUMNS.map((column) => String(day[column] ?? "")).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}
