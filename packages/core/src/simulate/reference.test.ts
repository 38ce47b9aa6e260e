import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryCase,
  arbitraryInterventions,
  arbitraryTwin,
} from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { referenceRun } from "../../test/twin/reference-simulation.js";
import { Scenario } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { simulate } from "./simulate.js";

function agrees(twin: Twin, input: Parameters<typeof Scenario.parse>[0]): void {
  const scenario = Scenario.parse({ ...Object(input), draws: 0, series: true });
  const result = simulate(twin, scenario);
  const revenue = result.brands.map(() => 0);
  for (const cell of twin.cells) {
    const naive = referenceRun(twin, cell, scenario);
    result.brands.forEach((brand, j) => {
      expect(result.results[cell.key]?.[brand]).toBeCloseTo(naive.share[j]!, 9);
      const path = result.series?.[cell.key]?.[brand]?.result ?? [];
      naive.path.forEach((period, k) => {
        expect(Math.abs(path[k * twin.periodDays]! - period[j]!)).toBeLessThan(1e-9);
      });
      revenue[j]! += naive.revenue[j]!;
    });
    expect(result.incidence[cell.key]).toBeCloseTo(naive.incidence, 9);
  }
  result.brands.forEach((brand, j) => {
    const { baseline, change } = result.money!.byBrand[brand]!;
    expect(Math.abs(baseline + change.value - revenue[j]!)).toBeLessThan(1e-9 * (1 + revenue[j]!));
  });
}

describe("the engine against a naive simulation with explicit matrices", () => {
  for (const type of ["price_change", "promotion", "competition", "external"] as const) {
    it(`agrees on one ${type}`, () => {
      const asked = arbitraryTwin.chain((twin) =>
        fc.tuple(fc.constant(twin), arbitraryInterventions(twin)[type]),
      );
      fc.assert(
        fc.property(asked, ([twin, one]) => agrees(twin, { interventions: [one] })),
        { numRuns: 25 },
      );
    });
  }

  it("agrees on stacks of any kind", () => {
    fc.assert(
      fc.property(arbitraryCase(4), ({ twin, interventions, durationDays }) =>
        agrees(twin, { interventions, durationDays }),
      ),
      { numRuns: 40 },
    );
  });

  for (const target of [undefined, "FamilyMart"]) {
    it(`agrees on an entry ${target ? `aimed at ${target}` : "aimed at nobody"}`, () => {
      const entry = { type: "competition", action: "entry", brand: "New", strength: 0.6, target };
      const again = {
        ...entry,
        brand: "Newer",
        startDay: 5,
        durationDays: 9,
        ...(target && { similarity: 0.9 }),
      };
      for (const interventions of [[entry], [entry, again]]) {
        agrees(exampleTwin(), { interventions: JSON.parse(JSON.stringify(interventions)) });
      }
    });
  }

  it("agrees when a brand leaves for good", () => {
    const exit = { type: "competition", action: "exit", brand: "Other", strength: 1 };
    agrees(exampleTwin(), { interventions: [exit] });
  });
});
