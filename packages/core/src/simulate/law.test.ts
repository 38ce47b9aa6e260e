import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryCase,
  arbitraryInterventions,
  arbitraryTwin,
  KNOWN_TRIGGERS,
} from "../../test/twin/arbitrary-twin.js";
import type { Intervention, InterventionInput, ScenarioInput } from "../schema/scenario.js";
import { COMPETITION_ACTIONS } from "../schema/scenario.js";
import type { SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { simulate } from "./simulate.js";

const ROUNDING = 1e-12;
const DRAWS = 12;
const runs = { numRuns: 30 };

/** Every number below a value. */
function* numbers(value: unknown): Iterable<number> {
  if (typeof value === "number") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const entry of Object.values(value)) yield* numbers(entry);
  }
}

/** A brand's shares on every day and in every band, with what they are called. */
function sharesOf(result: SimulationResult, brand: string): number[] {
  return Object.keys(result.results).flatMap((cell) => {
    const path = result.series?.[cell]?.[brand];
    return [
      result.results[cell]![brand]!,
      ...numbers(result.bands[cell]?.[brand]),
      ...(path?.result ?? []),
      ...(path?.p10 ?? []),
      ...(path?.p90 ?? []),
    ];
  });
}

function expectNowhereAbove(lower: number[], upper: number[]): void {
  expect(lower.length).toBe(upper.length);
  lower.forEach((value, i) => {
    expect(value).toBeLessThanOrEqual(upper[i]! + ROUNDING);
  });
}

const neutralOf = (twin: Twin, type: Intervention["type"]): InterventionInput[] => {
  const brand = twin.brands[0]!;
  const reach = { startDay: 3, durationDays: 4 };
  switch (type) {
    case "price_change":
      return [
        { type, ...reach, price: { [brand]: 1 }, electricityPrice: 1, priceSensitivity: 1.7 },
        { type, ...reach, price: {}, electricityPrice: 1, priceSensitivity: 1 },
      ];
    case "promotion":
      return [undefined, brand].flatMap((named) =>
        [
          {},
          { coBrand: { reach: 0, attraction: 2 } },
          { coBrand: { reach: 1, attraction: 0 } },
        ].map((more) => ({
          type,
          ...reach,
          ...(named !== undefined && { brand: named }),
          discount: 0,
          pointMultiplier: 1,
          bogo: false,
          intensity: 1,
          billOffset: 0,
          cost: 0,
          ...more,
        })),
      );
    case "competition":
      return COMPETITION_ACTIONS.flatMap((action) =>
        [undefined, twin.brands[1]!].flatMap((target) =>
          action === "reposition" && target === undefined
            ? []
            : [
                {
                  type,
                  ...reach,
                  brand: action === "entry" ? "New" : brand,
                  ...(target !== undefined && { target, similarity: 0.8 }),
                  ...(action === "entry" && { entryUtility: 1.5 }),
                  action,
                  strength: 0,
                },
              ],
        ),
      );
    case "external":
      return KNOWN_TRIGGERS.map((trigger) => ({ type, ...reach, trigger, value: 0, lagDays: 2 }));
  }
};

describe("what changes nothing", () => {
  for (const type of ["price_change", "promotion", "competition", "external"] as const) {
    it(`a neutral ${type} has exactly no effect, in any number`, () => {
      fc.assert(
        fc.property(arbitraryTwin, fc.integer({ min: 1, max: 40 }), (twin, durationDays) => {
          for (const one of neutralOf(twin, type)) {
            const margin = { [twin.brands[0]!]: 0.3 };
            const scenario = { durationDays, draws: DRAWS, series: true, margin };
            const result = simulate(twin, { ...scenario, interventions: [one] });
            expect(result.results).toStrictEqual(result.baseline);
            for (const value of numbers([result.change, result.changeBands, result.impact])) {
              expect(value).toBe(0);
            }
            for (const value of Object.values(result.incidence)) expect(value).toBe(1);
            const { change, byBrand, baseline, cost, units, grossProfit } = result.money!;
            const brands = Object.values(byBrand).map((b) => [b.change, b.cost]);
            const more = [cost.fixed, cost.variable, units!.change, grossProfit!.byBrand];
            for (const value of numbers([change, brands, more])) {
              expect(value).toBe(0);
            }
            const without = simulate(twin, scenario);
            expect(baseline.value).toBeCloseTo(without.money!.baseline.value, 6);
            for (const brand of twin.brands) {
              expectNowhereAbove(sharesOf(result, brand), sharesOf(without, brand));
              expectNowhereAbove(sharesOf(without, brand), sharesOf(result, brand));
            }
            expect(result.insights).toStrictEqual([{ code: "nothing_changes", values: {} }]);
          }
        }),
        { numRuns: 4 },
      );
    });
  }
});

describe("shares", () => {
  it("sum to 1 in every cell and on every day, and lie between 0 and 1", () => {
    fc.assert(
      fc.property(arbitraryCase(4), ({ twin, ...scenario }) => {
        const result = simulate(twin, { ...scenario, draws: DRAWS, series: true });
        for (const cell of Object.keys(result.cells)) {
          for (const row of [result.results[cell], result.baseline[cell]]) {
            const sum = Object.values(row!).reduce((total, share) => total + share, 0);
            expect(Math.abs(sum - 1)).toBeLessThan(ROUNDING);
          }
          for (let day = 0; day < scenario.durationDays; day++) {
            const shares = Object.values(result.series![cell]!).map((path) => path.result[day]!);
            const sum = shares.reduce((total, share) => total + share, 0);
            expect(Math.abs(sum - 1)).toBeLessThan(ROUNDING);
            expect(Math.min(...shares)).toBeGreaterThanOrEqual(-ROUNDING);
          }
        }
        for (const value of numbers(result)) expect(Number.isFinite(value)).toBe(true);
      }),
      runs,
    );
  });
});

const withAnother = <T>(more: (twin: Twin) => fc.Arbitrary<T>) =>
  arbitraryCase(3).chain((one) => more(one.twin).map((another) => ({ ...one, another })));

function compared(
  { twin, ...scenario }: { twin: Twin } & ScenarioInput,
  another: readonly InterventionInput[],
): [SimulationResult, SimulationResult] {
  const asked = { ...scenario, draws: DRAWS, series: true };
  const interventions = [...(scenario.interventions ?? []), ...another];
  return [simulate(twin, asked), simulate(twin, { ...asked, interventions })];
}

/** What a brand does to others; leaving the market, in part or whole, is no attack. */
const ATTACKS = COMPETITION_ACTIONS.filter(
  (action) => action !== "exit" && action !== "distribution_loss",
);

describe("what an intervention may not do", () => {
  it("a dearer price never raises the brand's own share, whatever else goes on", () => {
    const rise = (twin: Twin) =>
      fc.record({
        brand: fc.constantFrom(...twin.brands),
        multiplier: fc.double({ min: 1, max: 3, noNaN: true }),
        startDay: fc.integer({ min: 0, max: 20 }),
        priceSensitivity: fc.double({ min: 0.5, max: 2, noNaN: true }),
      });
    fc.assert(
      fc.property(withAnother(rise), ({ another, ...one }) => {
        const { brand, multiplier, ...rest } = another;
        const [without, dearer] = compared(one, [
          { type: "price_change", ...rest, price: { [brand]: multiplier }, electricityPrice: 1 },
        ]);
        expectNowhereAbove(sharesOf(dearer, brand), sharesOf(without, brand));
      }),
      runs,
    );
  });

  it("an attacked brand never gains, whatever else goes on", () => {
    const attack = (twin: Twin) =>
      fc.record({
        pair: fc.shuffledSubarray([...twin.brands], { minLength: 2, maxLength: 2 }),
        action: fc.constantFrom(...ATTACKS),
        strength: fc.double({ min: 0, max: 1, noNaN: true }),
        similarity: fc.double({ min: 0, max: 1, noNaN: true }),
        startDay: fc.integer({ min: 0, max: 20 }),
      });
    fc.assert(
      fc.property(withAnother(attack), ({ another, ...one }) => {
        const { pair, ...rest } = another;
        const brand = rest.action === "entry" ? "New" : pair[0]!;
        const target = pair[1]!;
        const [without, attacked] = compared(one, [
          { type: "competition", ...rest, brand, target } as Intervention,
        ]);
        expectNowhereAbove(sharesOf(attacked, target), sharesOf(without, target));
      }),
      runs,
    );
  });

  it("a deeper discount never lowers the units, neither while it runs nor with what is missed after", () => {
    const depths = (twin: Twin) =>
      fc.record({
        brand: fc.constantFrom(...twin.brands),
        depth: fc.tuple(
          fc.double({ min: 0, max: 0.9, noNaN: true }),
          fc.double({ min: 0, max: 0.9, noNaN: true }),
        ),
        bogo: fc.boolean(),
        pointMultiplier: fc.double({ min: 1, max: 5, noNaN: true }),
        weeks: fc.integer({ min: 1, max: 3 }),
      });
    fc.assert(
      fc.property(withAnother(depths), ({ twin, another, seed }) => {
        const { brand, depth, bogo, pointMultiplier, weeks } = another;
        const days = 7 * weeks;
        const units = (discount: number) => {
          const promotion = { type: "promotion" as const, brand, discount, bogo, pointMultiplier };
          const revenue = (durationDays: number) => {
            const asked = { ...promotion, durationDays: days };
            const interventions = [asked];
            const { money } = simulate(twin, { interventions, durationDays, seed, draws: 0 });
            const own = money!.byBrand[brand]!;
            return own.baseline + own.change.value;
          };
          const redeemed = bogo ? Math.min(1, Math.max(0, twin.bogo.value)) : 0;
          const within = revenue(days) / ((1 - discount) * (1 - redeemed / 2));
          return { within, over: within + revenue(days + 28) - revenue(days) };
        };
        const shallow = units(Math.min(...depth));
        const deep = units(Math.max(...depth));
        expect(deep.within).toBeGreaterThanOrEqual(shallow.within * (1 - 1e-9));
        expect(deep.over).toBeGreaterThanOrEqual(shallow.over * (1 - 1e-9));
      }),
      runs,
    );
  });
});

describe("order and reach", () => {
  it("it does not matter in which order interventions are named", () => {
    fc.assert(
      fc.property(arbitraryCase(4), fc.integer(), ({ twin, ...scenario }, at) => {
        const { interventions } = scenario;
        const turned = interventions.map(
          (_, i) => interventions[(i + Math.abs(at)) % interventions.length]!,
        );
        const asked = { ...scenario, draws: DRAWS, series: true };
        const one = simulate(twin, asked);
        const other = simulate(twin, { ...asked, interventions: turned });
        for (const brand of twin.brands) {
          expectNowhereAbove(sharesOf(one, brand), sharesOf(other, brand));
          expectNowhereAbove(sharesOf(other, brand), sharesOf(one, brand));
        }
      }),
      runs,
    );
  });

  it("an intervention on a persona or region leaves the other cells as they are", () => {
    const elsewhere = (twin: Twin) => {
      const { competition, promotion, price_change, external } = arbitraryInterventions(twin);
      return fc.oneof(competition, promotion, price_change, external);
    };
    fc.assert(
      fc.property(withAnother(elsewhere), ({ another, ...one }) => {
        const place = one.twin.cells[0]!;
        const limited = { ...another, persona: place.persona, region: place.region };
        const [without, result] = compared(one, [limited]);
        for (const { key } of one.twin.cells.slice(1)) {
          for (const part of ["results", "baseline", "bands", "changeBands", "series"] as const) {
            // Days are cut where any intervention begins, hence sums in another order.
            const [a, b] = [[...numbers(without[part]![key])], [...numbers(result[part]![key])]];
            expectNowhereAbove(a, b);
            expectNowhereAbove(b, a);
          }
        }
      }),
      runs,
    );
  });
});
