import { probabilitiesBest, probabilityAbove, type Score } from "./score.js";

/** Ranked below another with less probability than this, an action ties with it. */
export const TIE_PROBABILITY = 0.9;
/** Scores closer than this part of the higher one tie where nothing was drawn, and whatever the draws say. */
const SAME = 1e-3;

/** An action with its objective over the draws, doing nothing being 0. */
export interface Scored {
  readonly values: Float64Array;
  readonly score: Score;
}

/** A place in the order. */
export interface Placed<T> {
  readonly item: T;
  /** 1, 2 …; those that tie share the number of the first of them, and the next number is passed over. */
  readonly rank: number;
  readonly probabilityBest: number | null;
  readonly probabilityBeatsNext: number | null;
  readonly probabilityBeatsNothing: number | null;
}

/**
 * Puts actions in order of their score, and says how sure the order is: under draws that all share.
 *
 * An action ties with the first of its group where that one is above it in fewer than 90 % of the draws, or by less than
 * 0.1 % of its score. `probabilityBest` is against every other action and doing nothing.
 *
 * @returns also the probability that doing nothing is best; null without draws
 */
export function rankActions<T extends Scored>(
  items: readonly T[],
): { placed: Placed<T>[]; nothingBest: number | null } {
  const order = items
    .map((item, i) => ({ item, i }))
    .sort((a, b) => b.item.score.adjusted - a.item.score.adjusted || a.i - b.i)
    .map(({ item }) => item);
  const [any] = order;
  const nothing = new Float64Array(any?.values.length ?? 0);
  const best = probabilitiesBest([...order.map(({ values }) => values), nothing]);
  const placed: Placed<T>[] = [];
  let leader: { item: T; rank: number } | null = null;
  for (const [i, item] of order.entries()) {
    if (leader === null || !tie(leader.item, item)) leader = { item, rank: i + 1 };
    const next = order[i + 1];
    placed.push({
      item,
      rank: leader.rank,
      probabilityBest: best?.[i] ?? null,
      probabilityBeatsNext: probabilityAbove(item.values, next?.values ?? 0),
      probabilityBeatsNothing: probabilityAbove(item.values, 0),
    });
  }
  return { placed, nothingBest: best?.at(-1) ?? null };
}

function tie(a: Scored, b: Scored): boolean {
  const [high, low] = [a.score.adjusted, b.score.adjusted];
  if (high - low <= SAME * Math.abs(high)) return true;
  const above = probabilityAbove(a.values, b.values);
  return above !== null && above < TIE_PROBABILITY;
}
