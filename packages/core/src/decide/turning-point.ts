import type { Parameter } from "../schema/parameter.js";
import type { TurningPoint } from "../schema/recommendation.js";
import type { RecommendationRequest } from "../schema/recommendation-request.js";
import type { Twin } from "../schema/twin.js";
import { createOutcomes, objectiveOf } from "./action-outcome.js";
import { isParameter, withParameters } from "./parameter-value.js";
import type { Setting } from "./slot.js";

/** How far a parameter is looked at, in standard errors. */
const REACH = 4;
/** Steps by which each side is scanned, and halvings within the step in which the advice turns. */
const STEPS = 8;
const HALVINGS = 16;

/** An action that competes for being best. */
export interface Contender {
  readonly id: string;
  readonly settings: readonly Setting[];
}

/**
 * At which value of each parameter, the others as they are, the first action is no longer best: another one or doing nothing is.
 *
 * Levels stay as recommended and numbers are those of the estimates; a parameter is looked at within four standard errors
 * and a margin between 0 and 1. Nearest first.
 */
export function turningPoints(
  twin: Twin,
  contenders: readonly Contender[],
  {
    request,
    brands,
    parameters,
  }: {
    request: RecommendationRequest;
    brands: readonly string[];
    parameters: Readonly<Record<string, Parameter>>;
  },
): TurningPoint[] {
  const bestAt = (changed: Twin, asked: RecommendationRequest): string => {
    const outcomes = createOutcomes(changed, { request: asked, brands, seed: 0, draws: 0 });
    let best = { id: NOTHING, value: 0 };
    for (const { id, settings } of contenders) {
      const value = objectiveOf(asked.objective, outcomes.of(settings), brands)?.[0] ?? 0;
      if (value > best.value) best = { id, value };
    }
    return best.id;
  };
  const now = bestAt(twin, request);
  const found = grouped(parameters).flatMap(([name, parameter]): TurningPoint[] => {
    if (!name.startsWith(MARGIN) && !isParameter(twin, name)) return [];
    const { low, high } = rangeOf(name, parameter);
    const at = (value: number) =>
      name.startsWith(MARGIN)
        ? bestAt(twin, withMargin(request, name.slice(MARGIN.length), value))
        : bestAt(withParameters(twin, { [name]: { value } }), request);
    return [low, high].flatMap((end) => {
      const turn = findTurn(at, { from: parameter.value, to: end, now });
      if (turn === null) return [];
      const { value, standardError, unit } = parameter;
      const distance = standardError > 0 ? (turn.threshold - value) / standardError : null;
      return [{ parameter: name, value, unit, standardErrors: distance, ...turn }];
    });
  });
  const near = ({ standardErrors, threshold, value }: TurningPoint) =>
    Math.abs(standardErrors ?? (threshold - value) / 0.05);
  return found.sort((a, b) => near(a) - near(b) || (a.parameter < b.parameter ? -1 : 1));
}

/** Id of doing nothing. */
export const NOTHING = "nothing";
const MARGIN = "margin:";

/** Habits of cells are looked at together. */
function grouped(parameters: Readonly<Record<string, Parameter>>): [string, Parameter][] {
  const entries = Object.entries(parameters);
  const [habit] = entries.filter(([name]) => name.startsWith("habit:"));
  const others = entries.filter(([name]) => !name.startsWith("habit:"));
  return habit ? [...others, ["habit:", habit[1]]] : others;
}

function rangeOf(name: string, { value, standardError }: Parameter): { low: number; high: number } {
  if (name.startsWith(MARGIN)) return { low: 0, high: 0.99 };
  const [low, high] = [value - REACH * standardError, value + REACH * standardError];
  const fraction =
    name.startsWith("habit:") || ["bogo", "afterDip", "incidence", "buying"].includes(name);
  const trigger = name.includes(":") && !name.startsWith("price:") && !fraction;
  if (trigger || name.startsWith("electricity.")) return { low, high };
  const most = name.startsWith("habit:") ? 0.995 : fraction ? 1 : Number.POSITIVE_INFINITY;
  return { low: Math.max(0, low), high: Math.min(most, high) };
}

function withMargin(request: RecommendationRequest, brand: string, value: number) {
  const margin = { ...request.economics.margin, [brand]: value };
  return { ...request, economics: { ...request.economics, margin } };
}

/** The first value on the way to an end at which another action is best. */
function findTurn(
  bestAt: (value: number) => string,
  { from, to, now }: { from: number; to: number; now: string },
): { threshold: number; instead: string } | null {
  if (from === to) return null;
  let good = from;
  for (let step = 1; step <= STEPS; step++) {
    const value = from + ((to - from) * step) / STEPS;
    let instead = bestAt(value);
    if (instead === now) {
      good = value;
      continue;
    }
    let bad = value;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (good + bad) / 2;
      const best = bestAt(middle);
      if (best === now) good = middle;
      else [bad, instead] = [middle, best];
    }
    return { threshold: bad, instead };
  }
  return null;
}
