import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import {
  compareModels,
  LEAST_PROBABILITY,
  lastGroups,
  lastShare,
  type Split,
  unseenGroups,
} from "../backtest/index.js";
import type { FitOptions } from "../fit-progress.js";
import { learnCells } from "./cell-rows.js";
import { type CodedSequences, codeSequences, type SequenceOptions } from "./code-sequences.js";
import {
  type Forecaster,
  type ForecastOrder,
  foretellState,
  learnForecaster,
} from "./forecaster.js";

/** What a backtest of transitions can be told. */
export interface TransitionBacktestOptions extends FitOptions, SequenceOptions {
  /**
   * What is held out: `folds` of sequences in turn, the `last` fifth of the sequences in their order, or the `later`
   * fifth of all transitions of each sequence. Folds unless there are fewer than 10 sequences.
   */
  readonly heldOut?: "folds" | "last" | "later";
  /** Prior count of each row; 1 unless told. */
  readonly concentration?: number;
}

interface Step {
  readonly sequence: number;
  readonly position: number;
}

/** Held-out transitions that are enough to choose by. */
const ENOUGH = 50_000;

/**
 * Foretells the states of held-out sequences, each from those before it, by order 0 (naive), 1, 2, by own history, and
 * where cells are given by their shrunk rows.
 *
 * @returns log loss, which decides, and Brier score; standard errors over sequences
 * @throws CoreError as `fitTransitions`; `too_few_rows` where nothing can be held out
 */
export function backtestTransitions(
  sequences: readonly (readonly string[])[],
  options: TransitionBacktestOptions = {},
): ModelBacktest {
  return backtestCoded(codeSequences(sequences, options), options);
}

/** The same of sequences that are coded already. */
export function backtestCoded(
  coded: CodedSequences,
  { heldOut, concentration = 1, seed = 0 }: TransitionBacktestOptions,
): ModelBacktest {
  const steps = stepsOf(coded);
  const { scheme, splits } = splitsOf(steps, { heldOut, seed });
  const states = coded.states.length;
  const orders: ForecastOrder[] = ["first", "second", "own history"];
  // All orders are learnt together, once for each fold; folds have no test step in common.
  const learnt = new Map<Step, Forecaster>();
  const learn = (train: readonly Step[], fold: Step) => {
    const known = learnt.get(fold);
    if (known !== undefined) return known;
    const { codes } = sequencesOf(coded, train);
    const forecaster = learnForecaster(codes, { states, concentration });
    learnt.set(fold, forecaster);
    return forecaster;
  };
  const byOrder = (by: ForecastOrder) => ({
    name: by === "zero" ? "shares" : by,
    foretell: (train: readonly Step[], test: readonly Step[]) => {
      const forecaster = learn(train, test[0]!);
      return test.map(({ sequence, position }) => {
        const out = new Float64Array(states);
        const past = coded.codes[sequence]!.subarray(Math.max(0, position - PAST), position);
        foretellState(by, forecaster, past, out);
        return out;
      });
    },
  });
  const byCell = {
    name: "first, by cell",
    foretell: (train: readonly Step[], test: readonly Step[]) => {
      const part = { ...coded, ...sequencesOf(coded, train) };
      const { cells } = learnCells(part, {
        concentration,
        dispersion: new Float64Array(states).fill(1),
      });
      return test.map(({ sequence, position }) => {
        const row = coded.codes[sequence]![position - 1]! * states;
        return cells[coded.cellOf[sequence]!]!.matrix.slice(row, row + states);
      });
    },
  };
  const to = ({ sequence, position }: Step) => coded.codes[sequence]![position]!;
  return compareModels(steps, {
    scheme,
    splits,
    naive: byOrder("zero"),
    contestants: [...orders.map(byOrder), ...(coded.cells.length > 1 ? [byCell] : [])],
    losses: {
      "log loss": (step, found: Float64Array) =>
        -log(Math.max(LEAST_PROBABILITY, found[to(step)]!)),
      "Brier score": (step, found: Float64Array) => {
        let squares = 0;
        for (let j = 0; j < states; j++) {
          const away = found[j]! - (j === to(step) ? 1 : 0);
          squares += away * away;
        }
        return squares;
      },
    },
    decidedBy: "log loss",
    groupOf: ({ sequence }) => sequence,
  });
}

/** States of the own past that are looked back at. */
const PAST = 200;

/** Every transition, of evenly spaced sequences where there are too many. */
function stepsOf({ codes, transitions }: CodedSequences): Step[] {
  const every = Math.max(1, Math.ceil(transitions / ENOUGH));
  const steps: Step[] = [];
  codes.forEach((sequence, s) => {
    if (codes.length >= every && s % every !== 0) return;
    for (let position = 1; position < sequence.length; position++)
      steps.push({ sequence: s, position });
  });
  return steps.length > 0 ? steps : stepsOfAll(codes);
}

function stepsOfAll(codes: readonly Int32Array[]): Step[] {
  return codes.flatMap((sequence, s) =>
    Array.from({ length: Math.max(0, sequence.length - 1) }, (_, t) => ({
      sequence: s,
      position: t + 1,
    })),
  );
}

function splitsOf(
  steps: readonly Step[],
  { heldOut, seed }: { heldOut: TransitionBacktestOptions["heldOut"]; seed: number },
): { scheme: string; splits: Split[] } {
  const groups = steps.map(({ sequence }) => sequence);
  const many = new Set(groups).size;
  const how = heldOut ?? (many >= 10 ? "folds" : "later");
  if (how === "folds") {
    return { scheme: "unseen sequences, 5 folds", splits: unseenGroups(groups, { seed }) };
  }
  if (how === "last") return { scheme: "last fifth of the sequences", splits: lastGroups(groups) };
  if (how !== "later")
    throw new CoreError("out_of_range", `heldOut ${how}, expected folds, last or later`);
  const train: number[] = [];
  const test: number[] = [];
  for (let from = 0; from < steps.length; ) {
    let end = from;
    while (end < steps.length && groups[end] === groups[from]) end++;
    if (end - from < 2) train.push(from);
    else {
      const [part] = lastShare(end - from);
      train.push(...part!.train.map((i) => from + i));
      test.push(...part!.test.map((i) => from + i));
    }
    from = end;
  }
  if (test.length === 0) {
    throw new CoreError(
      "too_few_rows",
      `found ${steps.length} transitions, none of which can be held out`,
    );
  }
  return { scheme: "last fifth of the transitions of each sequence", splits: [{ train, test }] };
}

/** The stretches of sequences that training steps cover; they begin at a sequence's start. */
function sequencesOf(
  { codes, cellOf }: CodedSequences,
  steps: readonly Step[],
): { codes: Int32Array[]; cellOf: Int32Array } {
  const ends = new Map<number, number>();
  for (const { sequence, position } of steps) {
    ends.set(sequence, Math.max(position, ends.get(sequence) ?? 0));
  }
  return {
    codes: [...ends].map(([sequence, end]) => codes[sequence]!.subarray(0, end + 1)),
    cellOf: Int32Array.from([...ends.keys()], (sequence) => cellOf[sequence]!),
  };
}
