import type { Setting, Slot } from "../slot.js";
import { isBetter, type Judged, type JudgedLevels, optimiseLevels } from "./optimise-levels.js";

/** Slots with their best levels. */
export interface Found extends Judged {
  readonly settings: readonly Setting[];
}

/** What a search came to. */
export interface Search {
  /** The best levels of every combination that was searched, best first. */
  readonly found: readonly Found[];
  readonly evaluations: number;
  readonly combinations: number;
  /** Whether every combination that is allowed was searched. */
  readonly exhaustive: boolean;
}

/** Combinations of one size that are carried on to the next, where not all can be. */
const BEAM = 12;
/** Combinations whose levels are searched in full at each size. */
const SEARCHED = 48;
/** Below this many combinations all are searched. */
const ALL = 400;

/**
 * Finds the best levels of combinations of slots: all of them where they are few, else those that grow from the best ones of
 * one slot less.
 *
 * @param judge - how good settings are
 * @param options.most - slots together
 * @param options.allows - whether slots may be used together
 * @param options.effort - judgements at most
 */
export function searchActions(
  judge: (settings: readonly Setting[]) => Judged,
  {
    slots,
    most,
    allows,
    seed,
    effort,
  }: {
    slots: readonly Slot[];
    most: number;
    allows: (slots: readonly Slot[]) => boolean;
    seed: number;
    effort: number;
  },
): Search {
  const whole = combinationsUpTo(slots.length, most) <= ALL;
  let evaluations = 0;
  let complete = true;
  const spend = () => {
    if (evaluations >= effort) {
      complete = false;
      return false;
    }
    evaluations++;
    return true;
  };
  const found: Member[] = [];
  let parents: Member[] = [{ at: [], levels: [], value: 0, violation: 0 }];
  for (let size = 1; size <= most && parents.length > 0; size++) {
    let candidates: Candidate[] = parents.flatMap((parent) =>
      slots.flatMap((slot, at) => {
        if (at <= (parent.at.at(-1) ?? -1) && whole) return [];
        if (parent.at.includes(at)) return [];
        const all = [...parent.at, at].sort((a, b) => a - b);
        const members = slotsAt(slots, all);
        return allows(members)
          ? [{ all, members, start: startFrom(parent, all, at, found, slot) }]
          : [];
      }),
    );
    candidates = distinct(candidates);
    if (!whole && size > 1) {
      if (candidates.length > SEARCHED) complete = false;
      candidates = promising(candidates, judge, spend);
    }
    const grown: Member[] = [];
    for (const { all, members, start } of candidates) {
      const best = optimiseLevels((levels) => judge(settingsOf(members, levels)), {
        slots: members,
        starts: size === 1 ? [] : [start],
        seed,
        spend,
      });
      if (best) grown.push({ at: all, ...best });
    }
    grown.sort(byMerit);
    found.push(...grown);
    if (!whole && size < most && grown.length > BEAM) complete = false;
    parents = whole ? grown : grown.slice(0, BEAM);
  }
  found.sort(byMerit);
  return {
    found: found.map(({ at, levels, value, violation }) => ({
      settings: settingsOf(slotsAt(slots, at), levels),
      value,
      violation,
    })),
    evaluations,
    combinations: found.length,
    exhaustive: complete,
  };
}

/** A combination of slots, by their places in the list, with its best levels. */
interface Member extends JudgedLevels {
  readonly at: readonly number[];
}

interface Candidate {
  readonly all: readonly number[];
  readonly members: readonly Slot[];
  readonly start: readonly number[];
}

const slotsAt = (slots: readonly Slot[], at: readonly number[]): Slot[] =>
  at.flatMap((i) => slots[i] ?? []);

const settingsOf = (slots: readonly Slot[], levels: readonly number[]): Setting[] =>
  slots.map((slot, i) => ({ slot, level: levels[i] ?? slot.low }));

/** Best first; among equals the fewer and the earlier slots, so that the order is total. */
function byMerit(a: Member, b: Member): number {
  if (isBetter(a, b)) return -1;
  if (isBetter(b, a)) return 1;
  if (a.at.length !== b.at.length) return a.at.length - b.at.length;
  for (const [i, at] of a.at.entries()) if (at !== b.at[i]) return at - (b.at[i] ?? 0);
  return 0;
}

/** The parent's levels, and of the new slot the level that is best alone. */
function startFrom(
  parent: Member,
  all: readonly number[],
  added: number,
  found: readonly Member[],
  slot: Slot,
): number[] {
  const alone = found.find(({ at }) => at.length === 1 && at[0] === added)?.levels[0];
  return all.map((at) =>
    at === added ? (alone ?? slot.low) : (parent.levels[parent.at.indexOf(at)] ?? slot.low),
  );
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((one) => [one.all.join(), one])).values()];
}

/** The candidates that look best where their search would begin. */
function promising(
  candidates: readonly Candidate[],
  judge: (settings: readonly Setting[]) => Judged,
  spend: () => boolean,
): Candidate[] {
  if (candidates.length <= SEARCHED) return [...candidates];
  const rated = candidates.flatMap((candidate) =>
    spend() ? [{ candidate, ...judge(settingsOf(candidate.members, candidate.start)) }] : [],
  );
  rated.sort((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0));
  return rated.slice(0, SEARCHED).map(({ candidate }) => candidate);
}

/** Σ binomials, up to a size; grows no further than it matters. */
function combinationsUpTo(n: number, most: number): number {
  let sum = 0;
  let binomial = 1;
  for (let k = 1; k <= Math.min(n, most); k++) {
    binomial = (binomial * (n - k + 1)) / k;
    sum += binomial;
    if (sum > ALL) break;
  }
  return sum;
}
