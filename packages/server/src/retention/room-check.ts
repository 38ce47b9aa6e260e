import type { HealthCheck } from "../health/check.js";
import { sizeText } from "../size-text.js";
import type { Retention } from "./retention.js";

const LEVELS = { fine: "pass", warn: "warn", full: "fail" } as const;

/** Whether the data folder stays within its budget, as retention saw it last. */
export function roomCheck(retention: Retention): HealthCheck {
  return {
    name: "data_budget",
    critical: false,
    probe: async () => {
      const { level, takenBytes, budgetBytes } = retention.state();
      const reason = `the data folder takes ${sizeText(takenBytes)} of ${sizeText(budgetBytes)}, and nothing more may go`;
      return { level: LEVELS[level], reason: level === "fine" ? null : reason };
    },
  };
}
