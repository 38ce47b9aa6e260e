export { AGENT_LIMITS } from "./agent-run.js";
export { type AgentNumberName, ASSUMED as AGENT_ASSUMPTIONS } from "./assumed.js";
export {
  type CellCount,
  createPopulation,
  type PopulationConditions,
  populationConditions,
  stepPopulation,
} from "./live-population.js";
export type { PieceOutcome as AgentOutcome } from "./piece.js";
export {
  type AgentColumns,
  BYTES_PER_AGENT,
  type CellPopulation,
  type Population,
} from "./population.js";
export { runAgents } from "./run-agents.js";
export { restorePopulation, snapshotPopulation } from "./snapshot.js";
export { SATISFACTION_DAYS } from "./step.js";
