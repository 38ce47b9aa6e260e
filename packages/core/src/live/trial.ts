import { challenge, type FollowedTwin } from "../model/index.js";
import type { Challenger, Trial } from "./live-state.js";

/** Compares a challenger with the champion on the complete periods that neither had seen when it began. */
export function trialOf(
  { cause, from }: Challenger,
  {
    champion,
    challenger,
    until,
  }: { champion: FollowedTwin; challenger: FollowedTwin; until: number },
): Trial {
  const losses = new Map(challenger.periods.map(({ day, loss }) => [day, loss]));
  const pairs = champion.periods.flatMap(({ day, loss }) => {
    const other = losses.get(day) ?? null;
    return day < from || day >= until || loss === null || other === null ? [] : [{ loss, other }];
  });
  const result = challenge({
    champion: pairs.map(({ loss }) => loss),
    challenger: pairs.map(({ other }) => other),
  });
  return { ...result, cause, from };
}
