import { CoreError } from "../error.js";
import type { ExplainOptions, Explanation } from "../explain/index.js";
import type { AgentOptionsInput, AgentResult } from "../schema/agent.js";
import type { ScenarioInput } from "../schema/scenario.js";
import type { SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { prepareAgents } from "../simulate/agent/agent-run.js";
import { assembleAgents } from "../simulate/agent/assemble.js";
import { type PieceOutcome, piecesOf } from "../simulate/agent/piece.js";
import { withAgents, withoutNumbers } from "../simulate/agent/run-agents.js";
import { assembleResult, type CellOutcome, cellOutcomes, prepareRun } from "../simulate/index.js";
import { type Bootstrap, type Replicate, summariseReplicates } from "./bootstrap.js";
import type { FitName, FitOptionsOf, FitRows, FittedModel } from "./fit-table.js";
import type { JobOptions, JobPool } from "./job-pool.js";

/** Fits, bootstraps, simulations and explanations in workers: the same bits as here, whatever the number of workers. */
export interface Analyst {
  /**
   * Fits a model: `fit("choice", rows, options)` is `fitChoice(rows, options)` in a worker.
   *
   * @throws CoreError as the fit does, `aborted`
   */
  fit<Name extends FitName>(
    name: Name,
    rows: FitRows<Name>,
    options?: FitOptionsOf<Name> & JobOptions,
  ): Promise<FittedModel<Name>>;
  /**
   * Refits on rows drawn anew, spread over the workers.
   *
   * @throws CoreError `too_few_rows` below two groups, `unknown_key`, `out_of_range`, `aborted`
   * @see Efron and Tibshirani, An Introduction to the Bootstrap (1993); Cameron, Gelbach and Miller (2008) on clusters
   */
  bootstrap<Name extends FitName>(
    name: Name,
    rows: FitRows<Name> & readonly object[],
    options: BootstrapOptions<Name>,
  ): Promise<Bootstrap>;
  /** {@link simulate}, its cells spread over the workers. */
  simulate(twin: Twin, scenario: ScenarioInput, options?: JobOptions): Promise<SimulationResult>;
  /** {@link runAgents}, its agents spread over the workers. */
  runAgents(
    twin: Twin,
    scenario: ScenarioInput,
    options?: AgentOptionsInput & JobOptions,
  ): Promise<AgentResult>;
  /** {@link explain} in a worker. */
  explain(
    twin: Twin,
    scenario: ScenarioInput,
    options?: Omit<ExplainOptions, "onProgress"> & JobOptions,
  ): Promise<Explanation>;
  /** Ends the workers; what they were at is rejected with `aborted`. */
  end(): void;
}

/** How to bootstrap a fit. */
export interface BootstrapOptions<Name extends FitName> extends JobOptions {
  /** Of the fit. */
  readonly options?: FitOptionsOf<Name>;
  /** Property that says which rows belong together; rows are drawn one by one without it. */
  readonly groupKey?: string;
  /** JSON pointers into the model, such as `"/coefficients"`: every number at or below them. */
  readonly quantities: readonly string[];
  /** 200 unless told. */
  readonly replicates?: number;
  readonly seed?: number;
}

/** So many pieces of work for each worker, so that none waits long for the slowest. */
const PIECES = 4;

/** @param pool - of workers that run `answerJob` */
export function createAnalyst(pool: JobPool): Analyst {
  const spread = async <Part>(
    length: number,
    { signal, onProgress }: JobOptions,
    run: (range: { from: number; to: number }, options: JobOptions) => Promise<unknown>,
  ): Promise<Part[]> => {
    // One for each range: a signal warns of more than ten listeners.
    const ranges = rangesOf(length, pool.workers * PIECES).map((range) => ({
      range,
      inner: new AbortController(),
    }));
    const stop = () => {
      for (const { inner } of ranges) inner.abort();
    };
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    let done = 0;
    const parts = ranges.map(async ({ range, inner }) => {
      const part = (await run(range, { signal: inner.signal })) as Part[];
      done += range.to - range.from;
      onProgress?.({ stage: `${done} of ${length}`, done: done / length });
      return part;
    });
    try {
      return (await Promise.all(parts)).flat();
    } catch (error) {
      // One has failed: nobody will ask for the others.
      stop();
      await Promise.allSettled(parts);
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  };
  const agentsOf = async (twin: Twin, scenario: ScenarioInput, options: JobOptions) => {
    const agents = prepareAgents(prepareRun(twin, scenario));
    if (agents.run.empty.verdict.status === "refused") return withoutNumbers(agents);
    const outcomes = await spread<PieceOutcome>(piecesOf(agents).length, options, (range, inner) =>
      pool.run({ kind: "agents", twin, scenario, ...range }, inner),
    );
    return assembleAgents(agents, outcomes);
  };
  return {
    async fit(name, rows, options) {
      const { signal, onProgress, ...own } = { ...options } as JobOptions & object;
      const job = { kind: "fit", fit: name, rows, options: own } as const;
      const made = await pool.run(job, {
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      return made as FittedModel<typeof name>;
    },
    async explain(twin, scenario, { signal, onProgress, ...options } = {}) {
      const made = await pool.run(
        { kind: "explain", twin, scenario, options },
        { ...(signal && { signal }), ...(onProgress && { onProgress }) },
      );
      return made as Explanation;
    },
    async bootstrap(
      name,
      rows,
      { options = {}, groupKey, quantities, replicates = 200, seed = 0, ...how },
    ) {
      if (!Number.isInteger(replicates) || replicates < 2) {
        throw new CoreError("out_of_range", `${replicates} replicates, expected 2 or more`);
      }
      const found = await spread<Replicate>(replicates, how, (range, inner) =>
        pool.run(
          {
            kind: "bootstrap",
            fit: name,
            rows,
            options,
            groupKey: groupKey ?? null,
            quantities,
            seed,
            ...range,
          },
          inner,
        ),
      );
      return summariseReplicates(found);
    },
    async simulate(twin, scenario, options = {}) {
      const run = prepareRun(twin, scenario);
      if (run.empty.verdict.status === "refused") return run.empty;
      const here = run.cells.length < 2;
      const outcomes = here
        ? cellOutcomes(run)
        : await spread<CellOutcome>(run.cells.length, options, (range, inner) =>
            pool.run({ kind: "cells", twin, scenario, ...range }, inner),
          );
      const agents = run.scenario.replications > 0 ? await agentsOf(twin, scenario, options) : null;
      return assembleResult(run, outcomes, { agents });
    },
    runAgents(twin, scenario, { signal, onProgress, ...options } = {}) {
      return agentsOf(twin, withAgents(scenario, options), {
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
    },
    end: () => pool.end(),
  };
}

/** Cuts `[0, length)` into at most so many ranges of about one size. */
function rangesOf(length: number, pieces: number): { from: number; to: number }[] {
  const count = Math.max(1, Math.min(length, pieces));
  return Array.from({ length: count }, (_, i) => ({
    from: Math.floor((i * length) / count),
    to: Math.floor(((i + 1) * length) / count),
  }));
}
