import type { Journey, JourneyStep } from "../../schema/agent.js";
import { type AgentRun, cellWord } from "./agent-run.js";
import { bear } from "./birth.js";
import { cohortsOf, countCohorts } from "./cohort.js";
import type { CellConditions } from "./conditions.js";
import { lookAt, traitsOf } from "./journey.js";
import { type CellPopulation, createColumns } from "./population.js";
import { areConnected, stepCell } from "./step.js";
import { count, createTally, type Tally } from "./tally.js";

/** Agents that are carried through the horizon together: of one cell and replication. */
export interface Piece {
  readonly cell: number;
  readonly replication: number;
  readonly from: number;
  readonly to: number;
}

/** Agents of a piece at most, where they do not act on each other; a multiple of 4. */
const PIECE = 65_536;

/** All pieces of a run, by cell, then replication, then agent. */
export function piecesOf({ setting, starting, newcomers, replications }: AgentRun): Piece[] {
  const together = areConnected(setting);
  return starting.flatMap((agents, cell) => {
    const size = agents + newcomers[cell]!;
    const length = together ? size : PIECE;
    return Array.from({ length: replications }, (_, replication) =>
      Array.from({ length: Math.ceil(size / length) }, (__, i) => ({
        cell,
        replication,
        from: i * length,
        to: Math.min(size, (i + 1) * length),
      })),
    ).flat();
  });
}

/** What became of a piece's agents: counts, which add up over pieces. */
export interface PieceOutcome {
  readonly result: Tally;
  readonly baseline: Tally;
  /** By cohort plan: periods × groups × brands. */
  readonly cohorts: readonly Float64Array[];
  readonly journeys: readonly Journey[];
}

/** Carries pieces of a run through their horizon; no piece depends on another. */
export function* pieceOutcomes(
  run: AgentRun,
  { from = 0, to }: { from?: number; to?: number } = {},
): Generator<PieceOutcome, void> {
  for (const piece of piecesOf(run).slice(from, to)) yield outcomeOf(piece, run);
}

function outcomeOf(piece: Piece, agents: AgentRun): PieceOutcome {
  const { run, cohorts } = agents;
  const conditions = agents.conditions(piece.cell);
  const size = { periods: agents.plan.steps.length, brands: run.brands.length };
  const counts = cohorts.map(
    ({ names }) => new Float64Array(size.periods * names.length * size.brands),
  );
  const result = liveThrough(piece, { agents, conditions, counts, without: false });
  const baseline = agents.isUntouched(piece.cell)
    ? result
    : liveThrough(piece, { agents, conditions, counts: null, without: true });
  return {
    result: result.tally,
    baseline: baseline.tally,
    cohorts: counts,
    journeys: result.journeys.map(({ traits, steps }, i) => ({
      ...traits,
      result: steps,
      baseline: baseline.journeys[i]!.steps,
    })),
  };
}

interface Life {
  readonly tally: Tally;
  readonly journeys: { traits: ReturnType<typeof traitsOf>; steps: JourneyStep[] }[];
}

function liveThrough(
  piece: Piece,
  {
    agents,
    conditions: { rules, baseline, expected, average, cell },
    counts,
    without,
  }: {
    agents: AgentRun;
    conditions: CellConditions;
    /** Receive the cohorts' counts; null to follow none. */
    counts: readonly Float64Array[] | null;
    /** Without the interventions. */
    without: boolean;
  },
): Life {
  const { run, setting, plan, options } = agents;
  const brands = run.brands.length;
  const luck = { seed: run.scenario.seed, replication: piece.replication };
  const population: CellPopulation = {
    key: cell.key,
    id: cellWord(cell.key),
    first: piece.from,
    starting: agents.starting[piece.cell]!,
    size: piece.to - piece.from,
    columns: createColumns(piece.to - piece.from),
    stirred: false,
    memo: null,
  };
  bear(population, { luck, setting, average });
  const tally = createTally(plan.steps.length, brands);
  const groups = agents.cohorts.map((cohort) =>
    cohortsOf(population, { plan: cohort, periodDays: average.periodDays }),
  );
  const followed = options.follow.filter(
    ({ cell: key, agent }) =>
      piece.replication === 0 && key === cell.key && agent >= piece.from && agent < piece.to,
  );
  const journeys = followed.map(({ agent }) => ({
    traits: traitsOf(population, { place: agent - piece.from, brands: run.brands }),
    steps: [] as JourneyStep[],
  }));
  const open = setting.churn > 0 || setting.entry > 0;
  const joins = setting["adoption.initial"] > 0 || setting["adoption.innovation"] > 0;
  plan.steps.forEach(({ days, segment }, period) => {
    const rule = without ? baseline : rules[segment]!;
    stepCell(population, {
      rule,
      luck,
      setting,
      step: period,
      days,
      rate: average.rate,
      expected: expected.subarray(period * brands, (period + 1) * brands),
    });
    count(tally, {
      cell: population,
      period,
      brands,
      everybody: !open,
      bought: average.rate > 0,
      joins,
    });
    counts?.forEach((into, c) => {
      countCohorts(into, {
        cell: population,
        group: groups[c]!,
        period,
        groups: agents.cohorts[c]!.names.length,
        brands,
      });
    });
    for (const { traits, steps } of journeys) {
      const place = traits.agent - piece.from;
      steps.push(lookAt(population, { place, rule, cell, brands: run.brands }));
    }
  });
  return { tally, journeys };
}
