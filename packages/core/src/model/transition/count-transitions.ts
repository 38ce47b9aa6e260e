import type { CodedSequences } from "./code-sequences.js";

/** Transitions from state to state, row-major. */
export function countTransitions(codes: readonly Int32Array[], states: number): Float64Array {
  const counts = new Float64Array(states * states);
  for (const sequence of codes) {
    for (let t = 1; t < sequence.length; t++) counts[sequence[t - 1]! * states + sequence[t]!]!++;
  }
  return counts;
}

/** Transitions of each cell. */
export function countByCell({ states, codes, cells, cellOf }: CodedSequences): Float64Array[] {
  const n = states.length;
  return cells.map((_, cell) =>
    countTransitions(
      codes.filter((_, s) => cellOf[s] === cell),
      n,
    ),
  );
}

/** Triples (before, from, to): states × states × states. */
export function countTriples(codes: readonly Int32Array[], states: number): Float64Array {
  const counts = new Float64Array(states * states * states);
  for (const sequence of codes) {
    for (let t = 2; t < sequence.length; t++) {
      counts[(sequence[t - 2]! * states + sequence[t - 1]!) * states + sequence[t]!]!++;
    }
  }
  return counts;
}

/** Transitions of the first, second … part of every sequence. */
export function countByWindow(
  codes: readonly Int32Array[],
  { states, windows }: { states: number; windows: number },
): Float64Array[] {
  const counts = Array.from({ length: windows }, () => new Float64Array(states * states));
  for (const sequence of codes) {
    const transitions = sequence.length - 1;
    for (let t = 1; t <= transitions; t++) {
      const part = Math.floor(((t - 1) * windows) / transitions);
      counts[part]![sequence[t - 1]! * states + sequence[t]!]!++;
    }
  }
  return counts;
}

/**
 * How much more than by chance the sequences of a cell differ, by state left: 1 is chance, and never below.
 *
 * Pearson's dispersion of the sequences' rows around their cell's; with fewer than 10 sequences to spare it is 1.
 *
 * @see Rao and Scott, The analysis of categorical data from complex sample surveys, JASA 76 (1981)
 */
export function dispersionByState({ states, codes, cells, cellOf }: CodedSequences): Float64Array {
  const n = states.length;
  const byCell =
    cells.length === 0
      ? [countTransitions(codes, n)]
      : countByCell({ states, codes, cells, cellOf, transitions: 0 });
  const found = new Float64Array(n);
  const expected = new Float64Array(n);
  const spare = new Float64Array(n);
  const sums = byCell.map((counts) => rowSums(counts, n));
  codes.forEach((sequence, s) => {
    const counts = byCell[cellOf[s]!]!;
    const totals = sums[cellOf[s]!]!;
    const own = countTransitions([sequence], n);
    for (let i = 0; i < n; i++) {
      let left = 0;
      for (let j = 0; j < n; j++) left += own[i * n + j]!;
      if (left === 0 || totals[i] === left) continue;
      let kinds = 0;
      for (let j = 0; j < n; j++) {
        const share = counts[i * n + j]! / totals[i]!;
        if (share === 0) continue;
        kinds++;
        const away = own[i * n + j]! - left * share;
        found[i]! += (away * away) / share;
      }
      expected[i]! += (kinds - 1) * left * (1 - left / totals[i]!);
      spare[i]!++;
    }
  });
  return found.map((value, i) =>
    spare[i]! - byCell.length < 10 || expected[i] === 0 ? 1 : Math.max(1, value / expected[i]!),
  );
}

export function rowSums(counts: Float64Array, states: number): Float64Array {
  const sums = new Float64Array(states);
  for (let i = 0; i < states; i++) {
    for (let j = 0; j < states; j++) sums[i]! += counts[i * states + j]!;
  }
  return sums;
}
