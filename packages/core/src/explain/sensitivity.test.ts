import { describe, expect, it } from "vitest";
import {
  exactly,
  outcomeOf,
  QUICK,
  RISE,
  STACK,
  sumOf,
} from "../../test/explain/explain-support.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { ScenarioInput } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { explain } from "./explain.js";

const twin = exampleTwin();

describe("the tornado", () => {
  const scenario: ScenarioInput = { interventions: STACK, draws: 300 };
  const { outcomes } = explain(twin, scenario, QUICK);
  const bars = outcomes.find(({ outcome }) => outcome.kind === "share")?.tornado ?? [];

  it("moves one parameter and leaves the others at their estimates", () => {
    const bar = bars.find(({ parameter }) => parameter === "price:FamilyMart");
    const at = (price: number | null | undefined) => {
      const moved: Twin = {
        ...twin,
        price: twin.price.map((one, j) => (j === 1 ? exactly(one, price ?? 0) : one)),
      };
      return outcomeOf(explain(moved, { ...scenario, draws: 0 }, QUICK), "share", "7-11").total
        .value;
    };
    expect(bar?.low).toBeCloseTo(2.7 - 1.2815515655446004 * 0.3, 12);
    expect(bar?.atLow).toBeCloseTo(at(bar?.low), 13);
    expect(bar?.atHigh).toBeCloseTo(at(bar?.high), 13);
  });

  it("is sorted by width, names what acts and nothing else, and shares out the variance", () => {
    const widths = bars.map(({ atLow, atHigh }) => Math.abs(atHigh - atLow));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    const names = bars.map(({ parameter }) => parameter);
    expect(names).toContain("habit");
    expect(names).toContain("rain:7-11");
    for (const idle of ["temperature:7-11", "feature", "bogo", "price:Other"]) {
      expect(names).not.toContain(idle);
    }
    for (const { tornado, varianceExplained } of outcomes) {
      expect(sumOf(tornado.map((bar) => bar.varianceShare ?? 0))).toBeCloseTo(
        varianceExplained ?? 0,
        12,
      );
      expect(varianceExplained).toBeGreaterThan(0.9);
      expect(varianceExplained).toBeLessThan(1 + 1e-12);
    }
  });

  it("gives all the variance to the one thing that is not known", () => {
    const known: Twin = {
      ...twin,
      price: twin.price.map((one) => exactly(one)),
      priceCovariance: twin.priceCovariance.map(() => 0),
      incidence: exactly(twin.incidence),
      buying: exactly(twin.buying),
      cells: twin.cells.map((cell) => ({
        ...cell,
        habit: exactly(cell.habit),
        choiceSpread: [0, 0, 0],
      })),
    };
    const assumed: Twin = {
      ...known,
      points: { ...twin.points, origin: { kind: "assumed", because: "a test" } },
      intensity: exactly(twin.intensity),
      saturation: exactly(twin.saturation),
      afterDip: exactly(twin.afterDip),
    };
    const points: ScenarioInput = {
      interventions: [{ type: "promotion", brand: "7-11", pointMultiplier: 2 }],
      draws: 100,
    };
    const { tornado, assumptions } = outcomeOf(explain(assumed, points, QUICK), "share", "7-11");
    expect(tornado).toMatchObject([{ parameter: "points", origins: ["assumed"] }]);
    expect(tornado[0]?.varianceShare).toBeGreaterThan(0.99);
    expect(assumptions.parameters).toEqual(["points"]);
    expect(assumptions.varianceShare).toBe(tornado[0]?.varianceShare);
    const none = outcomeOf(explain(assumed, { ...points, draws: 0 }, QUICK), "share", "7-11");
    expect(none.tornado[0]?.varianceShare).toBeNull();
    expect(none.varianceExplained).toBeNull();
  });
});

describe("levers", () => {
  it("give the logit's own elasticity where nothing delays and nobody stays away", () => {
    const one: Twin = {
      ...twin,
      incidence: exactly(twin.incidence, 0),
      cells: twin.cells.slice(0, 1).map((cell) => ({ ...cell, habit: exactly(cell.habit, 0) })),
    };
    const explanation = explain(one, { interventions: RISE, draws: 0 }, QUICK);
    const share = outcomeOf(explanation, "share", "FamilyMart");
    const level = share.baseline + share.total.value;
    const place = explanation.outcomes.indexOf(share);
    const [lever] = explanation.levers;
    expect(lever).toMatchObject({ lever: "price", brand: "FamilyMart", asked: 1.1, neutral: 1 });
    expect(lever?.local[place]?.elasticity).toBeCloseTo(-2.7 * (1 - level), 6);
    expect(lever?.points).toHaveLength(10);
    expect(lever?.points.map(({ value }) => value)).toContain(1.1);
    expect(lever?.observed?.low).toBeCloseTo(Math.exp(-0.2), 12);
    expect(lever?.points.every(({ beyond }) => beyond === false)).toBe(true);
  });

  it("mark what was never seen, and leave out what would be refused", () => {
    const interventions = [{ type: "price_change" as const, price: { "7-11": 1.9 } }];
    const { levers } = explain(twin, { interventions, draws: 0 }, QUICK);
    const marks = levers[0]?.points.map(({ value, beyond }) => [value > Math.exp(0.2), beyond]);
    expect(marks?.every(([isBeyond, mark]) => isBeyond === mark)).toBe(true);
    expect(levers[0]?.points.at(-1)).toMatchObject({ value: 1.9, beyond: true });
  });
});
