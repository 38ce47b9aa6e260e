import { CoreError } from "../../error.js";
import { AgentOptions, type AgentOptionsInput } from "../../schema/agent.js";
import type { ScenarioInput } from "../../schema/scenario.js";
import type { Twin } from "../../schema/twin.js";
import type { Plan } from "../plan.js";
import { planRun } from "../plan.js";
import { prepareRun, twinDigest } from "../prepare-run.js";
import { agentsOf, cellWord, checkBrands, checkSize } from "./agent-run.js";
import { bear, newcomersWithin } from "./birth.js";
import { type CellConditions, conditionsOf } from "./conditions.js";
import {
  type AgentColumns,
  type CellPopulation,
  createColumns,
  type Population,
} from "./population.js";
import { agentSetting } from "./setting.js";
import { stepCell } from "./step.js";
import { count, createTally, type Tally } from "./tally.js";

/** What a population meets over a scenario's horizon; made once, used for every step. */
export interface PopulationConditions {
  readonly twinDigest: string;
  readonly brands: readonly string[];
  readonly plan: Plan;
  /** By key; a cell that the scenario leaves out has its baseline. */
  readonly cells: ReadonlyMap<string, CellConditions>;
}

/** Agents of a cell after a step. */
export interface CellCount {
  readonly active: number;
  readonly adopted: number;
  /** Mean of the active, 0–1; null where nobody is left. */
  readonly satisfaction: number | null;
  /** Active agents of each brand, and what they bought. */
  readonly agents: Readonly<Record<string, number>>;
  readonly units: Readonly<Record<string, number>>;
}

/**
 * Makes the people of a twin's cells, each with its own number: its luck and its coefficients depend on that number, the
 * seed and the replication alone.
 *
 * @param options.seed - uint32, 0 unless told
 * @throws CoreError `invalid_input` | `out_of_range` | `no_lever`
 */
export function createPopulation(
  twin: Twin,
  {
    seed = 0,
    replication = 0,
    ...input
  }: AgentOptionsInput & { readonly seed?: number; readonly replication?: number } = {},
): Population {
  const options = parseOptions(input);
  const setting = agentSetting(options, { twin });
  checkBrands(twin.brands.length);
  const starting = twin.cells.map((cell) => agentsOf(cell, options));
  checkSize({ starting, newcomers: [], periods: 1 });
  const scenario = prepareRun(twin, { draws: 0, durationDays: twin.periodDays });
  const plan = planRun(scenario.scenario, twin.periodDays);
  const conditions = conditionsOf(twin, { scenario, plan, setting });
  const luck = { seed, replication };
  return {
    twinDigest: twinDigest(twin),
    options,
    setting,
    ...luck,
    step: 0,
    cells: twin.cells.map((cell, at) => {
      const population: CellPopulation = {
        key: cell.key,
        id: cellWord(cell.key),
        first: 0,
        starting: starting[at]!,
        size: starting[at]!,
        columns: createColumns(starting[at]!),
        stirred: false,
        memo: null,
      };
      bear(population, { luck, setting, average: conditions(cell).average });
      return population;
    }),
  };
}

function parseOptions(input: AgentOptionsInput): AgentOptions {
  const parsed = AgentOptions.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new CoreError(
    "invalid_input",
    "not options of agents",
    parsed.error.issues.map(({ path, message }) => ({
      pointer: `/agents/${path.join("/")}`,
      detail: message,
    })),
  );
}

/**
 * What a scenario does to a population, period by period.
 *
 * @throws CoreError as `simulate` does; `invalid_twin` where the population is of another twin
 */
export function populationConditions(
  { setting, twinDigest: own }: Population,
  { twin, scenario: input }: { twin: Twin; scenario: ScenarioInput },
): PopulationConditions {
  checkTwin(own, twinDigest(twin));
  const scenario = prepareRun(twin, { ...input, draws: 0, replications: 0, agents: undefined });
  checkBrands(scenario.brands.length);
  const plan = planRun(scenario.scenario, twin.periodDays);
  const made = conditionsOf(twin, { scenario, plan, setting });
  const shown = new Set(scenario.cells.map(({ key }) => key));
  return {
    twinDigest: twinDigest(twin),
    brands: scenario.brands,
    plan,
    cells: new Map(
      twin.cells.map((cell) => {
        const conditions = made(cell);
        const { baseline, rules } = conditions;
        return [
          cell.key,
          shown.has(cell.key) ? conditions : { ...conditions, rules: rules.map(() => baseline) },
        ];
      }),
    ),
  };
}

function checkTwin(found: string, expected: string): void {
  if (found === expected) return;
  throw new CoreError(
    "invalid_twin",
    `the population is of the twin ${found.slice(0, 12)}…, expected ${expected.slice(0, 12)}…`,
  );
}

/**
 * Carries a population through one period, in place.
 *
 * @param options.period - of the scenario's horizon; the population's own count of periods unless told
 * @returns counts by cell
 * @throws CoreError `out_of_range` beyond the horizon, or for more newcomers than memory takes
 */
export function stepPopulation(
  population: Population,
  conditions: PopulationConditions,
  { period = population.step }: { period?: number } = {},
): Record<string, CellCount> {
  const { setting, step } = population;
  checkTwin(population.twinDigest, conditions.twinDigest);
  const now = conditions.plan.steps[period];
  if (!now) {
    const detail = `found period ${period}, expected 0 to ${conditions.plan.steps.length - 1}`;
    throw new CoreError("out_of_range", detail, [{ pointer: "/period", detail }]);
  }
  const brands = conditions.brands.length;
  const counts = population.cells.map((cell) => {
    const meeting = conditions.cells.get(cell.key)!;
    welcome(cell, { population, average: meeting.average });
    stepCell(cell, {
      rule: meeting.rules[now.segment]!,
      luck: population,
      setting,
      step,
      days: now.days,
      rate: meeting.average.rate,
      expected: meeting.expected.subarray(period * brands, (period + 1) * brands),
    });
    const tally = createTally(1, brands);
    const everybody = setting.churn === 0 && setting.entry === 0;
    count(tally, {
      cell,
      period: 0,
      brands,
      everybody,
      bought: meeting.average.rate > 0,
      joins: setting["adoption.initial"] > 0 || setting["adoption.innovation"] > 0,
    });
    return [cell.key, countOf(tally, conditions.brands)] as const;
  });
  population.step = step + 1;
  return Object.fromEntries(counts);
}

function countOf(tally: Tally, brands: readonly string[]): CellCount {
  const active = tally.active[0]!;
  const byBrand = (values: Float64Array) =>
    Object.fromEntries(brands.map((brand, j) => [brand, values[j]!]));
  return {
    active,
    adopted: tally.adopted[0]!,
    satisfaction: active === 0 ? null : tally.satisfaction[0]! / (65536 * active),
    agents: byBrand(tally.share),
    units: byBrand(tally.units),
  };
}

/** Makes room for those who may come in the next period. */
function welcome(
  cell: CellPopulation,
  { population, average }: { population: Population; average: CellConditions["average"] },
): void {
  const { setting, step } = population;
  if (setting.entry === 0) return;
  const days = (step + 1) * average.periodDays;
  const size = cell.starting + newcomersWithin(days, { starting: cell.starting, setting });
  if (size <= cell.size) return;
  checkSize({ starting: [size], newcomers: [], periods: 1 });
  const from = cell.size & ~3;
  const kept = cell.columns;
  const room = createColumns(size);
  const grown: CellPopulation = { ...cell, columns: room, size };
  bear(grown, { from, luck: population, setting, average });
  for (const name of Object.keys(kept) as (keyof AgentColumns)[]) {
    room[name].set(kept[name].subarray(0, cell.size));
  }
  cell.columns = room;
  cell.size = size;
}
