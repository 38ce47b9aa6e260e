import { scrambledHalton } from "../../math/index.js";
import type { Slot } from "../slot.js";

/** How good levels are: the objective over doing nothing, and by how much constraints are broken (0 where none is). */
export interface Judged {
  readonly value: number;
  readonly violation: number;
}

/** Levels of some slots, judged. */
export interface JudgedLevels extends Judged {
  readonly levels: readonly number[];
}

/** Feasible beats infeasible; then the greater value, or the lesser violation: no penalty mixes the two. */
export function isBetter(a: Judged, b: Judged): boolean {
  if (a.violation === 0 && b.violation === 0) return a.value > b.value;
  return a.violation < b.violation;
}

/** Coarse and fine step of the pattern search, as parts of a lever's range. */
const COARSE = 0.02;
const FINE = 5e-4;
/** Starts that are followed. */
const STARTS = 3;
/** As many listed levels of one lever are all tried at each turn. */
const FEW_VALUES = 12;

/**
 * Finds the best levels of some slots, deterministically: a scrambled Halton sequence with the corners, then a pattern search
 * along each lever and each pair of levers (up with up, up with down, so that it can slide along a constraint).
 *
 * @param judge - of levels in the order of the slots
 * @param options.starts - further levels to begin with
 * @param options.spend - told before each judgement; false ends the search
 * @see Hooke and Jeeves, Direct search solution of numerical and statistical problems, Journal of the ACM 8 (1961); Deb, An
 * efficient constraint handling method for genetic algorithms, CMAME 186 (2000), for the comparison
 */
export function optimiseLevels(
  judge: (levels: readonly number[]) => Judged,
  {
    slots,
    starts = [],
    seed,
    spend,
  }: {
    slots: readonly Slot[];
    starts?: readonly (readonly number[])[];
    seed: number;
    spend: () => boolean;
  },
): JudgedLevels | null {
  const found: JudgedLevels[] = [];
  const look = (levels: readonly number[]): JudgedLevels | null => {
    if (!spend()) return null;
    const judged = { levels, ...judge(levels) };
    return judged;
  };
  for (const levels of [...starts, ...spread(slots, seed)]) {
    const judged = look(levels);
    if (judged) found.push(judged);
  }
  if (found.length > 0 && found.every(({ violation }) => violation > 0)) {
    const gentle = gentlest(slots);
    for (const levels of [gentle, ...towards(gentle, slots)]) {
      const judged = look(levels);
      if (judged) found.push(judged);
    }
  }
  found.sort((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0));
  const [first] = found;
  if (!first) return null;
  let best = first;
  for (const start of found.slice(0, STARTS)) {
    const climbed = climb(start, { slots, look, from: 0.25, to: COARSE });
    if (isBetter(climbed, best)) best = climbed;
  }
  return climb(best, { slots, look, from: COARSE / 2, to: FINE });
}

/** Levels that fill the ranges evenly, ends included. */
function spread(slots: readonly Slot[], seed: number): number[][] {
  const d = slots.length;
  const [only] = slots;
  if (d === 1 && only) {
    const levels = only.values ?? Array.from({ length: 9 }, (_, i) => levelAt(only, i / 8));
    return levels.map((level) => [level]);
  }
  const points = 6 + 6 * d;
  const even = scrambledHalton(points, { dimensions: d, seed });
  const out = Array.from({ length: points }, (_, i) =>
    slots.map((slot, j) => levelAt(slot, even[i * d + j] ?? 0.5)),
  );
  for (let corner = 0; d <= 3 && corner < 1 << d; corner++) {
    out.push(slots.map(({ low, high }, j) => ((corner >> j) & 1 ? high : low)));
  }
  return out;
}

/** The level at a part of a slot's range, 0–1; the nearest there is where levels are listed. */
function levelAt({ low, high, values }: Slot, part: number): number {
  if (values === null) return low + part * (high - low);
  return values[Math.min(values.length - 1, Math.floor(part * values.length))] ?? low;
}

const NEUTRAL = { price: 1, discount: 0, points: 1, bogo: 1, intensity: 1 } as const;

/** The levels that do least. */
function gentlest(slots: readonly Slot[]): number[] {
  return slots.map(({ lever, low, high, values }) => {
    const neutral = NEUTRAL[lever];
    if (values === null) return Math.min(high, Math.max(low, neutral));
    return values.reduce(
      (best, level) => (Math.abs(level - neutral) < Math.abs(best - neutral) ? level : best),
      low,
    );
  });
}

/** A little of each lever alone, for constraints that leave little room. */
function towards(gentle: readonly number[], slots: readonly Slot[]): number[][] {
  return slots.flatMap(({ low, high, values }, j) =>
    values === null
      ? [low, high].flatMap((end) =>
          [0.02, 0.1, 0.3].map((part) =>
            gentle.map((level, k) => (k === j ? level + part * (end - level) : level)),
          ),
        )
      : [],
  );
}

/** Pattern search with a step that is halved where no direction helps. */
function climb(
  start: JudgedLevels,
  {
    slots,
    look,
    from,
    to,
  }: {
    slots: readonly Slot[];
    look: (levels: readonly number[]) => JudgedLevels | null;
    from: number;
    to: number;
  },
): JudgedLevels {
  let best = start;
  const directions = directionsOf(slots.length);
  for (let step = from; step >= to; ) {
    let moved = false;
    for (const direction of directions) {
      for (let reach = step; reach <= 1; reach *= 2) {
        const levels = moveBy(best.levels, { slots, direction, reach });
        if (levels === null) break;
        const next = look(levels);
        if (next === null) return best;
        if (!isBetter(next, best)) break;
        best = next;
        moved = true;
      }
    }
    for (const other of otherValues(best.levels, slots)) {
      const next = look(other);
      if (next === null) return best;
      if (!isBetter(next, best)) continue;
      best = next;
      moved = true;
    }
    if (!moved) step /= 2;
  }
  return best;
}

/** Along each axis, and along each pair of axes with either sign. */
function directionsOf(d: number): number[][] {
  const axis = (signs: Readonly<Record<number, number>>) =>
    Array.from({ length: d }, (_, j) => signs[j] ?? 0);
  const out: number[][] = [];
  for (let a = 0; a < d; a++) {
    out.push(axis({ [a]: 1 }), axis({ [a]: -1 }));
    for (let b = a + 1; b < d; b++) {
      for (const [x, y] of [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ] as const) {
        out.push(axis({ [a]: x, [b]: y }));
      }
    }
  }
  return out;
}

/** Levels a step further; null where nothing moves. */
function moveBy(
  levels: readonly number[],
  {
    slots,
    direction,
    reach,
  }: { slots: readonly Slot[]; direction: readonly number[]; reach: number },
): number[] | null {
  let moved = false;
  const out = slots.map(({ low, high, values }, j) => {
    const level = levels[j] ?? low;
    const sign = direction[j] ?? 0;
    if (sign === 0) return level;
    const next =
      values === null
        ? Math.min(high, Math.max(low, level + sign * reach * (high - low)))
        : (values[values.indexOf(level) + sign] ?? level);
    if (next !== level) moved = true;
    return next;
  });
  return moved ? out : null;
}

/** Levels with one listed level replaced by another, where there are few. */
function* otherValues(levels: readonly number[], slots: readonly Slot[]): Generator<number[]> {
  for (const [j, { values }] of slots.entries()) {
    if (values === null || values.length > FEW_VALUES) continue;
    for (const value of values) {
      if (value !== levels[j]) yield levels.map((level, k) => (k === j ? value : level));
    }
  }
}
