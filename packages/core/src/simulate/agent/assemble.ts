import type { AgentCell, AgentLuck, AgentPath, AgentResult } from "../../schema/agent.js";
import type { AgentRun } from "./agent-run.js";
import type { CohortPlan } from "./cohort.js";
import { luckOf, pathOf, type Values, valuesByPeriod } from "./luck.js";
import type { Piece, PieceOutcome } from "./piece.js";
import { piecesOf } from "./piece.js";
import { MIDDLE } from "./population.js";
import { addTally, createTally, type Tally } from "./tally.js";

/** Counts of one cell and replication. */
interface Replicate {
  readonly result: Tally;
  readonly baseline: Tally;
  readonly cohorts: readonly Float64Array[];
}

/**
 * Puts the outcomes of a run's pieces together; counts are whole numbers, so their sums are the same however the pieces
 * were spread.
 *
 * @param outcomes - one for each of `piecesOf(run)`, in their order
 */
export function assembleAgents(agents: AgentRun, outcomes: Iterable<PieceOutcome>): AgentResult {
  const { run, plan, replications } = agents;
  const pieces = piecesOf(agents);
  const replicates = run.cells.map(() =>
    Array.from({ length: replications }, () => emptyReplicate(agents)),
  );
  const journeys: AgentResult["journeys"] = [];
  let at = 0;
  for (const outcome of outcomes) {
    const piece: Piece = pieces[at++]!;
    const replicate = replicates[piece.cell]![piece.replication]!;
    addTally(replicate.result, outcome.result);
    addTally(replicate.baseline, outcome.baseline);
    outcome.cohorts.forEach((counts, c) => {
      const sum = replicate.cohorts[c]!;
      for (let i = 0; i < sum.length; i++) sum[i]! += counts[i]!;
    });
    journeys.push(...outcome.journeys);
  }
  return {
    kind: "agents",
    seed: run.scenario.seed,
    replications,
    periodDays: run.twin.periodDays,
    periods: plan.steps.length,
    brands: [...run.brands],
    cells: Object.fromEntries(
      run.cells.map(({ key }, cell) => [key, cellOf(replicates[cell]!, { agents, cell })]),
    ),
    cohorts: run.cells.flatMap(({ key }, cell) =>
      agents.cohorts.flatMap((cohort, c) =>
        cohortsOfCell(
          replicates[cell]!.map(({ cohorts }) => cohorts[c]!),
          { key, cohort, agents },
        ),
      ),
    ),
    journeys,
    parameters: run.empty.provenance.parameters,
    verdict: run.empty.verdict,
  };
}

function emptyReplicate({ run, plan, cohorts }: AgentRun): Replicate {
  const periods = plan.steps.length;
  const brands = run.brands.length;
  return {
    result: createTally(periods, brands),
    baseline: createTally(periods, brands),
    cohorts: cohorts.map(({ names }) => new Float64Array(periods * names.length * brands)),
  };
}

function cellOf(
  replicates: readonly Replicate[],
  { agents, cell }: { agents: AgentRun; cell: number },
): AgentCell {
  const { run, plan } = agents;
  const brands = run.brands.length;
  const periods = plan.steps.length;
  const starting = agents.starting[cell]!;
  const both = (value: (tally: Tally, period: number) => number | null): AgentPath => {
    const values = (which: "result" | "baseline"): Values =>
      valuesByPeriod(periods, replicates.length, (period, r) =>
        value(replicates[r]![which], period),
      );
    return pathOf(values("result"), values("baseline"));
  };
  const days = plan.steps.map((step) => step.days);
  const buys = agents.conditions(cell).average.rate > 0;
  const ofActive = (part: number, tally: Tally, period: number) =>
    tally.active[period] === 0 ? null : part / tally.active[period]!;
  return {
    agents: starting,
    newcomers: agents.newcomers[cell]!,
    active: both((tally, period) => tally.active[period]! / starting),
    adopted: both((tally, period) => ofActive(tally.adopted[period]!, tally, period)),
    satisfaction: both((tally, period) =>
      ofActive(tally.satisfaction[period]! / (2 * MIDDLE), tally, period),
    ),
    brands: Object.fromEntries(
      run.brands.map((brand, j) => {
        const result = replicates.map(({ result: tally }) => meanShare(tally, { j, days, brands }));
        const baseline = replicates.map(({ baseline: tally }) =>
          meanShare(tally, { j, days, brands }),
        );
        const change = result.map((value, r) => {
          const without = baseline[r] ?? null;
          return value === null || without === null ? null : value - without;
        });
        const parts: Record<"result" | "baseline" | "change", AgentLuck | null> = {
          result: luckOf(result),
          baseline: luckOf(baseline),
          change: luckOf(change),
        };
        return [
          brand,
          {
            share: both((tally, period) =>
              ofActive(tally.share[period * brands + j]!, tally, period),
            ),
            units: buys
              ? both((tally, period) => tally.units[period * brands + j]! / starting)
              : null,
            ...parts,
          },
        ];
      }),
    ),
  };
}

/** Share of a brand over the horizon, each day counted by those who were active. */
function meanShare(
  { share, active }: Tally,
  { j, days, brands }: { j: number; days: readonly number[]; brands: number },
): number | null {
  let mine = 0;
  let all = 0;
  days.forEach((length, period) => {
    mine += length * share[period * brands + j]!;
    all += length * active[period]!;
  });
  return all === 0 ? null : mine / all;
}

function cohortsOfCell(
  counts: readonly Float64Array[],
  { key, cohort, agents }: { key: string; cohort: CohortPlan; agents: AgentRun },
): AgentResult["cohorts"] {
  const { run, plan, replications } = agents;
  const brands = run.brands.length;
  const groups = cohort.names.length;
  return cohort.names.map((name, group) => {
    const start = (period: number) => (period * groups + group) * brands;
    const size = (r: number, period: number) => {
      let sum = 0;
      for (let j = 0; j < brands; j++) sum += counts[r]![start(period) + j]!;
      return sum;
    };
    const path = (value: (period: number, r: number) => number | null) => {
      const values = valuesByPeriod(plan.steps.length, replications, value);
      return pathOf(values, null);
    };
    return {
      cell: key,
      by: cohort.by,
      name,
      active: path((period, r) => size(r, period)),
      share: Object.fromEntries(
        run.brands.map((brand, j) => [
          brand,
          path((period, r) => {
            const all = size(r, period);
            return all === 0 ? null : counts[r]![start(period) + j]! / all;
          }),
        ]),
      ),
    };
  });
}
