import { type ExperimentResult, evidenceOf } from "../../model/experiment/index.js";
import type { RankedAction, Recommendation } from "../../schema/recommendation.js";
import type { RecommendationRequestInput } from "../../schema/recommendation-request.js";
import type { Twin } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import { twinDigest } from "../../simulate/index.js";
import { recommend } from "../recommend.js";
import { type Learnt, learn } from "./learn.js";
import type { LoopReport } from "./loop-report.js";
import type { TestPlan } from "./test-plan.js";

/** What is brought back from a test. */
export interface LoopInput {
  readonly plan: TestPlan;
  readonly result: ExperimentResult;
  /** The treatment, where the test had several. */
  readonly arm?: string;
  /** What was asked, and is asked again of the twin that has learnt. */
  readonly request: RecommendationRequestInput;
  /** What was recommended; asked again of the old twin unless given. */
  readonly before?: Recommendation;
}

/**
 * Closes the loop: the result of a test goes into the twin, the same question is asked again, and the report says what moved
 * and why.
 *
 * @returns the twin that has learnt, beside the report
 * @throws CoreError `invalid_input` where the arms did not have the planned sizes, as `learn`, `evidenceOf` and `recommend` do
 */
export function closeLoop(
  twin: Twin,
  { plan, result, arm, request, before: given }: LoopInput,
): { twin: Twin; report: LoopReport } {
  const evidence = evidenceOf(result, arm === undefined ? {} : { arm });
  const learnt = learn(twin, plan, evidence);
  const before = given ?? recommend(twin, request);
  const after = recommend(learnt.twin, request);
  const actions = matchActions(before, after);
  const parameters = changesOf(learnt);
  const best = [before, after].map(leversOfBest);
  const changed = best[0] !== best[1];
  return {
    twin: learnt.twin,
    report: {
      kind: "loop-report",
      version: 1,
      test: result.test,
      result,
      twinDigest: { before: twinDigest(twin), after: twinDigest(learnt.twin) },
      effect: {
        predicted: learnt.predicted.before,
        measured: evidence.value,
        measuredError: evidence.standardError,
        learnt: learnt.predicted.after,
        z: learnt.z,
        pValue: learnt.pValue,
      },
      parameters,
      actions,
      before,
      after,
      changed,
      reasons: reasonsOf({ learnt, evidence, parameters, actions, best, brand: plan.brand }),
    },
  };
}

/** Changes worth a line: those that moved by a hundredth of their error, or narrowed by as much. */
function changesOf({ parameters }: Learnt): LoopReport["parameters"] {
  return parameters.flatMap(({ name, before, after }) => {
    const error = before.standardError;
    const shift = error > 0 ? (after.value - before.value) / error : null;
    const narrowing = error > 0 ? Math.min(1, Math.max(0, 1 - after.standardError / error)) : 0;
    if (Math.abs(shift ?? 0) < 0.01 && narrowing < 0.01) return [];
    return [{ name, before, after, shift, narrowing }];
  });
}

/** Levers, places and times of an action, without their levels. */
function leversOf({ levers }: Pick<RankedAction, "levers">): string {
  return levers
    .map(({ lever, brand, persona, region, startDay, durationDays }) =>
      [lever, brand, persona ?? "*", region ?? "*", `day ${startDay} + ${durationDays}`].join(" "),
    )
    .sort()
    .join(" & ");
}

const leversOfBest = ({ actions }: Recommendation): string =>
  actions[0] ? leversOf(actions[0]) : "nothing";

function matchActions(before: Recommendation, after: Recommendation): LoopReport["actions"] {
  const placeOf = ({ id, rank, score, roi }: RankedAction) => ({
    id,
    rank,
    score: score.adjusted,
    roi: roi.value,
  });
  const found = new Map<
    string,
    {
      levers: string;
      before: ReturnType<typeof placeOf> | null;
      after: ReturnType<typeof placeOf> | null;
    }
  >();
  for (const action of before.actions) {
    const levers = leversOf(action);
    found.set(levers, { levers, before: placeOf(action), after: null });
  }
  for (const action of after.actions) {
    const levers = leversOf(action);
    const known = found.get(levers)?.before ?? null;
    found.set(levers, { levers, before: known, after: placeOf(action) });
  }
  return [...found.values()];
}

function reasonsOf({
  learnt,
  evidence,
  parameters,
  actions,
  best: [was = "nothing", is = "nothing"],
  brand,
}: {
  learnt: Learnt;
  evidence: { readonly value: number; readonly standardError: number };
  parameters: LoopReport["parameters"];
  actions: LoopReport["actions"];
  best: readonly string[];
  brand: string;
}): Reason[] {
  const reasons: Reason[] = [
    {
      code: "test_measured",
      values: {
        brand,
        measured: 100 * evidence.value,
        error: 100 * evidence.standardError,
        predicted: 100 * learnt.predicted.before,
      },
    },
  ];
  if (learnt.reasons.some(({ code }) => code === "evidence_conflicts")) {
    reasons.push({ code: "test_contradicts", values: { errors: Math.abs(learnt.z) } });
  }
  for (const { name, before, after, narrowing } of parameters) {
    reasons.push({
      code: "parameter_moved",
      values: {
        name,
        before: before.value,
        beforeError: before.standardError,
        after: after.value,
        afterError: after.standardError,
        percent: 100 * narrowing,
      },
    });
  }
  reasons.push(
    was === is
      ? { code: "advice_stays", values: { action: is } }
      : { code: "advice_changes", values: { before: was, after: is } },
  );
  for (const { levers, before, after } of actions) {
    if (before && after && before.rank !== after.rank) {
      reasons.push({
        code: "rank_changes",
        values: { action: levers, before: before.rank, after: after.rank },
      });
    }
    if (before && !after) reasons.push({ code: "action_dropped", values: { action: levers } });
    if (after && !before)
      reasons.push({ code: "action_added", values: { action: levers, rank: after.rank } });
    if (before?.roi !== null && after?.roi !== null && before && after) {
      reasons.push({
        code: "roi_moves",
        values: { action: levers, before: 100 * (before.roi ?? 0), after: 100 * (after.roi ?? 0) },
      });
    }
  }
  return reasons;
}
