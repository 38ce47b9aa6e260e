import fc from "fast-check";
import type { Parameter } from "../../src/schema/parameter.js";
import { COMPETITION_ACTIONS, type Intervention, TRIGGERS } from "../../src/schema/scenario.js";
import type { Twin } from "../../src/schema/twin.js";
import { exampleTwin } from "./example-twin.js";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const parameter = (min: number, max: number, spread: number): fc.Arbitrary<Parameter> =>
  fc.record({ value: number(min, max), standardError: number(0, spread) }).map((values) => ({
    ...values,
    unit: "1",
    origin: { kind: "user" as const },
  }));

const toShares = (weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

const NAMES = ["7-11", "FamilyMart", "Other", "Hi-Life", "OK Mart", "PX Mart"];
/** Triggers that arbitrary twins know. */
export const KNOWN_TRIGGERS = ["temperature", "rain", "holiday"] as const;

/** Any small twin: two to six brands, days or weeks, every coefficient drawn, money known. */
export const arbitraryTwin: fc.Arbitrary<Twin> = fc
  .record({
    n: fc.integer({ min: 2, max: 6 }),
    personas: fc.integer({ min: 1, max: 2 }),
    regions: fc.integer({ min: 1, max: 2 }),
    periodDays: fc.constantFrom(1, 7),
    weights: fc.array(number(0.02, 1), { minLength: 48, maxLength: 48 }),
    habit: parameter(0, 0.97, 0.2),
    price: fc.array(parameter(0, 6, 1), { minLength: 6, maxLength: 6 }),
    points: parameter(0, 1, 0.3),
    bogo: parameter(0, 1, 0.3),
    feature: parameter(0, 1.5, 0.3),
    intensity: parameter(0, 1, 0.3),
    saturation: parameter(0.5, 3, 0.5),
    afterDip: parameter(0, 1, 0.3),
    incidence: parameter(0, 1, 0.3),
    buying: parameter(0, 0.9, 0.1),
    tradeDown: parameter(0, 2, 0.5),
    trigger: fc.array(parameter(-0.1, 0.1, 0.05), { minLength: 6, maxLength: 6 }),
    category: fc.option(parameter(-0.2, 0.2, 0.05), { nil: undefined }),
  })
  .map(({ n, personas, regions, weights, habit, trigger, category, tradeDown, ...rest }) => {
    const brands = NAMES.slice(0, n);
    const twin = exampleTwin({ personas, regions, brands });
    const price = rest.price.slice(0, n);
    const effect = trigger.slice(0, n);
    return {
      ...twin,
      ...rest,
      price,
      priceCovariance: brands.flatMap((_, i) =>
        price.map(({ standardError }, j) => (i === j ? standardError * standardError : 0)),
      ),
      electricity: { ...twin.electricity, tradeDown },
      triggers: Object.fromEntries(
        TRIGGERS.map((name) => [
          name,
          KNOWN_TRIGGERS.some((known) => known === name)
            ? { effect, ...(category && { category }), normal: 0, spread: 1, low: -100, high: 100 }
            : null,
        ]),
      ) as Twin["triggers"],
      cells: twin.cells.map((cell, c) => ({
        ...cell,
        habit,
        share: toShares(weights.slice(12 * c, 12 * c + n)),
        choice: toShares(weights.slice(12 * c + 6, 12 * c + 6 + n)),
      })),
      levers: [],
    };
  });

const reach = (twin: Twin) => ({
  startDay: fc.integer({ min: 0, max: 20 }),
  durationDays: fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined }),
  persona: fc.option(fc.constantFrom(...twin.cells.map(({ persona }) => persona)), {
    nil: undefined,
  }),
  region: fc.option(fc.constantFrom(...twin.cells.map(({ region }) => region)), {
    nil: undefined,
  }),
});

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

/** Interventions of each kind on a twin's own brands. */
export function arbitraryInterventions(
  twin: Twin,
): Record<Intervention["type"], fc.Arbitrary<Intervention>> {
  const brand = fc.constantFrom(...twin.brands);
  const of = <T extends Intervention>(values: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record<Record<string, unknown>>({ ...values }).map((one) => withoutUndefined(one) as T);
  return {
    price_change: of({
      type: fc.constant("price_change"),
      ...reach(twin),
      price: fc.dictionary(brand, number(0.4, 2.5), { minKeys: 1, maxKeys: 3 }),
      electricityPrice: fc.oneof(fc.constant(1), number(0.5, 3)),
      priceSensitivity: number(0.5, 2),
    }),
    promotion: of<Extract<Intervention, { type: "promotion" }>>({
      type: fc.constant("promotion"),
      ...reach(twin),
      brand: fc.option(brand, { nil: undefined }),
      discount: number(0, 0.9),
      pointMultiplier: number(0.5, 5),
      bogo: fc.boolean(),
      intensity: number(0, 2),
      billOffset: fc.oneof(fc.constant(0), number(0, 1)),
      coBrand: fc.option(fc.record({ reach: number(0, 1), attraction: number(0, 2) }), {
        nil: undefined,
      }),
      cost: number(0, 1000),
    }).map((one) => {
      const collected =
        one.brand === undefined ? 1 : twin.loyaltyProgrammes[twin.brands.indexOf(one.brand)];
      return { ...one, billOffset: collected ? one.billOffset : 0 };
    }),
    competition: fc
      .record({
        ...reach(twin),
        pair: fc.shuffledSubarray([...twin.brands], { minLength: 2, maxLength: 2 }),
        attacked: fc.boolean(),
        action: fc.constantFrom(
          ...COMPETITION_ACTIONS.filter((action) => action !== "entry" && action !== "reposition"),
        ),
        moves: fc.boolean(),
        strength: number(0, 0.95),
        similarity: number(0, 1),
      })
      .map(({ pair, attacked, moves, action, similarity, ...rest }) =>
        withoutUndefined({
          type: "competition",
          ...rest,
          // A brand can only move towards another one.
          action: attacked && moves ? "reposition" : action,
          brand: pair[0],
          target: attacked ? pair[1] : undefined,
          similarity: attacked ? similarity : undefined,
        } as Intervention),
      ),
    external: of({
      type: fc.constant("external"),
      ...reach(twin),
      trigger: fc.constantFrom(...KNOWN_TRIGGERS),
      value: number(-20, 20),
      lagDays: fc.integer({ min: 0, max: 10 }),
    }),
  };
}

/** Up to `most` interventions of any kind. */
export const arbitraryStack = (twin: Twin, most = 3): fc.Arbitrary<Intervention[]> =>
  fc.array(fc.oneof(...Object.values(arbitraryInterventions(twin))), { maxLength: most });

/** A twin with a stack of interventions on it, a horizon and a seed. */
export const arbitraryCase = (most = 3) =>
  arbitraryTwin.chain((twin) =>
    fc.record({
      twin: fc.constant(twin),
      interventions: arbitraryStack(twin, most),
      durationDays: fc.integer({ min: 1, max: 45 }),
      seed: fc.integer({ min: 0, max: 4294967295 }),
    }),
  );
