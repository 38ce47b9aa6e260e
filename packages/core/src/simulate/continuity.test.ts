import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "../../test/twin/arbitrary-twin.js";
import { COMPETITION_ACTIONS, type Intervention } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { simulate } from "./simulate.js";

/** Small enough that the steepest effect, of a deep discount on a brand that hardly anyone bought, stays below the bound. */
const STEP = 1e-10;
/** No share, and no revenue over its baseline, moves by more than this under a step. */
const SMALL = 1e-3;

/** Parameters with their range and neutral point, as interventions on two brands. */
const LEVERS: Readonly<
  Record<
    string,
    {
      low: number;
      high: number;
      neutral: number | null;
      make: (value: number, brands: readonly [string, string]) => object;
    }
  >
> = {
  price: {
    low: 0.2,
    high: 5,
    neutral: 1,
    make: (value, [brand]) => ({ type: "price_change", price: { [brand]: value } }),
  },
  electricity: {
    low: 0.5,
    high: 3,
    neutral: 1,
    make: (electricityPrice) => ({ type: "price_change", electricityPrice }),
  },
  sensitivity: {
    low: 0.5,
    high: 2,
    neutral: 1,
    make: (priceSensitivity, [brand]) => ({
      type: "price_change",
      price: { [brand]: 1.4 },
      priceSensitivity,
    }),
  },
  discount: {
    low: 0,
    high: 0.89,
    neutral: 0,
    make: (discount, [brand]) => ({ type: "promotion", brand, discount }),
  },
  "points of one": {
    low: 0.5,
    high: 5,
    neutral: 1,
    make: (pointMultiplier, [brand]) => ({ type: "promotion", brand, pointMultiplier }),
  },
  "points of all": {
    low: 0.5,
    high: 5,
    neutral: 1,
    make: (pointMultiplier) => ({ type: "promotion", pointMultiplier }),
  },
  intensity: {
    low: 0,
    high: 2,
    neutral: 1,
    make: (intensity, [brand]) => ({ type: "promotion", brand, intensity }),
  },
  value: {
    low: -50,
    high: 50,
    neutral: 0,
    make: (value) => ({ type: "external", trigger: "rain", value }),
  },
  similarity: {
    low: 0,
    high: 1,
    neutral: 0,
    make: (similarity, [brand, target]) => ({
      type: "competition",
      action: "promotion",
      brand,
      target,
      similarity,
      strength: 0.7,
    }),
  },
  "bill offset": {
    low: 0,
    high: 1 - STEP,
    neutral: 0,
    make: (billOffset, [brand]) => ({ type: "promotion", brand, billOffset }),
  },
  "a partner's reach": {
    low: 0,
    high: 1 - STEP,
    neutral: 0,
    make: (reach, [brand]) => ({ type: "promotion", brand, coBrand: { reach, attraction: 1.5 } }),
  },
  "a partner's attraction": {
    low: 0,
    high: 2,
    neutral: 0,
    make: (attraction, [brand]) => ({
      type: "promotion",
      brand,
      coBrand: { reach: 0.4, attraction },
    }),
  },
  "first utility": {
    low: -5,
    high: 3,
    neutral: null,
    make: (entryUtility) => ({
      type: "competition",
      action: "entry",
      brand: "New",
      strength: 0.4,
      entryUtility,
    }),
  },
  ...Object.fromEntries(
    COMPETITION_ACTIONS.map((action) => [
      `strength of ${action}`,
      {
        low: 0,
        high: 1,
        neutral: action === "exit" || action === "distribution_loss" ? null : 0,
        make: (strength: number, [brand, target]: readonly [string, string]) => ({
          type: "competition",
          action,
          brand: action === "entry" ? "New" : brand,
          target,
          strength,
          similarity: 0.9,
        }),
      },
    ]),
  ),
};

function outcome(twin: Twin, scenario: Parameters<typeof simulate>[1], brands: readonly string[]) {
  const { results, money } = simulate(twin, { ...scenario, draws: 0 });
  const shares = twin.cells.flatMap(({ key }) => brands.map((brand) => results[key]![brand]!));
  const { baseline, byBrand } = money!;
  return [
    ...shares,
    ...brands.map((brand) => byBrand[brand]!.change.value / Math.max(1, baseline.value)),
  ];
}

describe("effects are continuous", () => {
  for (const [name, { low, high, neutral, make }] of Object.entries(LEVERS)) {
    it(`in ${name}, on top of anything, its neutral point and its ends included`, () => {
      const points = fc.oneof(
        fc.constantFrom(low, high - STEP, ...(neutral === null ? [] : [neutral])),
        fc.double({ min: low, max: high - STEP, noNaN: true }),
      );
      fc.assert(
        fc.property(
          arbitraryCase(3),
          points,
          fc.integer({ min: 0, max: 20 }),
          ({ twin, ...scenario }, value, startDay) => {
            const pair = [twin.brands[0]!, twin.brands[1]!] as const;
            const at = (lever: number) => {
              const one = { startDay, ...make(lever, pair) } as Intervention;
              const interventions = [...scenario.interventions, one];
              return outcome(twin, { ...scenario, interventions }, twin.brands);
            };
            const [before, here, after] = [
              at(Math.max(low, value - STEP)),
              at(value),
              at(value + STEP),
            ];
            here.forEach((one, i) => {
              expect(Math.abs(one - before[i]!)).toBeLessThan(SMALL);
              expect(Math.abs(one - after[i]!)).toBeLessThan(SMALL);
            });
            if (value !== neutral) return;
            const without = outcome(twin, scenario, twin.brands);
            if (name === "sensitivity" || name === "similarity") return;
            here.forEach((one, i) => {
              expect(Math.abs(one - without[i]!)).toBeLessThan(1e-9);
            });
          },
        ),
        { numRuns: 20 },
      );
    });
  }
});
