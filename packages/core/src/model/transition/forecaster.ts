import { log } from "../../math/index.js";
import { countTransitions, countTriples } from "./count-transitions.js";
import { firstOrderRows, sharesOf } from "./pooled-rows.js";

/** How the next state is foretold from the states before. */
export type ForecastOrder = "zero" | "first" | "second" | "own history";

/** How a sequence's own past counts beside everybody's rows. */
export interface OwnHistory {
  /** What everybody's row is worth, in states of the own past. */
  readonly mass: number;
  /** What a state of one step before is worth of the last one. */
  readonly decay: number;
  /** Share of the transition row in everybody's part; the rest are the overall shares. */
  readonly habit: number;
}

/** All that the orders need. */
export interface Forecaster {
  readonly states: number;
  readonly shares: Float64Array;
  readonly first: Float64Array;
  readonly triples: Float64Array | null;
  readonly secondConcentration: number;
  readonly ownHistory: OwnHistory;
}

/** More states than this have too many triples. */
const MOST_STATES = 60;
/** Transitions that are enough to learn how much the own history counts. */
const ENOUGH = 20_000;
const MASSES = [0.25, 0.5, 1, 2, 4, 8, 16, 64, 1024];
const DECAYS = [1, 0.95, 0.9, 0.8, 0.65];
const HABITS = [0, 0.25, 0.5, 0.75, 1];

/** Learns all orders from sequences. @param options.concentration - prior count of each first-order row */
export function learnForecaster(
  codes: readonly Int32Array[],
  { states, concentration }: { states: number; concentration: number },
): Forecaster {
  const counts = countTransitions(codes, states);
  const shares = sharesOf(counts, states);
  const first = firstOrderRows(counts, { states, shares, concentration });
  const triples = states > MOST_STATES ? null : countTriples(codes, states);
  return {
    states,
    shares,
    first,
    triples,
    secondConcentration: triples === null ? 1 : bestConcentration(triples, first, states),
    ownHistory: learnOwnHistory(codes, { states, shares, first }),
  };
}

/**
 * Probabilities of the next state.
 *
 * @param history - states before, in order; at least one
 * @param out - filled with one probability per state
 */
export function foretellState(
  by: ForecastOrder,
  forecaster: Forecaster,
  history: ArrayLike<number>,
  out: Float64Array,
): void {
  const { states, shares, first, triples, secondConcentration, ownHistory } = forecaster;
  const n = history.length;
  const last = history[n - 1]!;
  if (by === "zero") out.set(shares);
  else if (by === "second" && n > 1 && triples !== null) {
    const row = (history[n - 2]! * states + last) * states;
    let size = secondConcentration;
    for (let j = 0; j < states; j++) size += triples[row + j]!;
    for (let j = 0; j < states; j++) {
      out[j] = (secondConcentration * first[last * states + j]! + triples[row + j]!) / size;
    }
  } else if (by === "own history") {
    const own = new Float64Array(states);
    for (let t = 0; t < n; t++) remember(own, history[t]!, ownHistory.decay);
    mix(own, last, { states, shares, first, ownHistory }, out);
  } else for (let j = 0; j < states; j++) out[j] = first[last * states + j]!;
}

function remember(own: Float64Array, state: number, decay: number): void {
  if (decay < 1) for (let j = 0; j < own.length; j++) own[j] = own[j]! * decay;
  own[state]!++;
}

interface Common {
  readonly states: number;
  readonly shares: Float64Array;
  readonly first: Float64Array;
}

function mix(
  own: Float64Array,
  last: number,
  { states, shares, first, ownHistory }: Common & { ownHistory: OwnHistory },
  out: Float64Array,
): void {
  const { mass, habit } = ownHistory;
  let size = mass;
  for (let j = 0; j < states; j++) size += own[j]!;
  for (let j = 0; j < states; j++) {
    const common = habit * first[last * states + j]! + (1 - habit) * shares[j]!;
    out[j] = (mass * common + own[j]!) / size;
  }
}

/** Weight of the first-order row under a second-order one: the best at leaving out each transition in turn. */
function bestConcentration(triples: Float64Array, first: Float64Array, states: number): number {
  let best = 1;
  let most = -Infinity;
  for (let concentration = 0.5; concentration <= 512; concentration *= 2) {
    let total = 0;
    for (let row = 0; row < states * states; row++) {
      const last = row % states;
      let size = 0;
      for (let j = 0; j < states; j++) size += triples[row * states + j]!;
      for (let j = 0; j < states; j++) {
        const count = triples[row * states + j]!;
        if (count === 0) continue;
        const share =
          (count - 1 + concentration * first[last * states + j]!) / (size - 1 + concentration);
        total += count * log(share);
      }
    }
    if (total > most) {
      most = total;
      best = concentration;
    }
  }
  return best;
}

/** Mass, decay and habit of the own history by the likelihood of the sequences, one after the other on a grid. */
function learnOwnHistory(codes: readonly Int32Array[], common: Common): OwnHistory {
  const some = sampleOf(codes);
  let best: OwnHistory = { mass: 4, decay: 1, habit: 0.5 };
  let most = logLikelihood(some, common, best);
  const tryAll = (changes: readonly Partial<OwnHistory>[]) => {
    for (const change of changes) {
      const candidate = { ...best, ...change };
      const found = logLikelihood(some, common, candidate);
      if (found > most) {
        most = found;
        best = candidate;
      }
    }
  };
  for (let round = 0; round < 2; round++) {
    tryAll(MASSES.flatMap((mass) => HABITS.map((habit) => ({ mass, habit }))));
    tryAll(DECAYS.map((decay) => ({ decay })));
  }
  return best;
}

function logLikelihood(
  codes: readonly Int32Array[],
  common: Common,
  ownHistory: OwnHistory,
): number {
  const own = new Float64Array(common.states);
  const { states, shares, first } = common;
  const { mass, habit, decay } = ownHistory;
  let total = 0;
  for (const sequence of codes) {
    own.fill(0);
    let size = mass;
    for (let t = 1; t < sequence.length; t++) {
      const last = sequence[t - 1]!;
      remember(own, last, decay);
      size = mass + (size - mass) * decay + 1;
      const next = sequence[t]!;
      const everybody = habit * first[last * states + next]! + (1 - habit) * shares[next]!;
      total += log((mass * everybody + own[next]!) / size);
    }
  }
  return total;
}

/** Sequences, evenly spaced, with about as many transitions as are enough. */
function sampleOf(codes: readonly Int32Array[]): readonly Int32Array[] {
  let transitions = 0;
  for (const sequence of codes) transitions += Math.max(0, sequence.length - 1);
  const step = Math.max(1, Math.floor(transitions / ENOUGH));
  const some = codes.filter((_, s) => s % step === 0);
  return some.map((sequence) => sequence.subarray(0, ENOUGH));
}
