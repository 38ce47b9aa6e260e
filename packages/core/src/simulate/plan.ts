import type { Intervention, Scenario } from "../schema/scenario.js";

/** One period of the twin: how many days of it lie in the horizon, and which segment governs it. */
export interface Step {
  readonly days: number;
  readonly segment: number;
}

/** A run's periods, and for each distinct segment how much of it every intervention is active (0–1). */
export interface Plan {
  readonly steps: readonly Step[];
  readonly segments: readonly (readonly number[])[];
}

/** Days on which an intervention acts, `[first, end)`, counted from the start. */
export function activeDays(intervention: Intervention, horizonDays: number): [number, number] {
  const lag = intervention.type === "external" ? intervention.lagDays : 0;
  const first = intervention.startDay + lag;
  const end = first + (intervention.durationDays ?? horizonDays);
  return [Math.min(first, horizonDays), Math.min(end, horizonDays)];
}

/** Plans of twins that were asked, by what they depend on: the last one of each. */
const lastPlans = new WeakMap<object, { readonly key: string; readonly plan: Plan }>();

/** {@link planRun} of a twin's periods; made once for questions one after the other that act on the same days. */
export function planOf(twin: { readonly periodDays: number }, scenario: Scenario): Plan {
  const key = planKey(scenario);
  const last = lastPlans.get(twin);
  if (last?.key === key) return last.plan;
  const plan = planRun(scenario, twin.periodDays);
  lastPlans.set(twin, { key, plan });
  return plan;
}

/** All that a plan depends on beside the length of a period. */
export const planKey = ({ durationDays, interventions }: Scenario): string =>
  `${durationDays} ${interventions.map((one) => activeDays(one, durationDays).join()).join(" ")}`;

/** Lays the interventions on the periods of a twin; an intervention within a period acts by its share of the days. */
export function planRun(scenario: Scenario, periodDays: number): Plan {
  const { durationDays, interventions } = scenario;
  const spans = interventions.map((one) => activeDays(one, durationDays));
  const segments: number[][] = [];
  const known = new Map<string, number>();
  const steps: Step[] = [];
  let segment = -1;
  for (let from = 0; from < durationDays; from += periodDays) {
    const to = Math.min(from + periodDays, durationDays);
    const last = segments[segment];
    // Most periods are as the one before: only others are looked up.
    if (!last?.every((fraction, i) => fraction === fractionOf(spans[i]!, from, to))) {
      const fractions = spans.map((span) => fractionOf(span, from, to));
      const key = fractions.join(" ");
      segment = known.get(key) ?? segments.push(fractions) - 1;
      known.set(key, segment);
    }
    steps.push({ days: to - from, segment });
  }
  return { steps, segments };
}

/** Part of the days `[from, to)` that lie in a span. */
const fractionOf = ([first, end]: readonly [number, number], from: number, to: number): number =>
  Math.max(0, Math.min(end, to) - Math.max(first, from)) / (to - from);
