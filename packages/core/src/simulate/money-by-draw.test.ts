import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { ScenarioInput } from "../schema/scenario.js";
import { bandOf } from "./band.js";
import { moneyByDraw } from "./money-by-draw.js";
import { simulate } from "./simulate.js";

const DRAWS = 10;

function money(twin: Parameters<typeof moneyByDraw>[0], scenario: ScenarioInput) {
  const found = moneyByDraw(twin, scenario).money;
  if (!found) throw new Error("no money");
  return found;
}

const difference = (a: Float64Array, b: Float64Array) => a.map((value, d) => value - b[d]!);

describe("money by draw", () => {
  it("is what the result's money is made of, to the bit", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin, ...asked }) => {
        const scenario = { ...asked, draws: DRAWS, margin: { [twin.brands[0]!]: 0.3 } };
        const found = money(twin, scenario);
        const shown = simulate(twin, scenario).money!;
        found.brands.forEach((brand, j) => {
          const change = difference(found.revenue[j]!, found.baselineRevenue[j]!);
          const units = difference(found.units![j]!, found.baselineUnits![j]!);
          for (const [column, { value, band }] of [
            [change, shown.byBrand[brand]!.change],
            [units, shown.units!.byBrand[brand]!.change],
          ] as const) {
            expect({ value: column[0], band: bandOf(column) }).toStrictEqual({ value, band });
          }
          expect(found.cost.variable[j]![0]).toBe(shown.byBrand[brand]!.cost.value);
          const profit = found.grossProfitChange[j];
          expect(profit?.[0]).toBe(shown.grossProfit!.byBrand[brand]?.value);
        });
        expect(shown.grossProfit!.change).toBeNull();
        expect(found.cost.fixed).toBe(shown.cost.fixed);
      }),
      { numRuns: 20 },
    );
  });

  it("counts units at the price paid, what is missed after a promotion included", () => {
    const twin = exampleTwin({ personas: 1, regions: 1 });
    const [cell] = twin.cells;
    const promotion = {
      type: "promotion" as const,
      brand: "Other",
      discount: 0.25,
      durationDays: 7,
    };
    const within = money(twin, { interventions: [promotion], durationDays: 7, draws: 4 });
    const price = cell!.price[2]!;
    for (const [d, revenue] of within.revenue[2]!.entries()) {
      expect(revenue / within.units![2]![d]!).toBeGreaterThan(0.75 * price * (1 - 1e-12));
      expect(revenue / within.units![2]![d]!).toBeLessThan(price);
      const baseline = within.baselineRevenue[2]![d]! / within.baselineUnits![2]![d]!;
      expect(baseline).toBeCloseTo(price, 9);
    }
    const never = { ...twin, afterDip: { ...twin.afterDip, value: 0, standardError: 0 } };
    const long = { interventions: [promotion], durationDays: 40, draws: 0 };
    expect(money(twin, long).units![2]![0]).toBeLessThan(money(never, long).units![2]![0]!);
  });

  it("keeps goods at their regular cost: gross profit is revenue less that of every unit", () => {
    const twin = exampleTwin({ personas: 1, regions: 1 });
    const margin = { "7-11": 0.3, FamilyMart: 0.25, Other: 0 };
    const scenario = {
      interventions: [{ type: "promotion" as const, brand: "FamilyMart", bogo: true }],
      margin,
      draws: 3,
    };
    const { revenue, baselineRevenue, units, baselineUnits, brands, grossProfitChange } = money(
      twin,
      scenario,
    );
    brands.forEach((brand, j) => {
      const cost = (1 - margin[brand as keyof typeof margin]) * twin.cells[0]!.price[j]!;
      grossProfitChange[j]!.forEach((profit, d) => {
        const more = revenue[j]![d]! - baselineRevenue[j]![d]!;
        expect(profit).toBeCloseTo(more - cost * (units![j]![d]! - baselineUnits![j]![d]!), 6);
      });
    });
    const { grossProfit, cost } = simulate(twin, scenario).money!;
    const total = grossProfitChange.reduce((sum, column) => sum + column![0]!, 0);
    expect(grossProfit!.change!.value).toBeCloseTo(total, 9);
    expect(cost.variable.value).toBe(0);
  });

  it("has no units where nobody counted them, no money where nothing tells it, none when refused", () => {
    const twin = exampleTwin();
    const uncounted = {
      ...twin,
      cells: twin.cells.map((cell) => ({ ...cell, unitsPerDay: null })),
      spending: Object.fromEntries(
        twin.cells.map(({ persona }) => [
          persona,
          { value: 5000, standardDeviation: 500, source: "test" },
        ]),
      ),
    };
    const asked = { interventions: [{ type: "promotion" as const, discount: 0.1 }], draws: 2 };
    expect(money(uncounted, asked)).toMatchObject({ units: null, baselineUnits: null });
    expect(simulate(uncounted, asked).money).toMatchObject({ units: null, grossProfit: null });
    expect(moneyByDraw({ ...uncounted, spending: {} }, asked).money).toBeNull();
    const sentiment = { type: "external" as const, trigger: "sentiment" as const, value: 1 };
    const refused = moneyByDraw(twin, { interventions: [sentiment] });
    expect(refused).toMatchObject({ money: null, verdict: { status: "refused" } });
  });
});
