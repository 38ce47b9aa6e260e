import { CoreError } from "../../error.js";
import type { PersonaModel, TraitRow } from "../../model/persona/index.js";
import { fitTwin } from "../../model/twin/index.js";
import type { Catalogue } from "../../schema/catalogue.js";
import type { History } from "../../schema/history.js";
import type { Recommendation } from "../../schema/recommendation.js";
import type { RecommendationRequestInput } from "../../schema/recommendation-request.js";
import type { ScenarioInput } from "../../schema/scenario.js";
import type { SimulationResult } from "../../schema/simulation-result.js";
import type { Twin } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import { simulate, twinDigest } from "../../simulate/index.js";
import { recommend } from "../recommend.js";
import { challengeTwin } from "./challenge-twin.js";
import { DECISION_NODES, type DecisionStep } from "./decision-step.js";
import { findPersona } from "./find-persona.js";

/** What a decision starts from; a twin or a history to fit one from is needed. */
export interface DecisionInput {
  readonly twin?: Twin;
  /** What has been seen, for a fit and for refits. */
  readonly history?: History;
  readonly catalogue?: Catalogue;
  /** Whom the decision is about, and among whom a new persona is looked for. */
  readonly customer?: TraitRow;
  readonly customers?: readonly TraitRow[];
  readonly personas?: PersonaModel;
  /** What happens: simulated before anything is advised; the request's `given` unless told. */
  readonly event?: ScenarioInput;
  /** Reasons from outside not to trust the twin, such as a drift alarm. */
  readonly warnings?: readonly Reason[];
  readonly request: RecommendationRequestInput;
}

/** How a decision is made. */
export interface DecisionOptions {
  /** Refits at most; 1 unless told. */
  readonly maxRetrains?: number;
  /** Told of each node once it is through. */
  readonly onStep?: (step: DecisionStep) => void;
}

/** A decision with its way through the pipeline. */
export interface Decision {
  readonly steps: readonly DecisionStep[];
  /** The twin that was asked in the end. */
  readonly twin: Twin;
  readonly personas: PersonaModel | null;
  readonly persona: string | null;
  readonly event: SimulationResult;
  readonly recommendation: Recommendation;
}

/** Weaknesses of a twin that a refit may lift. */
const REPAIRABLE = ["backtest_not_better", "bands_too_narrow", "not_converged", "no_backtest"];

/**
 * The decision pipeline: behaviour data → persona → behaviour model → simulated event → valid? else retrain, bounded → options
 * → ranking → recommended actions; each node tells what went in, what came out, and why.
 *
 * A refit replaces the twin only if it is better on days that neither has seen. Where the answer stays invalid, the pipeline goes on
 * and the recommendation carries the verdict.
 *
 * @throws CoreError `no_data` with neither twin nor history; as `fitTwin`, `simulate`, `matchPersona` and `recommend` do
 */
export function decide(
  input: DecisionInput,
  { maxRetrains = 1, onStep }: DecisionOptions = {},
): Decision {
  const steps: DecisionStep[] = [];
  let round = 0;
  const tell = (step: Pick<DecisionStep, "node" | "state"> & Partial<DecisionStep>) => {
    const whole: DecisionStep = {
      name: DECISION_NODES[step.node],
      round,
      branch: null,
      input: {},
      output: {},
      reasons: [],
      ...step,
    };
    steps.push(whole);
    onStep?.(whole);
  };
  const { history, catalogue, request, warnings = [] } = input;
  tell({ node: "A", state: "done", output: countsOf(input) });
  const found = findPersona(input, { seed: request.seed ?? 0, tell });
  let twin = twinOf(input);
  let event: SimulationResult;
  for (;;) {
    tellModel(twin, tell);
    event = simulateEvent(twin, input, found.persona);
    tell({
      node: "F",
      state: event.verdict.status === "refused" ? "refused" : "done",
      input: {
        interventions: event.scenario.interventions.length,
        days: event.scenario.durationDays,
      },
      output: { ...event.impact },
      reasons: event.insights,
    });
    const trouble = [
      ...(round === 0 ? warnings : []),
      ...event.verdict.reasons.filter(
        ({ code }) => event.verdict.status === "refused" || REPAIRABLE.includes(code),
      ),
    ];
    tell({
      node: "G",
      state: "done",
      branch: trouble.length === 0 ? "yes" : "no",
      output: { verdict: event.verdict.status },
      reasons: trouble.length === 0 ? event.verdict.reasons : trouble,
    });
    if (trouble.length === 0) {
      if (round === 0) tell({ node: "I", state: "skipped" });
      break;
    }
    if (!history || round >= maxRetrains) {
      const code = history ? "retrains_used_up" : "no_history_to_retrain";
      tell({ node: "I", state: "skipped", reasons: [{ code, values: { retrains: round } }] });
      break;
    }
    const { result, challenger, heldOutDays } = challengeTwin(twin, history, { catalogue });
    tell({
      node: "I",
      state: "done",
      input: { heldOutDays, champion: twinDigest(twin) },
      output: {
        promoted: result.replace,
        championLoss: result.championLoss,
        challengerLoss: result.challengerLoss,
        pValue: result.pValue,
        challenger: twinDigest(challenger),
      },
      reasons: [...result.reasons],
    });
    round++;
    if (!result.replace) break;
    twin = challenger;
  }
  const recommendation = recommend(twin, focused(request, { twin, persona: found.persona }));
  tellRecommendation(recommendation, tell);
  return { steps, twin, personas: found.model, persona: found.persona, event, recommendation };
}

type Tell = (step: Pick<DecisionStep, "node" | "state"> & Partial<DecisionStep>) => void;

function countsOf({ twin, history, customers, customer }: DecisionInput): DecisionStep["output"] {
  return {
    twin: twin ? twinDigest(twin) : null,
    history: history?.digest ?? null,
    cells: history?.cells.length ?? twin?.cells.length ?? 0,
    rows: history?.cells.reduce((sum, { days }) => sum + days.length, 0) ?? 0,
    marketRows: history?.market.length ?? 0,
    customers: customers?.length ?? (customer ? 1 : 0),
  };
}

function twinOf({ twin, history, catalogue }: DecisionInput): Twin {
  if (twin) return twin;
  if (history) return fitTwin(history, catalogue === undefined ? {} : { catalogue });
  throw new CoreError("no_data", "found neither a twin nor a history, expected one of them", [
    { pointer: "/twin", detail: "expected a fitted twin, or a history to fit one from" },
  ]);
}

function tellModel(twin: Twin, tell: Tell): void {
  const { backtest, verdict } = twin;
  tell({
    node: "E",
    state: "done",
    output: {
      twin: twinDigest(twin),
      asOf: twin.asOf,
      cells: twin.cells.length,
      brands: twin.brands.length,
      error: backtest?.meanAbsoluteError ?? null,
      naiveError: backtest?.naiveMeanAbsoluteError ?? null,
      coverage80: backtest?.coverage80 ?? null,
    },
    reasons: verdict.reasons,
  });
}

function simulateEvent(
  twin: Twin,
  { event, request }: DecisionInput,
  persona: string | null,
): SimulationResult {
  const { given = [], durationDays, seed, draws } = request;
  const scenario: ScenarioInput = event ?? {
    interventions: given,
    ...(durationDays !== undefined && { durationDays }),
    ...(seed !== undefined && { seed }),
    ...(draws !== undefined && { draws }),
  };
  const known = persona !== null && twin.cells.some((cell) => cell.persona === persona);
  return simulate(
    twin,
    known && scenario.persona === undefined ? { ...scenario, persona } : scenario,
  );
}

/** The request for the persona found, where the twin knows it and nobody said otherwise. */
function focused(
  request: RecommendationRequestInput,
  { twin, persona }: { twin: Twin; persona: string | null },
): RecommendationRequestInput {
  const constraints = request.constraints ?? {};
  if (persona === null || constraints.personas !== undefined) return request;
  if (!twin.cells.some((cell) => cell.persona === persona)) return request;
  return { ...request, constraints: { ...constraints, personas: [persona] } };
}

function tellRecommendation(recommendation: Recommendation, tell: Tell): void {
  const { actions, advice, search, reasons, request, nothing } = recommendation;
  const [best] = actions;
  tell({
    node: "H",
    state: advice === "refused" ? "refused" : "done",
    output: { ...search },
    reasons: actions.length === 0 ? reasons : [],
  });
  tell({
    node: "J",
    state: actions.length > 0 ? "done" : "skipped",
    input: { objective: request.objective, risk: request.risk },
    output: {
      actions: actions.length,
      ties: actions.filter(({ rank }) => rank === best?.rank).length,
      probabilityBest: best?.probabilityBest ?? null,
      nothingBest: nothing.probabilityBest,
    },
  });
  tell({
    node: "K",
    state: advice === "refused" ? "refused" : "done",
    output: {
      advice,
      action: best?.id ?? null,
      score: best?.score.adjusted ?? null,
      roi: best?.roi.value ?? null,
      probabilityOfLoss: best?.roi.probabilityOfLoss ?? null,
    },
    reasons,
  });
}
