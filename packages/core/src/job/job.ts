import { CoreError } from "../error.js";
import { type ExplainOptions, type Explanation, explain } from "../explain/index.js";
import type { FitProgress } from "../model/index.js";
import type { ScenarioInput } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { prepareAgents } from "../simulate/agent/agent-run.js";
import { type PieceOutcome, pieceOutcomes } from "../simulate/agent/piece.js";
import { type CellOutcome, cellOutcomes, layOutRun, prepareRun } from "../simulate/index.js";
import { type BootstrapJob, refit } from "./bootstrap.js";
import { FITS, type FitName } from "./fit-table.js";

/** Carries out one fit. */
export interface FitJob {
  readonly kind: "fit";
  readonly fit: FitName;
  readonly rows: unknown;
  readonly options: object;
}

/** Carries some cells of a simulation through their horizon. */
export interface CellsJob {
  readonly kind: "cells";
  readonly twin: Twin;
  readonly scenario: ScenarioInput;
  readonly from: number;
  readonly to: number;
}

/** Carries some pieces of a run's agents through their horizon. */
export interface AgentsJob {
  readonly kind: "agents";
  readonly twin: Twin;
  readonly scenario: ScenarioInput;
  readonly from: number;
  readonly to: number;
}

/** Takes one scenario's result apart. */
export interface ExplainJob {
  readonly kind: "explain";
  readonly twin: Twin;
  readonly scenario: ScenarioInput;
  readonly options: Omit<ExplainOptions, "onProgress">;
}

/** Work that a thread does without knowing of other threads: plain data in, plain data out. */
export type Job = FitJob | CellsJob | AgentsJob | ExplainJob | BootstrapJob;

/**
 * Carries out a job here.
 *
 * @param onProgress - told by fits and explanations, see `FitOptions`
 * @throws CoreError as the work does; `unknown_key` for a fit that there is not
 */
export function runJob(job: Job, onProgress?: (progress: FitProgress) => void): unknown {
  switch (job.kind) {
    case "fit":
      return fitOf(job.fit)(job.rows, { ...job.options, ...(onProgress && { onProgress }) });
    case "bootstrap":
      return refit(job, { learn: fitOf(job.fit), ...(onProgress && { onProgress }) });
    case "cells":
      return cellsOf(job);
    case "agents":
      return agentsOf(job);
    case "explain":
      return explanationOf(job, onProgress);
  }
}

function cellsOf({ twin, scenario, from, to }: CellsJob): CellOutcome[] {
  return [...cellOutcomes(layOutRun(twin, scenario), { from, to })];
}

function explanationOf(
  { twin, scenario, options }: ExplainJob,
  onProgress?: (progress: FitProgress) => void,
): Explanation {
  return explain(twin, scenario, { ...options, ...(onProgress && { onProgress }) });
}

function agentsOf({ twin, scenario, from, to }: AgentsJob): PieceOutcome[] {
  return [...pieceOutcomes(prepareAgents(prepareRun(twin, scenario)), { from, to })];
}

/** Any fit as one that checks its rows itself: its door is the same for a worker's message as for a call. */
export type AnyFit = (rows: unknown, options: object) => object;

function fitOf(name: FitName): AnyFit {
  if (!Object.hasOwn(FITS, name)) {
    throw new CoreError(
      "unknown_key",
      `found no fit ${String(name)}; expected one of ${Object.keys(FITS).join(", ")}`,
    );
  }
  return FITS[name] as unknown as AnyFit;
}
