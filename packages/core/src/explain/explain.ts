import type { FitProgress } from "../model/index.js";
import type { ScenarioInput } from "../schema/scenario.js";
import type { Quantity } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { quantityOf } from "../simulate/band.js";
import { addTo, createColumns } from "../simulate/columns.js";
import { createDrawTable } from "../simulate/draw-table.js";
import { type PreparedRun, prepareRun } from "../simulate/prepare-run.js";
import { assumptionsOf } from "./assumption.js";
import { drawnInputs, tornadoOf } from "./bar.js";
import { interventionContributions, mechanismContributions, type Part } from "./contributions.js";
import { EFFORT, type Effort } from "./effort.js";
import type { Contribution, ExplainedOutcome, Explanation, Outcome } from "./explanation.js";
import { leverCurves } from "./lever-curve.js";
import { SWITCHED } from "./mechanism.js";
import { nameIntervention } from "./name-intervention.js";
import { type OutcomeList, outcomesOf } from "./outcome.js";
import { sentencesOf } from "./sentences.js";
import { carriedCells } from "./tally.js";
import { swingsOf } from "./tornado.js";

/** What may be told to an explanation. */
export interface ExplainOptions {
  /** Told now and then; an error that it throws ends the explanation and reaches the caller. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Explains only these; all of them unless told. */
  readonly outcomes?: readonly Pick<Outcome, "kind" | "brand">[];
  /** How much work it may be; a few seconds at most unless told. */
  readonly effort?: Partial<Effort>;
}

/**
 * Takes a scenario's result apart: what each intervention, cell and mechanism adds, what the answer hangs on, and how it
 * answers to each lever. Contributions are Shapley values; each list of them sums to the total.
 *
 * @remarks The numbers are those of `simulate` on the expected path; agent runs are not taken apart.
 * @throws CoreError as `simulate` does
 * @see Shapley, A value for n-person games, Contributions to the Theory of Games 2 (1953)
 */
export function explain(
  twin: Twin,
  scenario: ScenarioInput,
  { onProgress, outcomes: only, effort: asked }: ExplainOptions = {},
): Explanation {
  const run = prepareRun(twin, { ...scenario, replications: 0 });
  const { engine, twinDigest, cells, verdict } = run.empty;
  const blank: Explanation = {
    kind: "explanation",
    engine,
    twinDigest,
    scenario: run.scenario,
    verdict,
    cells,
    interventions: run.scenario.interventions.map(nameIntervention),
    method: null,
    outcomes: [],
    levers: [],
    sentences: [],
  };
  if (verdict.status === "refused") return { ...blank, sentences: verdict.reasons };
  const list = outcomesOf(run, ({ kind, brand }) =>
    only ? only.some((one) => one.kind === kind && one.brand === brand) : true,
  );
  const effort = { ...EFFORT, ...asked };
  const at = (stage: string, done: number) => () => onProgress?.({ stage, done });
  const tick = at("contributions of interventions", 0);
  tick();
  const whole = wholeOf(run, list);
  const byIntervention = interventionContributions(run, { list, effort, tick });
  const byMechanism = mechanismContributions(run, {
    list,
    effort,
    tick: at("contributions of mechanisms", 0.35),
  });
  at("sensitivity", 0.7)();
  const swings = swingsOf(run, list);
  const inputs = drawnInputs(run);
  const { parameters } = run.empty.provenance;
  const explained = list.outcomes.map((outcome, o): ExplainedOutcome => {
    const total = whole.totals[o] ?? new Float64Array(1);
    const tornado = tornadoOf(swings, { outcome: o, total, inputs, parameters });
    return {
      outcome,
      baseline: whole.levels[o] ?? 0,
      total: quantityOf(total),
      byIntervention: byIntervention.parts.map((parts) => contributionOf(parts[o])),
      byCell: Object.fromEntries(
        run.cells.map(({ key }, c) => [key, whole.byCell[c]?.[o] ?? { value: 0, band: null }]),
      ),
      byInterventionAndCell: Object.fromEntries(
        run.cells.map(({ key }, c) => [
          key,
          (byIntervention.byCell[c] ?? []).map((values) => values[o] ?? 0),
        ]),
      ),
      byMechanism: byMechanism.parts.flatMap((parts, i) => {
        const contribution = contributionOf(parts[o]);
        const isNothing = (parts[o]?.values ?? []).every((value) => value === 0);
        return isNothing ? [] : [{ ...contribution, mechanism: SWITCHED[i] ?? "rest" }];
      }),
      tornado,
      varianceExplained: explainedBy(tornado),
      assumptions: assumptionsOf(tornado, parameters),
    };
  });
  const levers = leverCurves(run, {
    list,
    levels: whole.levels,
    totals: whole.totals.map(([estimate = 0]) => estimate),
    tick: at("levers", 0.8),
  });
  at("sentences", 1)();
  const explanation = {
    ...blank,
    method: { interventions: byIntervention.method, mechanisms: byMechanism.method },
    outcomes: explained,
    levers,
  };
  return { ...explanation, sentences: sentencesOf(explanation) };
}

const contributionOf = (part: Part | undefined): Contribution => ({
  ...quantityOf(part?.values ?? new Float64Array(1)),
  standardError: part?.standardError ?? null,
});

const explainedBy = (tornado: ExplainedOutcome["tornado"]): number | null =>
  tornado.reduce<number | null>(
    (sum, { varianceShare }) =>
      sum === null || varianceShare === null ? null : sum + varianceShare,
    0,
  );

/** The run as it was asked, over all of its draws. */
function wholeOf(run: PreparedRun, list: OutcomeList) {
  const totals = createColumns(list.outcomes.length, run.scenario.draws + 1);
  const levels = list.outcomes.map(() => 0);
  const byCell: Quantity[][] = [];
  for (const cell of carriedCells(run, { table: createDrawTable(run.scenario) })) {
    const changes = list.changes(cell);
    totals.forEach((total, o) => {
      addTo(total, changes[o] ?? total);
    });
    list.levels(cell).forEach((level, o) => {
      levels[o] = (levels[o] ?? 0) + level;
    });
    byCell.push(changes.map((column) => quantityOf(column)));
  }
  return { totals, levels, byCell };
}
