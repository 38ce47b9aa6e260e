import type { Recommendation } from "../schema/recommendation.js";
import type { Reason } from "../schema/verdict.js";
import { type Outcomes, objectiveOf } from "./action-outcome.js";
import { isAnswered } from "./action-verdict.js";
import {
  type Checked,
  type CheckSetting,
  type ConstraintName,
  checkOutcome,
  checkPaid,
  mayCombine,
} from "./constraint.js";
import type { Judged } from "./search/optimise-levels.js";
import { type Found, searchActions } from "./search/search-actions.js";
import type { Setting, Slot } from "./slot.js";

/** Candidates that go on to be chosen from, for each action that may be shown. */
const CANDIDATES_PER_ACTION = 4;

/** What stood in the way, over a search. */
interface Obstacle {
  broken: number;
  nearest: Checked;
}

/** Candidates, and what was found on the way. */
export interface Candidates {
  /** Feasible and better than nothing at the estimates, best first. */
  readonly candidates: readonly (readonly Setting[])[];
  readonly summary: Recommendation["search"];
  /** What is to be said of the search whatever came of it. */
  readonly notes: readonly Reason[];
  /** Why nothing is recommended. */
  reasonsFor(offered: {
    levers: number;
    wanted: number;
    excluded: Readonly<Record<string, number>>;
  }): Reason[];
}

/** Searches the expected path for actions that keep to the constraints and beat doing nothing. */
export function findCandidates({
  check,
  slots,
  outcomes,
}: {
  check: CheckSetting;
  slots: readonly Slot[];
  outcomes: Outcomes;
}): Candidates {
  const { twin, request, brands } = check;
  const obstacles = new Map<ConstraintName, Obstacle>();
  let feasibleLooks = 0;
  let bestValue = -Number.MAX_VALUE;
  const judge = (settings: readonly Setting[]): Judged => {
    const paid = checkPaid(settings, check);
    const outcome = outcomes.of(settings);
    const checked = [...paid, ...checkOutcome(outcome, check)];
    note(obstacles, checked);
    const violation = checked.reduce((sum, { excess }) => sum + excess, 0);
    const value = objectiveOf(request.objective, outcome, brands)?.[0] ?? 0;
    // Levels that do nothing are nobody's way around a constraint.
    if (violation === 0 && value !== 0) {
      feasibleLooks++;
      bestValue = Math.max(bestValue, value);
    }
    return { value, violation };
  };
  const { found, evaluations, combinations, exhaustive } = searchActions(judge, {
    slots,
    most: Math.min(request.constraints.maxActions, Math.max(1, slots.length)),
    allows: (together) => mayCombine(twin, together, request.constraints),
    seed: request.seed,
    effort: request.effort,
  });
  const better = found.filter(({ value, violation }) => violation === 0 && value > 0);
  const candidates = withoutIdle(better, judge)
    .slice(0, CANDIDATES_PER_ACTION * request.size + 8)
    .filter((settings) => isAnswered(twin, settings, request));
  const notes: Reason[] = exhaustive
    ? []
    : [{ code: "search_not_exhaustive", values: { combinations, evaluations } }];
  return {
    candidates,
    notes,
    summary: {
      evaluations,
      combinations,
      exhaustive,
      feasible: found.filter(({ violation }) => violation === 0).length,
    },
    reasonsFor({ levers, wanted, excluded }) {
      if (levers === 0) return [...notes, { code: "no_levers_observed", values: {} }];
      const reasons: Reason[] = Object.entries(excluded).flatMap(([constraint, count]) =>
        count > 0 ? [{ code: "options_excluded", values: { constraint, count } }] : [],
      );
      if (wanted > 0 && slots.length === 0) {
        reasons.push({ code: "levers_not_answered", values: { count: wanted } });
      }
      if (evaluations > 0 && feasibleLooks === 0 && obstacles.size > 0) {
        for (const { nearest } of obstacles.values()) {
          const { constraint, limit, found: value, brand } = nearest;
          reasons.push({
            code: "constraint_excludes_all",
            values: { constraint, limit, nearest: value, brand: brand ?? "–" },
          });
        }
      } else if (evaluations > 0) {
        reasons.push({
          code: "nothing_better",
          values: { gain: feasibleLooks > 0 ? bestValue : 0, combinations },
        });
      } else if (reasons.length === 0) {
        reasons.push({ code: "no_options", values: {} });
      }
      return [...notes, ...reasons];
    },
  };
}

function note(obstacles: Map<ConstraintName, Obstacle>, checked: readonly Checked[]): void {
  for (const one of checked) {
    if (one.excess === 0) continue;
    const known = obstacles.get(one.constraint);
    if (!known) obstacles.set(one.constraint, { broken: 1, nearest: one });
    else {
      known.broken++;
      if (one.excess < known.nearest.excess) known.nearest = one;
    }
  }
}

/** Least part of an action's gain that a lever must bring to be worth its place. */
const IDLE = 1e-3;

/** Drops levers that bring nothing, and actions that are then another one's twin. */
function withoutIdle(
  found: readonly Found[],
  judge: (settings: readonly Setting[]) => Judged,
): (readonly Setting[])[] {
  const kept = new Map<string, readonly Setting[]>();
  for (const { settings, value } of found) {
    const useful =
      settings.length === 1 ||
      settings.every((_, i) => {
        const without = judge(settings.filter((__, k) => k !== i));
        return without.violation > 0 || without.value < value * (1 - IDLE);
      });
    if (!useful) continue;
    const key = JSON.stringify(settings.map(({ slot, level }) => [slot, Math.round(level * 1e3)]));
    if (!kept.has(key)) kept.set(key, settings);
  }
  return [...kept.values()];
}
