import type { TwinCell } from "../schema/twin.js";
import { addTo } from "../simulate/columns.js";
import { reached } from "../simulate/compile.js";
import { createDrawTable, type DrawTable } from "../simulate/draw-table.js";
import { planRun } from "../simulate/plan.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import { attribute, playersOf } from "./attribute.js";
import { type Effort, planEffort } from "./effort.js";
import type { Attributed } from "./explanation.js";
import { SWITCHED, withoutMechanisms } from "./mechanism.js";
import type { OutcomeList } from "./outcome.js";
import { tally, totalsIn } from "./tally.js";

/** Draws, and cells of each group, with which it is asked who takes part at all. */
const PROBE_DRAWS = 8;
const PROBE_CELLS = 3;

/** What each of some parts of a run contributes; columns over the draws, the estimate first. */
export interface Contributions {
  /** By part and outcome. */
  readonly parts: readonly (readonly Part[])[];
  readonly method: Attributed;
}

/** A part's contribution to one outcome. */
export interface Part {
  readonly values: Float64Array;
  /** Of the estimate; null where every coalition was asked. */
  readonly standardError: number | null;
}

interface Setting {
  readonly list: OutcomeList;
  readonly effort: Effort;
  /** Told after each coalition. */
  readonly tick: () => void;
}

/** Cells that the same interventions reach. */
interface Group {
  readonly cells: readonly TwinCell[];
  /** Places of the cells in the run. */
  readonly places: readonly number[];
}

/** @returns the contributions of the interventions; and their estimates by place of a cell, intervention and outcome */
export function interventionContributions(
  run: PreparedRun,
  { list, effort, tick }: Setting,
): Contributions & { byCell: readonly (readonly (readonly number[])[])[] } {
  const count = run.compiled.length;
  const outcomes = list.outcomes.length;
  const { seed, draws: wanted } = run.scenario;
  const groups = groupsOf(run).map((group) => ({ ...group, players: actors(run, group, list) }));
  const { pairs, draws } = planEffort(
    groups.map(({ players, cells }) => ({
      players: players.length,
      numbers: cells.length * numbersPerCell(run),
    })),
    { draws: wanted, effort },
  );
  const table = createDrawTable({ seed, draws });
  const sums = emptySums(count, { outcomes, draws });
  const byCell: number[][][] = [];
  groups.forEach(({ cells, places, players }, g) => {
    const worth = (takesPart: readonly boolean[]) => {
      tick();
      return tally(run, list, { table, takesPart, cells });
    };
    const { parts, standardErrors } = attribute(worth, {
      count,
      players,
      pairs: pairs[g] ?? 0,
      seed,
      stream: g,
    });
    for (const place of places) byCell[place] = blank(count, outcomes);
    players.forEach((player, i) => {
      const part = parts[i] ?? new Float64Array(0);
      addPart(sums[player] ?? [], part, { errors: standardErrors?.[i], outcomes, draws });
      const estimates = part.subarray(outcomes * (draws + 1));
      places.forEach((place, c) => {
        byCell[place]?.splice(player, 1, [...estimates.subarray(c * outcomes, (c + 1) * outcomes)]);
      });
    });
  });
  return { parts: partsOf(sums), byCell, method: methodOf(pairs, draws) };
}

const blank = (count: number, outcomes: number): number[][] =>
  Array.from({ length: count }, () => new Array<number>(outcomes).fill(0));

const methodOf = (pairs: readonly number[], draws: number): Attributed => {
  const orders = 2 * Math.max(0, ...pairs);
  return { kind: orders === 0 ? "exact" : "sampled", orders, draws };
};

function groupsOf(run: PreparedRun): Group[] {
  const reaches = run.compiled.map(({ intervention }) => reached(intervention));
  const grouped = new Map<string, { cells: TwinCell[]; places: number[] }>();
  run.cells.forEach((cell, place) => {
    const key = reaches.map((concerns) => Number(concerns(cell))).join("");
    const group = grouped.get(key) ?? { cells: [], places: [] };
    group.cells.push(cell);
    group.places.push(place);
    grouped.set(key, group);
  });
  return [...grouped.values()];
}

/** The interventions that change anything in a group. */
function actors(run: PreparedRun, { cells }: Group, list: OutcomeList): number[] {
  const table = probeTable(run);
  const some = cells.slice(0, PROBE_CELLS);
  return playersOf(run.compiled.length, (takesPart) =>
    tally(run, list, { table, takesPart, cells: some }),
  );
}

const numbersPerCell = ({ brands, scenario, twin }: PreparedRun): number =>
  brands.length * planRun(scenario, twin.periodDays).segments.length;

const probeTable = ({ scenario: { seed, draws } }: PreparedRun) =>
  createDrawTable({ seed, draws: Math.min(draws, PROBE_DRAWS) });

/** @returns the contributions of the mechanisms that can be switched off, in their order; last of what is left without them */
export function mechanismContributions(
  run: PreparedRun,
  { list, effort, tick }: Setting,
): Contributions {
  const count = SWITCHED.length;
  const outcomes = list.outcomes.length;
  const { seed, draws: wanted } = run.scenario;
  const worthOver =
    (table: DrawTable, isProbed: (cell: TwinCell) => boolean = () => true) =>
    (isOn: readonly boolean[]) => {
      tick();
      const { run: changed, sameMoney } = withoutMechanisms(
        run,
        SWITCHED.filter((_, i) => isOn[i] === false),
      );
      const cells = changed.cells.filter(isProbed);
      const sums = tally(changed, list, { table, sameMoney, cells });
      return sums.subarray(0, outcomes * (table.draws + 1));
    };
  const probed = new Set(
    groupsOf(run).flatMap(({ cells }) => cells.slice(0, PROBE_CELLS).map(({ key }) => key)),
  );
  const players = playersOf(
    count,
    worthOver(probeTable(run), ({ key }) => probed.has(key)),
  );
  const numbers = run.cells.length * numbersPerCell(run);
  const { pairs, draws } = planEffort([{ players: players.length, numbers }], {
    draws: wanted,
    effort,
  });
  const worth = worthOver(createDrawTable({ seed, draws }));
  const { parts, standardErrors } = attribute(worth, {
    count,
    players,
    pairs: pairs[0] ?? 0,
    seed,
    stream: 0,
  });
  const sums = emptySums(count + 1, { outcomes, draws });
  players.forEach((player, i) => {
    addPart(sums[player] ?? [], parts[i] ?? new Float64Array(0), {
      errors: standardErrors?.[i],
      outcomes,
      draws,
    });
  });
  const rest = worth(SWITCHED.map((_, i) => !players.includes(i)));
  addPart(sums[count] ?? [], rest, { errors: undefined, outcomes, draws });
  return { parts: partsOf(sums), method: methodOf(pairs, draws) };
}

/** Sums over groups of cells: of contributions, and of their errors' squares. */
interface Sum {
  readonly values: Float64Array;
  variance: number | null;
}

const emptySums = (
  parts: number,
  { outcomes, draws }: { outcomes: number; draws: number },
): Sum[][] =>
  Array.from({ length: parts }, () =>
    Array.from({ length: outcomes }, () => ({
      values: new Float64Array(draws + 1),
      variance: null,
    })),
  );

function addPart(
  sums: readonly Sum[],
  part: Float64Array,
  {
    errors,
    outcomes,
    draws,
  }: { errors: Float64Array | undefined; outcomes: number; draws: number },
): void {
  const rows = totalsIn(part, { outcomes, draws });
  sums.forEach((sum, o) => {
    addTo(sum.values, rows[o] ?? new Float64Array(draws + 1));
    const error = errors?.[o * (draws + 1)];
    if (error !== undefined) sum.variance = (sum.variance ?? 0) + error * error;
  });
}

const partsOf = (sums: readonly (readonly Sum[])[]): Part[][] =>
  sums.map((row) =>
    row.map(({ values, variance }) => ({
      values,
      standardError: variance === null ? null : Math.sqrt(variance),
    })),
  );
