import { CoreError } from "../../error.js";
import { purposeId } from "../../math/index.js";
import type { AgentOptions } from "../../schema/agent.js";
import type { TwinCell } from "../../schema/twin.js";
import { type Plan, planRun } from "../plan.js";
import type { PreparedRun } from "../prepare-run.js";
import { newcomersWithin } from "./birth.js";
import { type CohortPlan, cohortPlan } from "./cohort.js";
import { type CellConditions, conditionsOf } from "./conditions.js";
import { BYTES_PER_AGENT } from "./population.js";
import { type AgentSetting, agentSetting, doesNothing } from "./setting.js";

/** Limits of what is asked of agents. */
export const AGENT_LIMITS = {
  /** Bytes that a population may take, all cells together. */
  bytes: 268_435_456,
  /** Agents × periods × replications, with and without the interventions. */
  steps: 2_000_000_000,
  /** Agents of a cell where their number is not asked: its people, at most so many … */
  mostUnasked: 2000,
  /** … and so many where its people are not known. */
  unknown: 1000,
} as const;

/** A run prepared for its agents. */
export interface AgentRun {
  readonly run: PreparedRun;
  readonly options: AgentOptions;
  readonly setting: AgentSetting;
  readonly plan: Plan;
  readonly replications: number;
  /** By cell of the run. */
  readonly starting: readonly number[];
  readonly newcomers: readonly number[];
  readonly cohorts: readonly CohortPlan[];
  conditions(cell: number): CellConditions;
  /** Whether nothing that is asked concerns the cell. */
  isUntouched(cell: number): boolean;
}

/**
 * Lays a run's agents out.
 *
 * @param options.mostSteps - less than the engine would carry, see {@link AGENT_LIMITS}
 * @throws CoreError `out_of_range` | `no_lever` | `unknown_key`
 */
export function prepareAgents(
  run: PreparedRun,
  { mostSteps }: { readonly mostSteps?: number | undefined } = {},
): AgentRun {
  const { twin, scenario, brands, cells, compiled } = run;
  const options: AgentOptions = scenario.agents ?? { cohorts: [], follow: [] };
  const setting = agentSetting(options, { twin });
  const plan = planRun(scenario, twin.periodDays);
  const replications = Math.max(1, scenario.replications);
  const starting = cells.map((cell) => agentsOf(cell, options));
  const newcomers = starting.map((agents) =>
    newcomersWithin(plan.steps.length * twin.periodDays, { starting: agents, setting }),
  );
  const made = conditionsOf(twin, { scenario: run, plan, setting });
  const kept = new Map<number, CellConditions>();
  const conditions = (at: number) => {
    const known = kept.get(at) ?? made(cells[at]!);
    kept.set(at, known);
    return known;
  };
  checkBrands(brands.length);
  checkSize({ starting, newcomers, periods: plan.steps.length * replications, mostSteps });
  checkRates(setting, { known: cells.some((_, at) => conditions(at).average.rate > 0) });
  const agentRun: AgentRun = {
    run,
    options,
    setting,
    plan,
    replications,
    starting,
    newcomers,
    cohorts: options.cohorts.map((by) =>
      cohortPlan(by, {
        brands: twin.brands,
        days: scenario.durationDays,
        open: setting.entry > 0,
      }),
    ),
    conditions,
    isUntouched: (at) =>
      compiled.every(
        ({ intervention: { persona, region } }) =>
          (persona !== undefined && persona !== cells[at]!.persona) ||
          (region !== undefined && region !== cells[at]!.region),
      ),
  };
  checkFollowed(agentRun);
  return agentRun;
}

/** How many agents a cell starts with. */
export function agentsOf(
  { people, peopleKnown }: TwinCell,
  { agentsPerCell }: Pick<AgentOptions, "agentsPerCell">,
): number {
  if (agentsPerCell !== undefined) return agentsPerCell;
  const known = peopleKnown ? Math.round(people) : 0;
  return known > 0 ? Math.min(known, AGENT_LIMITS.mostUnasked) : AGENT_LIMITS.unknown;
}

/** The word that stands for a cell in every counter. */
export const cellWord = (key: string): number => purposeId(key);

/** @throws CoreError `out_of_range` for more brands than an agent can tell apart */
export function checkBrands(brands: number): void {
  if (brands < 255) return;
  throw new CoreError("out_of_range", `${brands} brands, agents tell at most 254 apart`, [
    { pointer: "/brands", detail: `found ${brands}, expected at most 254` },
  ]);
}

/** @throws CoreError `out_of_range` for more agents or steps than are carried */
export function checkSize({
  starting,
  newcomers,
  periods,
  mostSteps = AGENT_LIMITS.steps,
}: {
  starting: readonly number[];
  newcomers: readonly number[];
  periods: number;
  mostSteps?: number | undefined;
}): void {
  const allowed = Math.min(mostSteps, AGENT_LIMITS.steps);
  const agents = [...starting, ...newcomers].reduce((sum, count) => sum + count, 0);
  const bytes = agents * BYTES_PER_AGENT;
  const refuse = (found: string, expected: string) =>
    new CoreError("out_of_range", `${found}, expected ${expected}`, [
      { pointer: "/agents/agentsPerCell", detail: `${found}, expected ${expected}` },
    ]);
  if (bytes > AGENT_LIMITS.bytes) {
    throw refuse(
      `${agents} agents in all need ${bytes} bytes`,
      `at most ${AGENT_LIMITS.bytes} (${Math.floor(AGENT_LIMITS.bytes / BYTES_PER_AGENT)} agents)`,
    );
  }
  const steps = 2 * agents * periods;
  if (steps > allowed) {
    throw refuse(
      `${agents} agents in all over ${periods} periods (all replications) make ${steps} steps with the baseline`,
      `at most ${allowed}`,
    );
  }
}

function checkRates(setting: AgentSetting, { known }: { known: boolean }): void {
  if (known) return;
  const rate = "a purchase rate (purchaseRate), as no row tells units per person";
  if (setting["heterogeneity.rate"] > 0) throw doesNothing("heterogeneity/rate", rate);
  if (setting.stockpiling > 0) throw doesNothing("stockpiling", rate);
}

function checkFollowed({ run, options, starting, newcomers }: AgentRun): void {
  options.follow.forEach(({ cell, agent }, i) => {
    const pointer = `/agents/follow/${i}`;
    const at = run.cells.findIndex(({ key }) => key === cell);
    if (at < 0) {
      const detail = `found ${JSON.stringify(cell)}, expected one of ${run.cells.map(({ key }) => key).join(", ")}`;
      throw new CoreError("unknown_key", detail, [{ pointer: `${pointer}/cell`, detail }]);
    }
    const agents = starting[at]! + newcomers[at]!;
    if (agent < agents) return;
    const detail = `found agent ${agent}, expected 0 to ${agents - 1} in ${cell}`;
    throw new CoreError("out_of_range", detail, [{ pointer: `${pointer}/agent`, detail }]);
  });
}
