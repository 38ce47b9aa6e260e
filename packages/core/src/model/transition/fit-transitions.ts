import { CoreError } from "../../error.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import type { FitOptions } from "../fit-progress.js";
import { absorbingStates } from "./absorbing.js";
import { backtestCoded } from "./backtest-transitions.js";
import { learnCells } from "./cell-rows.js";
import { type CodedSequences, codeSequences, type SequenceOptions } from "./code-sequences.js";
import {
  countByCell,
  countByWindow,
  countTransitions,
  countTriples,
  dispersionByState,
  rowSums,
} from "./count-transitions.js";
import { type ForecastOrder, learnForecaster } from "./forecaster.js";
import { testFirstOrder, testSameMatrix, testSecondOrder } from "./likelihood-ratio.js";
import { longRunBands } from "./long-run-band.js";
import { firstOrderRows, sharesOf } from "./pooled-rows.js";
import { asRows, countedRows, overallBands } from "./rows.js";
import { longRunShares } from "./stationary.js";
import type { TransitionModel } from "./transition-model.js";
import { weaknessesOf } from "./weakness.js";

/** What a fit of transitions can be told. */
export interface TransitionOptions extends FitOptions, SequenceOptions {
  /** Coverage of the intervals; 0.95 unless told. */
  readonly level?: number;
  /** Counts that the shares of the states entered are worth in each overall row; 1 unless told, 0 for maximum likelihood. */
  readonly concentration?: number;
  /** Parts of each sequence between which the matrix is compared; 2 unless told. */
  readonly windows?: number;
  /** Whether the orders foretell held-out transitions; true unless told. */
  readonly backtest?: boolean;
}

/**
 * Fits the first-order transitions of sequences, such as the brands that households bought one after the other.
 *
 * Rows are counts shrunk by Dirichlet priors: the overall matrix weakly to the shares of all; personas to the overall
 * row, cells to their persona's, as strongly as the marginal likelihood says.
 *
 * @remarks A matrix of all mixes their heterogeneity with habit: households of firm taste look like households that
 * repeat out of habit. `dispersion`, the test against cells and the contest with "own history" show how much.
 * @param sequences - states in order of time, one sequence per household or customer
 * @throws CoreError `too_few_rows` without a transition, `no_variation` with one state, `unknown_key`, `invalid_input`,
 * `out_of_range` for an option
 * @see Anderson and Goodman, Statistical inference about Markov chains, Annals of Mathematical Statistics 28 (1957)
 */
export function fitTransitions(
  sequences: readonly (readonly string[])[],
  options: TransitionOptions = {},
): TransitionModel {
  const { level = 0.95, concentration = 1, windows = 2, seed = 0, onProgress } = options;
  check(level > 0 && level < 1, `level ${level}`, "between 0 and 1");
  check(
    concentration >= 0 && concentration < Infinity,
    `concentration ${concentration}`,
    "0 or more",
  );
  check(Number.isInteger(windows) && windows >= 2, `windows ${windows}`, "an integer from 2");
  const coded = codeSequences(sequences, options);
  const { states, codes } = coded;
  const n = states.length;
  onProgress?.({ stage: "counts", done: 0.1 });
  const counts = countTransitions(codes, n);
  const sums = rowSums(counts, n);
  const shares = sharesOf(counts, n);
  const dispersion = dispersionByState(coded);
  const absorbing = absorbingStates(counts, { states, sums, dispersion, level });
  const matrix = firstOrderRows(counts, { states: n, shares, concentration });
  for (const { state, established } of absorbing) {
    if (!established) continue;
    const i = states.indexOf(state);
    matrix.fill(0, i * n, (i + 1) * n);
    matrix[i * n + i] = 1;
  }
  const weight = sums.map((size, i) => Math.max(0.5, size / dispersion[i]! + concentration));
  onProgress?.({ stage: "cells", done: 0.2 });
  const grouped = coded.cells.length > 1 ? learnCells(coded, { concentration, dispersion }) : null;
  onProgress?.({ stage: "orders", done: 0.5 });
  const backtest =
    options.backtest === false ? null : heldOutOrders(coded, { ...options, concentration });
  const chosen = orderOf(backtest);
  const forecaster =
    chosen === "second" || chosen === "own history"
      ? learnForecaster(codes, { states: n, concentration })
      : null;
  onProgress?.({ stage: "long run", done: 0.8 });
  const start = startShares(coded);
  const bands = { states: n, dispersion, matrix };
  const longRun = longRunShares(matrix, { states: n, start });
  const longRunBand = longRunBands({ matrix, weight, states: n, start, level, seed });
  const cellCounts = grouped === null ? [] : countByCell(coded);
  const triples = n > 60 ? null : countTriples(codes, n);
  const model: TransitionModel = {
    kind: "transitions",
    version: 1,
    method: "counts with Dirichlet shrinkage; intervals from beta distributions",
    states: [...states],
    level,
    matrix: asRows(matrix, n),
    ...overallBands(counts, { ...bands, level }),
    joint: overallBands(counts, { ...bands, level: 1 - (1 - level) / (n * n) }),
    counts: asRows(counts, n),
    weight: [...weight],
    frequencies: asRows(
      counts.map((count, at) => count / Math.max(1, sums[Math.floor(at / n)]!)),
      n,
    ),
    shares: [...shares],
    stationary: [...longRun],
    stationaryLower: longRunBand.map(([low], i) => Math.min(low, longRun[i]!)),
    stationaryUpper: longRunBand.map(([, high], i) => Math.max(high, longRun[i]!)),
    transitions: coded.transitions,
    sequences: codes.length,
    dispersion: [...dispersion],
    absorbing,
    order: {
      zeroAgainstFirst: testFirstOrder(counts, n),
      firstAgainstSecond: testSecondOrder(triples ?? new Float64Array(n * n * n), n),
      chosen,
    },
    homogeneity: {
      time:
        coded.transitions < 2
          ? null
          : testSameMatrix(countByWindow(codes, { states: n, windows }), n),
      cells: grouped === null ? null : testSameMatrix(cellCounts, n),
    },
    second:
      chosen !== "second" || forecaster?.triples == null
        ? null
        : {
            concentration: forecaster.secondConcentration,
            counts: Array.from({ length: n }, (_, before) =>
              asRows(forecaster.triples!.subarray(before * n * n, (before + 1) * n * n), n),
            ),
          },
    ownHistory: chosen === "own history" && forecaster !== null ? forecaster.ownHistory : null,
    cells: Object.fromEntries(
      (grouped?.cells ?? []).map((cell, i) => {
        const { name, persona } = coded.cells[i]!;
        return [name, { persona, ...countedRows(cell, { states: n, level }) }];
      }),
    ),
    personas: Object.fromEntries(
      (grouped?.personas ?? []).map((persona) => [
        persona.name,
        countedRows(persona, { states: n, level }),
      ]),
    ),
    concentration: {
      cell:
        grouped === null
          ? null
          : {
              value: grouped.cellConcentration.value,
              shrinkage: grouped.cellConcentration.shrinkage,
              members: coded.cells.length,
            },
      persona:
        grouped === null || grouped.personaConcentration === null
          ? null
          : {
              value: grouped.personaConcentration.value,
              shrinkage: grouped.personaConcentration.shrinkage,
              members: grouped.personas.length,
            },
    },
    backtest,
    weaknesses: [],
  };
  onProgress?.({ stage: "done", done: 1 });
  return { ...model, weaknesses: weaknessesOf(model, { matrix, sums }) };
}

/** The champion of the contest; the first order where there was none, since a matrix is what was asked for. */
function orderOf(backtest: ModelBacktest | null): ForecastOrder {
  const champion = backtest?.champion;
  if (champion === "shares") return "zero";
  return champion === "second" || champion === "own history" ? champion : "first";
}

/** Null where nothing can be held out. */
function heldOutOrders(coded: CodedSequences, options: TransitionOptions): ModelBacktest | null {
  if (coded.codes.every((sequence) => sequence.length < 3) && coded.codes.length < 10) return null;
  return backtestCoded(coded, options);
}

/** Where sequences begin. */
function startShares({ codes, states }: CodedSequences): Float64Array {
  const shares = new Float64Array(states.length);
  const begun = codes.filter((sequence) => sequence.length > 0);
  for (const sequence of begun) shares[sequence[0]!]! += 1 / begun.length;
  return shares;
}

function check(holds: boolean, found: string, expected: string): void {
  if (!holds) throw new CoreError("out_of_range", `${found}, expected ${expected}`);
}
