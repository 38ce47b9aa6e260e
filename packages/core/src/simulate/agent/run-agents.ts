import type { AgentOptionsInput, AgentResult } from "../../schema/agent.js";
import type { ScenarioInput } from "../../schema/scenario.js";
import type { Twin } from "../../schema/twin.js";
import { type PreparedRun, prepareRun } from "../prepare-run.js";
import { type AgentRun, prepareAgents } from "./agent-run.js";
import { assembleAgents } from "./assemble.js";
import { pieceOutcomes } from "./piece.js";

/** A scenario as it asks for agents: at least one replication. */
export const withAgents = (scenario: ScenarioInput, agents: AgentOptionsInput): ScenarioInput => ({
  ...scenario,
  replications: Math.max(1, scenario.replications ?? 0),
  agents: { ...scenario.agents, ...agents },
});

/**
 * Carries agents through a scenario, with and without its interventions, under the same luck.
 *
 * Agents are the engine's people one by one: where all are alike and nobody talks, stocks up, leaves or comes, their
 * shares are those of `simulate` but for luck, which shrinks as one over the root of their number.
 *
 * @param options - how agents differ, meet, come and go, beside those of `scenario.agents`
 * @throws CoreError as `simulate` does, and `out_of_range` | `no_lever` | `unknown_key` for options
 */
export function runAgents(
  twin: Twin,
  scenario: ScenarioInput,
  options: AgentOptionsInput = {},
): AgentResult {
  return agentsOfRun(prepareRun(twin, withAgents(scenario, options)));
}

/** The agents of a run; no numbers where its verdict is `refused`. */
export function agentsOfRun(
  run: PreparedRun,
  { mostAgentSteps }: { readonly mostAgentSteps?: number | undefined } = {},
): AgentResult {
  const agents = prepareAgents(run, { mostSteps: mostAgentSteps });
  if (run.empty.verdict.status === "refused") return withoutNumbers(agents);
  return assembleAgents(agents, pieceOutcomes(agents));
}

/** A result that tells only why there is none. */
export function withoutNumbers({ run, replications, plan }: AgentRun): AgentResult {
  return {
    kind: "agents",
    seed: run.scenario.seed,
    replications,
    periodDays: run.twin.periodDays,
    periods: plan.steps.length,
    brands: [...run.brands],
    cells: {},
    cohorts: [],
    journeys: [],
    parameters: run.empty.provenance.parameters,
    verdict: run.empty.verdict,
  };
}
