import { keyedDraws, wholeBetween } from "./draw.js";

/** Something that is on for some days: first and last day inclusive, counted from the market's start. */
export interface Episode<Level> {
  readonly first: number;
  readonly last: number;
  readonly level: Level;
}

/** How long the pauses and the episodes are, in days, and which levels there are, each as likely. */
export interface EpisodePlan<Level> {
  readonly pause: readonly [shortest: number, longest: number];
  readonly length: readonly [shortest: number, longest: number];
  readonly levels: readonly Level[];
}

/**
 * Episodes with pauses between them; the first starts somewhere within the longest pause.
 *
 * @returns the episode that a day lies in, or null; asked for every day in order
 */
export function episodes<Level>(
  key: string,
  { seed, purpose, plan }: { seed: number; purpose: string; plan: EpisodePlan<Level> },
): (day: number) => Episode<Level> | null {
  const { uniform } = keyedDraws(seed, key, purpose);
  let count = 0;
  const after = (day: number, shortestPause: number): Episode<Level> => {
    const first = day + wholeBetween(uniform(3 * count), shortestPause, plan.pause[1]);
    const last = first + wholeBetween(uniform(3 * count + 1), ...plan.length) - 1;
    const level = plan.levels[Math.floor(uniform(3 * count + 2) * plan.levels.length)]!;
    count++;
    return { first, last, level };
  };
  let current = after(0, 0);
  return (day) => {
    if (day > current.last) current = after(day, plan.pause[0]);
    return day >= current.first ? current : null;
  };
}
