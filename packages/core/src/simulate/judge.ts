import { type Findings, judgeTwin, TWIN_CODES } from "../model/twin/judge-twin.js";
import type { Parameter } from "../schema/parameter.js";
import type { Scenario } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { Reason, Verdict } from "../schema/verdict.js";
import { VERDICT_LIMITS, type VerdictLimits, verdictLimits } from "../schema/verdict-limits.js";
import { judgeCells } from "./judge-cell.js";
import { judgeLevers } from "./judge-lever.js";
import { judgeParameters } from "./judge-parameter.js";

/**
 * Judges a scenario: `refused` means that no number may be shown.
 *
 * Thresholds are the scenario's, else the twin's, else {@link VERDICT_LIMITS}. What can be judged again from the twin
 * itself is; what only its fit knew is taken over.
 */
export function judge(
  twin: Twin,
  {
    scenario,
    cells,
    parameters,
  }: {
    scenario: Scenario;
    cells: readonly TwinCell[];
    parameters: Readonly<Record<string, Parameter>>;
  },
): Verdict {
  const changed = twin.limits ?? scenario.limits;
  const limits = changed ? verdictLimits(twin.limits, scenario.limits) : VERDICT_LIMITS;
  return verdictOf([
    ...twinFindings(twin, limits),
    judgeLevers(twin, { scenario, limits }),
    judgeParameters(twin, { parameters, cells, limits }),
    judgeCells(twin, { scenario, cells, limits }),
  ]);
}

const known = new WeakMap<Twin, readonly Findings[]>();

/** What holds of the twin whatever it is asked; kept while the twin lives, for the default limits. */
function twinFindings(twin: Twin, limits: VerdictLimits): readonly Findings[] {
  const usual = limits === VERDICT_LIMITS;
  const kept = usual ? known.get(twin) : undefined;
  if (kept) return kept;
  const reasons = twin.verdict.reasons.filter(({ code }) => !TWIN_CODES.has(code));
  const far = twin.verdict.status === "refused" && reasons.length === twin.verdict.reasons.length;
  const stored: Findings = {
    refused: far ? reasons : [],
    weak: far ? [] : reasons,
    needs: twin.verdict.needs.filter(({ code }) => !TWIN_CODES.has(code)),
  };
  const found = [stored, judgeTwin(twin, limits)];
  if (usual) known.set(twin, found);
  return found;
}

function verdictOf(all: readonly Findings[]): Verdict {
  const reasons: Reason[] = [];
  const needs: Reason[] = [];
  for (const { refused } of all) addNew(reasons, refused);
  const isRefused = reasons.length > 0;
  for (const { weak } of all) addNew(reasons, weak);
  for (const one of all) addNew(needs, one.needs);
  return {
    status: isRefused ? "refused" : reasons.length > 0 ? "weak" : "valid",
    reasons,
    needs,
  };
}

/** Adds the reasons that are not there yet. */
function addNew(list: Reason[], more: readonly Reason[]): void {
  for (const reason of more) {
    const again = list.some(
      (one) => one.code === reason.code && JSON.stringify(one) === JSON.stringify(reason),
    );
    if (!again) list.push(reason);
  }
}
