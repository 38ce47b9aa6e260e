import { CoreError } from "../../error.js";
import { purposeId } from "../../math/index.js";
import { type Forecaster, foretellState } from "./forecaster.js";
import { bandsOf, matrixSource } from "./long-run-band.js";
import { flat } from "./rows.js";
import type { ShareTransitionModel, TransitionModel } from "./transition-model.js";

/** What is asked of a transition model: exactly one of `from`, `shares` and `history`. */
export interface TransitionQuestion {
  /** The present state. */
  readonly from?: string;
  /** Shares of people in each state at present; they are brought to a sum of 1. */
  readonly shares?: Readonly<Record<string, number>>;
  /** The states so far, in order: the first step is foretold by the model's chosen order. */
  readonly history?: readonly string[];
  /** Steps ahead; 1 unless told. */
  readonly steps?: number;
  /** Cell or persona whose matrix is used; the overall one unless told. */
  readonly cell?: string;
  readonly persona?: string;
  /** Draws behind the interval, 400 unless told; 0 for none. */
  readonly draws?: number;
  readonly seed?: number;
}

/** Where somebody, or a share of people, is after some steps. */
export interface TransitionForecast {
  readonly probabilities: Record<string, number>;
  /** Interval of each probability at the model's level, from what is not known of the matrix; null without draws. */
  readonly lower: Record<string, number> | null;
  readonly upper: Record<string, number> | null;
  /** What foretold the first step: `matrix`, or an order that looks farther back. */
  readonly by: "matrix" | "zero" | "second" | "own history";
}

const FORECAST = purposeId("transition forecast");

/**
 * Foretells states: after n steps from a state or from shares, or the next ones of a history.
 *
 * @throws CoreError `unknown_key` for a state, cell or persona, `out_of_range`, `invalid_input`
 */
export function predictTransitions(
  model: TransitionModel | ShareTransitionModel,
  question: TransitionQuestion,
): TransitionForecast {
  const { steps = 1, draws = 400, seed = 0 } = question;
  if (!(Number.isInteger(steps) && steps >= 0 && steps <= 100_000)) {
    throw new CoreError("out_of_range", `steps ${steps}, expected an integer, 0 to 100000`);
  }
  if (!(Number.isInteger(draws) && draws >= 0)) {
    throw new CoreError("out_of_range", `draws ${draws}, expected an integer from 0`);
  }
  const { states } = model;
  const { matrix, weight } = rowsOf(model, question);
  const { start, history } = beginning(states, question);
  const farther =
    model.kind === "transitions" && history !== null && steps > 0 && usesOverall(question)
      ? firstStep(model, history)
      : null;
  const ahead = (rows: Float64Array) => {
    if (farther === null) return walk(start, rows, steps);
    return walk(farther.shares, rows, steps - 1);
  };
  const found = ahead(matrix);
  const many = weight === null ? sharesDraws(model) : drawsOf({ matrix, weight, draws, seed });
  const bands = draws === 0 ? [] : bandsOf(many.map(ahead), model.level);
  const named = (at: (i: number) => number) =>
    Object.fromEntries(states.map((state, i) => [state, at(i)]));
  return {
    probabilities: named((i) => found[i]!),
    lower: bands.length === 0 ? null : named((i) => Math.min(found[i]!, bands[i]![0])),
    upper: bands.length === 0 ? null : named((i) => Math.max(found[i]!, bands[i]![1])),
    by: farther?.by ?? "matrix",
  };
}

function usesOverall({ cell, persona }: TransitionQuestion): boolean {
  return cell === undefined && persona === undefined;
}

/** The matrix that is asked for, and the count behind its rows (null where draws are kept). */
function rowsOf(
  model: TransitionModel | ShareTransitionModel,
  { cell, persona }: TransitionQuestion,
): { matrix: Float64Array; weight: readonly number[] | null } {
  if (model.kind === "share-transitions") {
    if (cell !== undefined || persona !== undefined) {
      throw new CoreError(
        "unknown_key",
        `found ${cell ?? persona}; a model from shares has no cells`,
      );
    }
    return { matrix: flat(model.matrix), weight: null };
  }
  const rows =
    cell !== undefined
      ? own(model.cells, cell)
      : persona !== undefined
        ? own(model.personas, persona)
        : model;
  if (rows === undefined) {
    const known = Object.keys(cell !== undefined ? model.cells : model.personas);
    throw new CoreError(
      "unknown_key",
      `found ${cell ?? persona}, expected one of ${known.join(", ") || "none"}`,
    );
  }
  return { matrix: flat(rows.matrix), weight: rows.weight };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function beginning(
  states: readonly string[],
  { from, shares, history }: TransitionQuestion,
): { start: Float64Array; history: Int32Array | null } {
  const given = [from, shares, history].filter((each) => each !== undefined).length;
  if (given !== 1) {
    throw new CoreError(
      "invalid_input",
      `found ${given} of from, shares and history, expected one of them`,
    );
  }
  const codeOf = (state: string) => {
    const code = states.indexOf(state);
    if (code < 0) {
      throw new CoreError(
        "unknown_key",
        `found the state ${state}, expected one of ${states.join(", ")}`,
      );
    }
    return code;
  };
  const start = new Float64Array(states.length);
  if (shares !== undefined) {
    let total = 0;
    for (const [state, share] of Object.entries(shares)) {
      if (!(share >= 0 && share < Infinity)) {
        throw new CoreError("out_of_range", `share ${share} of ${state}, expected 0 or more`);
      }
      start[codeOf(state)] = share;
      total += share;
    }
    if (!(total > 0)) throw new CoreError("out_of_range", "shares sum to 0, expected above 0");
    return { start: start.map((share) => share / total), history: null };
  }
  const past = Int32Array.from(history ?? [from!], codeOf);
  const last = past[past.length - 1];
  if (last === undefined)
    throw new CoreError("invalid_input", "found no state in the history, expected one");
  start[last] = 1;
  return { start, history: history === undefined ? null : past };
}

/** The step after a history, where the chosen order looks at more than the last state. */
function firstStep(
  model: TransitionModel,
  history: Int32Array,
): { by: "zero" | "second" | "own history"; shares: Float64Array } | null {
  const by = model.order.chosen;
  const tooShort = by === "second" && (history.length < 2 || model.second === null);
  if (by === "first" || tooShort || (by === "own history" && model.ownHistory === null))
    return null;
  const forecaster: Forecaster = {
    states: model.states.length,
    shares: Float64Array.from(model.shares),
    first: flat(model.matrix),
    triples: model.second === null ? null : Float64Array.from(model.second.counts.flat(2)),
    secondConcentration: model.second?.concentration ?? 1,
    ownHistory: model.ownHistory ?? { mass: 1, decay: 1, habit: 1 },
  };
  const shares = new Float64Array(model.states.length);
  foretellState(by, forecaster, history, shares);
  return { by, shares };
}

function walk(start: Float64Array, matrix: Float64Array, steps: number): Float64Array {
  const n = start.length;
  let shares = start;
  for (let step = 0; step < steps; step++) {
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) next[j]! += shares[i]! * matrix[i * n + j]!;
    }
    let moved = 0;
    for (let j = 0; j < n; j++) moved = Math.max(moved, Math.abs(next[j]! - shares[j]!));
    shares = next;
    if (moved === 0) break;
  }
  return shares;
}

function drawsOf({
  matrix,
  weight,
  draws,
  seed,
}: {
  matrix: Float64Array;
  weight: readonly number[];
  draws: number;
  seed: number;
}): Float64Array[] {
  const next = matrixSource(matrix, { weight, seed, purpose: FORECAST });
  return Array.from({ length: draws }, next);
}

function sharesDraws(model: TransitionModel | ShareTransitionModel): Float64Array[] {
  return model.kind === "share-transitions" ? model.draws.map(flat) : [];
}
