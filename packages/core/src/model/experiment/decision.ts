import type { Reason } from "../../schema/verdict.js";
import type { ExperimentPlan } from "./experiment-plan.js";

/**
 * What follows at which bound: at each look, and at the end.
 *
 * @returns `stop_if_above` and `stop_if_below` for each look before the end, then `adopt_if_above`, `reject_if_below` and `keep_control_else`
 */
export function decisionsOf(plan: Omit<ExperimentPlan, "decisions">): Reason[] {
  const { sequential, sided, minimumEffect, total, criticalValue } = plan;
  const rises = minimumEffect > 0;
  const both = sided === "two";
  const found: Reason[] = [];
  for (const { customers, criticalValue: bound } of sequential?.looks.slice(0, -1) ?? []) {
    if (both || rises) found.push({ code: "stop_if_above", values: { customers, z: bound } });
    if (both || !rises) found.push({ code: "stop_if_below", values: { customers, z: -bound } });
  }
  const end = { customers: total };
  if (both || rises) {
    found.push({ code: "decide_if_above", values: { ...end, z: criticalValue } });
  }
  if (both || !rises) {
    found.push({ code: "decide_if_below", values: { ...end, z: -criticalValue } });
  }
  found.push({ code: "keep_control_else", values: { ...end, effect: minimumEffect } });
  return found;
}
