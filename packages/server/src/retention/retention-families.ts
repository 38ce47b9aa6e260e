import { counter, type Family, gauge } from "../metric/family.js";
import type { RetentionState } from "./retention.js";

/** How full the data folder is, what went of it, and what was not taken. */
export function retentionFamilies(
  { takenBytes, budgetBytes, removed, isClosed }: RetentionState,
  refused: number,
): Family[] {
  return [
    gauge("cdp_data_budget_bytes", "Most that the data folder may hold.", budgetBytes),
    gauge("cdp_data_taken_bytes", "What the data folder takes on the disk.", takenBytes),
    gauge(
      "cdp_data_closed",
      "1 while nothing more is taken, since the data are above their budget.",
      isClosed ? 1 : 0,
    ),
    counter("cdp_retention_removed_total", "What retention removed since the start.", [
      { labels: { kind: "customer_event" }, value: removed.customerEvents },
      { labels: { kind: "dead_letter" }, value: removed.deadLetters },
    ]),
    counter(
      "cdp_retention_refused_total",
      "Records that were not taken, since the data were above their budget.",
      refused,
    ),
  ];
}
