import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryTwin } from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { InterventionInput } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { EXPANSION_NET } from "./competition-effect.js";
import { moneyByDraw } from "./money-by-draw.js";
import { simulate } from "./simulate.js";

const runs = { numRuns: 20 };
const DRAWS = 6;

/** Units of a brand over the draws. */
function unitsOf(
  twin: Twin,
  one: InterventionInput,
  { brand, days }: { brand: number; days: number },
) {
  const { money } = moneyByDraw(twin, { interventions: [one], durationDays: days, draws: DRAWS });
  return money!.units![brand]!;
}

const pair = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

describe("more of a promotion", () => {
  const more: Record<string, (value: number) => object> = {
    "a paid bill": (billOffset) => ({ billOffset }),
    "a partner's reach": (reach) => ({ coBrand: { reach, attraction: 1.3 } }),
    "a partner's attraction": (value) => ({ coBrand: { reach: 0.4, attraction: 2 * value } }),
  };
  for (const [name, make] of Object.entries(more)) {
    it(`of ${name}, never lowers the brand's units, what is missed after included, in any draw`, () => {
      fc.assert(
        fc.property(arbitraryTwin, pair, fc.integer({ min: 1, max: 9 }), (twin, values, length) => {
          const [low, high] = values[0] < values[1] ? values : [values[1], values[0]];
          const at = (value: number): InterventionInput => ({
            type: "promotion",
            brand: twin.brands[0]!,
            durationDays: length,
            discount: 0.1,
            ...make(value),
          });
          for (const days of [length, length + 40]) {
            const [less, most] = [low, high].map((value) =>
              unitsOf(twin, at(value), { brand: 0, days }),
            );
            most!.forEach((units, d) => {
              expect(units).toBeGreaterThanOrEqual(less![d]! * (1 - 1e-9));
            });
          }
        }),
        runs,
      );
    });
  }
});

describe("what a competitor does", () => {
  const twin = exampleTwin();
  const shares = (one: object) =>
    simulate(twin, {
      interventions: [{ type: "competition", brand: "Other", ...one } as InterventionInput],
      draws: 0,
    }).change.P0_R0!;

  it("a brand that moves takes more from its target, and more of its gain there, the more alike they are", () => {
    const moves = [0, 0.3, 0.6, 1].map((similarity) =>
      shares({ action: "reposition", target: "FamilyMart", strength: 0.8, similarity }),
    );
    for (const [i, move] of moves.slice(1).entries()) {
      expect(move.FamilyMart!).toBeLessThan(moves[i]!.FamilyMart!);
      const part = (change: typeof move) => -change.FamilyMart! / change.Other!;
      expect(part(move)).toBeGreaterThan(part(moves[i]!));
      expect(move.Other).toBeGreaterThan(0);
    }
  });

  it("new stores add their net part, lost ones take their part, also of those who buy out of habit", () => {
    const free = { ...twin, cells: twin.cells.map((cell) => ({ ...cell, share: cell.choice })) };
    const { choice } = free.cells[0]!;
    const of = (one: object) =>
      simulate(free, {
        interventions: [{ type: "competition", brand: "Other", ...one } as InterventionInput],
        draws: 0,
        durationDays: 300,
        series: true,
      }).series!.P0_R0!.Other!.result;
    const odds = (share: number) => share / (1 - share);
    const grown = of({ action: "expansion", strength: 0.5 }).at(-1)!;
    expect(odds(grown) / odds(choice[2]!)).toBeCloseTo(1 + EXPANSION_NET * 0.5, 6);
    const lost = of({ action: "distribution_loss", strength: 0.5 });
    expect(lost).toStrictEqual(of({ action: "exit", strength: 0.5 }));
    const fewer = of({ action: "distribution", strength: 0.5 });
    expect(fewer[0]).toBeGreaterThan(choice[2]!);
    // At once, since those who do not find it cannot repeat it: habit 0.4 leaves half of its buyers.
    const anew = 1 - 0.4 * (1 - 0.5 * choice[2]!);
    const among = (0.5 * choice[2]!) / (1 - 0.5 * choice[2]!);
    expect(lost[0]).toBeCloseTo(0.4 * 0.5 * choice[2]! + anew * among, 9);
    expect(of({ action: "distribution_loss", strength: 1 })[0]).toBe(0);
  });

  it("a brand enters at its stated utility: e times the weight at 1", () => {
    const weight = (entryUtility?: number) => {
      const { New } = shares({ action: "entry", brand: "New", strength: 0.5, entryUtility });
      return New!;
    };
    expect(weight(0)).toBe(weight());
    expect(weight(1)).toBeGreaterThan(weight(0));
    expect(weight(-2)).toBeLessThan(weight(0));
    const long = simulate(twin, {
      interventions: [
        { type: "competition", action: "entry", brand: "New", strength: 0.5, entryUtility: 1 },
      ],
      draws: 0,
      durationDays: 300,
      series: true,
    }).series!.P0_R0!.New!.result.at(-1)!;
    expect(long / (1 - long)).toBeCloseTo((0.5 * Math.E) / 3, 9);
  });

  it.each([
    [{ action: "reposition", strength: 0.2 }, "target"],
    [{ action: "price", strength: 0.2, similarity: 0.4 }, "similarity"],
    [{ action: "price", strength: 0.2, entryUtility: 0.4 }, "entryUtility"],
  ])("%o is refused for its %s", (one, field) => {
    expect(() => shares(one)).toThrow(
      expect.objectContaining({
        code: "no_lever",
        details: [expect.objectContaining({ pointer: `/interventions/0/${field}` })],
      }),
    );
  });

  it("nobody is left to choose when the last brands lose all their places", () => {
    const gone = twin.brands.map((brand, j) => ({
      type: "competition" as const,
      action: j === 0 ? ("exit" as const) : ("distribution_loss" as const),
      brand,
      strength: 1,
    }));
    expect(() => simulate(twin, { interventions: gone })).toThrow(
      expect.objectContaining({ code: "out_of_range" }),
    );
  });
});

describe("what is given back", () => {
  const twin = exampleTwin();
  const asked = (one: object) => {
    const interventions = [{ type: "promotion", brand: "7-11", ...one } as InterventionInput];
    const { money } = moneyByDraw(twin, { interventions, draws: DRAWS });
    return { revenue: money!.revenue[0]!, cost: money!.cost.variable[0]! };
  };

  it("points cost their worth beyond the usual ones, of all that is spent with the brand", () => {
    const { revenue, cost } = asked({ pointMultiplier: 3 });
    expect(cost[0]! / revenue[0]!).toBeCloseTo(2 * 0.005, 12);
    const fewer = asked({ pointMultiplier: 0.5 });
    expect(fewer.cost[0]! / fewer.revenue[0]!).toBeCloseTo(-0.5 * 0.005, 12);
  });

  it("a paid bill costs its share of what collectors spend", () => {
    const { revenue, cost } = asked({ billOffset: 0.4 });
    const [collectors, budgetShare] = [0.6, 0.03];
    expect(cost[0]! / revenue[0]!).toBeCloseTo(collectors * 0.4 * budgetShare, 12);
  });

  it("discounts, free units and pressure cost nothing more than the revenue they forgo", () => {
    for (const one of [{ discount: 0.3 }, { bogo: true }, { intensity: 2 }]) {
      expect(asked(one).cost.every((value) => value === 0)).toBe(true);
    }
  });

  it("is refused where nobody collects the brand's points", () => {
    expect(() => asked({ brand: "Other", billOffset: 0.1 })).toThrow(
      expect.objectContaining({ code: "no_lever" }),
    );
    const none = { ...twin, loyaltyProgrammes: twin.brands.map(() => 0) };
    for (const one of [{ pointMultiplier: 2 }, { intensity: 1.5 }, { billOffset: 0.1 }]) {
      expect(() => simulate(none, { interventions: [{ type: "promotion", ...one }] })).toThrow(
        expect.objectContaining({ code: "no_lever" }),
      );
    }
  });
});

describe("a trigger", () => {
  const twin = exampleTwin();
  const rain = (more: object) =>
    simulate(twin, {
      interventions: [
        { type: "external", trigger: "rain", value: 1, ...more } as InterventionInput,
      ],
      draws: 0,
      series: true,
    });

  it("acts by its value, where it reaches, as many days later as its lag says", () => {
    const whole = rain({});
    expect(rain({ value: 0.5 }).change.P0_R0!["7-11"]!).toBeLessThan(whole.change.P0_R0!["7-11"]!);
    const late = rain({ lagDays: 4, durationDays: 3 });
    const same = rain({ startDay: 4, durationDays: 3 });
    expect(late.results).toStrictEqual(same.results);
    const { result, baseline } = late.series!.P0_R0!["7-11"]!;
    expect(result.slice(0, 4)).toStrictEqual(baseline.slice(0, 4));
    expect(result[4]).not.toBe(baseline[4]);
    const there = rain({ region: "R1" });
    expect(there.change.P0_R0!["7-11"]).toBe(0);
    expect(there.change.P0_R1!["7-11"]).toBe(whole.change.P0_R1!["7-11"]);
  });
});

describe("what a result says of events", () => {
  const said = (interventions: InterventionInput[], more: object = {}) =>
    simulate(exampleTwin(), { interventions, draws: 0, ...more }).insights.map(({ code }) => code);

  it("that it costs, sells, and earns", () => {
    const margin = { "7-11": 0.3, FamilyMart: 0.3, Other: 0.3 };
    const codes = said([{ type: "promotion", brand: "7-11", pointMultiplier: 3, cost: 100 }], {
      margin,
    });
    expect(codes).toEqual(
      expect.arrayContaining(["units_change", "gross_profit_changes", "costs_money"]),
    );
    expect(said([{ type: "promotion", cost: 100 }])).toStrictEqual([
      "nothing_changes",
      "costs_money",
    ]);
  });

  it("that one begins after the horizon, instead of that nothing was asked", () => {
    const late = { type: "external" as const, trigger: "rain" as const, value: 1, lagDays: 40 };
    expect(said([late])).toStrictEqual(["acts_after_horizon"]);
    expect(said([{ type: "promotion", discount: 0.1 }, late]).at(-1)).toBe("acts_after_horizon");
  });
});
