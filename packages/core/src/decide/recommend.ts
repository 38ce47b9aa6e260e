import type { RankedAction, Recommendation } from "../schema/recommendation.js";
import type {
  RecommendationRequest,
  RecommendationRequestInput,
} from "../schema/recommendation-request.js";
import type { Twin } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";
import { prepareRun } from "../simulate/index.js";
import { effectOf, returnOf } from "./action-effect.js";
import { createOutcomes, type Outcomes, objectiveOf } from "./action-outcome.js";
import { answeredSlots, scenarioOf } from "./action-verdict.js";
import type { CheckSetting } from "./constraint.js";
import { emptyRecommendation } from "./empty-recommendation.js";
import { findCandidates } from "./find-candidates.js";
import { missingKnowledge } from "./missing-knowledge.js";
import { type Placed, rankActions } from "./rank-actions.js";
import { readRequest } from "./read-request.js";
import { scoreOf } from "./score.js";
import { observedLevers, type Setting, slotsOf } from "./slot.js";
import { turningPoints } from "./turning-point.js";

/** Draws by which the actions to be shown are chosen, apart from those by which they are then shown. */
const CHOOSING_DRAWS = 200;
/** Added to the seed of the draws that choose. */
const CHOOSING_SEED = 0x9e3779b9;

/**
 * Recommends what to do: the best levels of the levers under the constraints, ranked, against doing nothing.
 *
 * Levels are searched on the expected path; the best combinations are chosen under one set of parameter draws and shown
 * under another that all of them share, so that luck in the choosing does not flatter what is shown. An action that
 * is not better than nothing is never returned, whatever the constraints; then `advice` is `nothing` and the reasons say why.
 *
 * @throws CoreError as `readRequest` does: `invalid_input`, `out_of_range`, `unknown_brand` …, `no_lever`
 */
export function recommend(twin: Twin, input: RecommendationRequestInput): Recommendation {
  const request = readRequest(twin, input);
  const brands = request.brands ?? brandsOf(twin, request);
  const levers = request.levers ?? observedLevers(twin, brands);
  const outcomes = createOutcomes(twin, { request, brands, seed: request.seed, draws: 0 });
  const empty = emptyRecommendation(twin, { request, brands, outcomes });
  const missing = missingKnowledge(twin, { request, brands, levers, outcomes });
  if (missing) return { ...empty, advice: "refused", ...missing };
  const { slots: wanted, excluded } = slotsOf(twin, request, levers);
  const slots = answeredSlots(twin, wanted, request);
  const check = checkSettingOf(twin, { request, brands, outcomes });
  const search = findCandidates({ check, slots, outcomes });
  const { candidates, notes } = search;
  const reasons = search.reasonsFor({ levers: levers.length, wanted: wanted.length, excluded });
  const shown = { ...empty, search: search.summary };
  if (candidates.length === 0) return { ...shown, advice: "nothing", reasons };
  const chosen = choose(twin, candidates, { request, brands });
  if (chosen.length === 0) {
    return { ...shown, advice: "nothing", reasons: [...notes, dropped(candidates.length)] };
  }
  return showActions(twin, chosen, { request, brands, shown, reasons: notes });
}

/** Whose result counts where nobody said: the brands of the levers, or all. */
function brandsOf(twin: Twin, { levers }: RecommendationRequest): string[] {
  const named = new Set(levers?.map(({ brand }) => brand));
  return named.size === 0 ? [...twin.brands] : twin.brands.filter((brand) => named.has(brand));
}

function checkSettingOf(
  twin: Twin,
  {
    request,
    brands,
    outcomes,
  }: { request: RecommendationRequest; brands: readonly string[]; outcomes: Outcomes },
): CheckSetting {
  const { sampler, nothing } = outcomes;
  const revenue = brands.reduce((sum, brand) => {
    const j = nothing.brands.indexOf(brand);
    return sum + (nothing.money?.revenue[j]?.[0] ?? 0);
  }, 0);
  const margin = Object.fromEntries(
    twin.brands.map((brand) => [brand, sampler.margins[brand]?.[0] ?? null]),
  );
  return { twin, request, brands, margin, revenue };
}

/** The candidates that score best under draws of their own. */
function choose(
  twin: Twin,
  candidates: readonly (readonly Setting[])[],
  { request, brands }: { request: RecommendationRequest; brands: readonly string[] },
): (readonly Setting[])[] {
  const seed = (request.seed + CHOOSING_SEED) >>> 0;
  const draws = Math.min(CHOOSING_DRAWS, request.draws);
  const outcomes = createOutcomes(twin, { request, brands, seed, draws });
  return candidates
    .map((settings, i) => {
      const values = objectiveOf(request.objective, outcomes.of(settings), brands);
      return { settings, i, score: values ? scoreOf(values, request).adjusted : 0 };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .slice(0, request.size)
    .map(({ settings }) => settings);
}

function showActions(
  twin: Twin,
  chosen: readonly (readonly Setting[])[],
  {
    request,
    brands,
    shown,
    reasons,
  }: {
    request: RecommendationRequest;
    brands: readonly string[];
    shown: Recommendation;
    reasons: readonly Reason[];
  },
): Recommendation {
  const { seed, draws } = request;
  const outcomes = createOutcomes(twin, { request, brands, seed, draws });
  const empty = emptyRecommendation(twin, { request, brands, outcomes });
  const scored = chosen.flatMap((settings) => {
    const outcome = outcomes.of(settings);
    const values = objectiveOf(request.objective, outcome, brands);
    if (values === null) return [];
    const score = scoreOf(values, request);
    // Fresh draws decide again whether it is better than nothing.
    return score.adjusted > 0 && score.estimate > 0 ? [{ settings, outcome, values, score }] : [];
  });
  if (scored.length === 0) {
    return {
      ...empty,
      search: shown.search,
      advice: "nothing",
      reasons: [...reasons, dropped(chosen.length)],
    };
  }
  const { placed, nothingBest } = rankActions(scored);
  const contenders = placed.map(({ item: { settings } }, i) => ({ id: idOf(i), settings }));
  const actions = placed.map((place, i): RankedAction => {
    const { settings, outcome, score } = place.item;
    const scenario = scenarioOf(settings, request);
    const { verdict, provenance } = prepareRun(twin, scenario).empty;
    return {
      id: idOf(i),
      ...ranking(place),
      levers: settings.map(({ slot, level }) => {
        const { lever, brand, persona, region, startDay, durationDays } = slot;
        return { lever, brand, level, persona, region, startDay, durationDays };
      }),
      interventions: scenario.interventions.slice(request.given.length),
      scenario,
      effect: effectOf(outcome),
      roi: returnOf(outcome),
      score,
      verdict,
      evidence: provenance.parameters,
      turningPoints:
        i === 0
          ? turningPoints(twin, contenders, { request, brands, parameters: provenance.parameters })
          : [],
    };
  });
  return {
    ...empty,
    nothing: { ...empty.nothing, probabilityBest: nothingBest },
    actions,
    advice: "act",
    reasons: [...reasons, ...orderReasons(actions)],
    needs: actions[0]?.verdict.needs ?? [],
    search: shown.search,
  };
}

const dropped = (actions: number): Reason => ({
  code: "nothing_better_under_draws",
  values: { actions },
});

const idOf = (i: number): string => `action-${i + 1}`;

function ranking<T>({ item: _, ...rest }: Placed<T>): Omit<Placed<T>, "item"> {
  return rest;
}

/** How sure the order is. */
function orderReasons(actions: readonly RankedAction[]): Reason[] {
  const [first] = actions;
  if (!first) return [];
  const tied = actions.filter(({ rank }) => rank === first.rank);
  const reasons: Reason[] = [];
  if (tied.length > 1) {
    reasons.push({ code: "actions_tie", values: { actions: tied.map(({ id }) => id).join(", ") } });
  }
  if (first.probabilityBest !== null) {
    reasons.push({
      code: "best_with_probability",
      values: { action: first.id, percent: 100 * first.probabilityBest },
    });
  }
  const loss = first.roi.probabilityOfLoss;
  if (loss !== null)
    reasons.push({
      code: "loses_with_probability",
      values: { action: first.id, percent: 100 * loss },
    });
  return reasons;
}
