import type { RecommendationRequest } from "../schema/recommendation-request.js";
import type { Scenario } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { prepareRun } from "../simulate/index.js";
import { LEVER_DOMAINS } from "./lever-domain.js";
import { interventionOf, type Setting, type Slot } from "./slot.js";

/** The scenario that carries settings out, and that anyone can run again. */
export function scenarioOf(
  settings: readonly Setting[],
  { given, durationDays, seed, draws, economics }: RecommendationRequest,
): Scenario {
  const margin = economics.margin;
  return {
    interventions: [...given, ...settings.map(interventionOf)],
    durationDays,
    seed,
    draws,
    replications: 0,
    series: false,
    ...(Object.keys(margin).length > 0 && { margin }),
  };
}

/** Whether the twin answers for settings at all. */
export function isAnswered(
  twin: Twin,
  settings: readonly Setting[],
  request: RecommendationRequest,
): boolean {
  return prepareRun(twin, scenarioOf(settings, request)).empty.verdict.status !== "refused";
}

/** Halvings by which the farthest level that is answered is found. */
const HALVINGS = 24;

/**
 * Slots with their ranges cut to where the twin answers; none where it does not answer for the lever at all.
 */
export function answeredSlots(
  twin: Twin,
  slots: readonly Slot[],
  request: RecommendationRequest,
): Slot[] {
  const kept = new Map<string, readonly number[] | { low: number; high: number } | null>();
  return slots.flatMap((slot): Slot[] => {
    const { lever, brand, low, high, values } = slot;
    const key = JSON.stringify([lever, brand, low, high, values]);
    let levels = kept.get(key);
    if (levels === undefined) {
      levels = answeredLevels(slot, (level) => isAnswered(twin, [{ slot, level }], request));
      kept.set(key, levels);
    }
    if (levels === null) return [];
    if ("low" in levels) return [{ ...slot, ...levels }];
    const [first] = levels;
    const last = levels.at(-1);
    return first === undefined || last === undefined
      ? []
      : [{ ...slot, low: first, high: last, values: levels }];
  });
}

function answeredLevels(
  { lever, low, high, values }: Slot,
  answers: (level: number) => boolean,
): readonly number[] | { low: number; high: number } | null {
  if (values) return values.filter(answers);
  const neutral = Math.min(high, Math.max(low, LEVER_DOMAINS[lever].neutral));
  // Distance from now only grows away from the neutral level.
  if (!answers(neutral)) return null;
  return { low: farthest(neutral, low, answers), high: farthest(neutral, high, answers) };
}

function farthest(from: number, to: number, answers: (level: number) => boolean): number {
  if (answers(to)) return to;
  let [good, bad] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (good + bad) / 2;
    if (answers(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
