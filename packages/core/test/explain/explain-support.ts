import type { ExplainedOutcome, Explanation } from "../../src/explain/explanation.js";
import type { Parameter } from "../../src/schema/parameter.js";
import type { ScenarioInput } from "../../src/schema/scenario.js";

/** Little work: bands and orders are few, sums are what they are. */
export const QUICK = { effort: { numbers: 20_000 } };

export const sumOf = (values: Iterable<number>): number =>
  [...values].reduce((sum, value) => sum + value, 0);
export const valuesOf = (parts: readonly { value: number }[]): number[] =>
  parts.map(({ value }) => value);

type Interventions = NonNullable<ScenarioInput["interventions"]>;
export const RISE: Interventions = [{ type: "price_change", price: { FamilyMart: 1.1 } }];
export const RAIN = { type: "external", trigger: "rain", value: 0.5 } as const;
/** A price everywhere, rain in one region, a promotion for some days. */
export const STACK: Interventions = [
  ...RISE,
  { ...RAIN, region: "R1" },
  { type: "promotion", brand: "7-11", discount: 0.1, pointMultiplier: 2, durationDays: 10 },
];

/** One outcome of an explanation. */
export function outcomeOf(
  { outcomes }: Explanation,
  kind: string,
  brand: string | null,
): ExplainedOutcome {
  const found = outcomes.find(({ outcome }) => outcome.kind === kind && outcome.brand === brand);
  if (!found) throw new Error(`found no ${kind} of ${brand}`);
  return found;
}

/** A parameter that is known, at its estimate unless told. */
export const exactly = (parameter: Parameter, value = parameter.value): Parameter => ({
  ...parameter,
  value,
  standardError: 0,
});
