import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "../../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import { log } from "../../math/index.js";
import { type AgentOptionsInput, AgentResult } from "../../schema/agent.js";
import type { ScenarioInput } from "../../schema/scenario.js";
import type { Twin } from "../../schema/twin.js";
import { simulate } from "../simulate.js";
import { runAgents } from "./run-agents.js";

const one = exampleTwin({ personas: 1, regions: 1 });
const KEY = "P0_R0";

const busy: ScenarioInput = {
  interventions: [
    { type: "price_change", price: { FamilyMart: 1.2 } },
    { type: "promotion", brand: "7-11", discount: 0.2, pointMultiplier: 2, durationDays: 4 },
  ],
  durationDays: 8,
  draws: 0,
  series: true,
};

/** Every mechanism at once. */
const LIVELY: AgentOptionsInput = {
  heterogeneity: { price: 0.5, promotion: 0.4, loyalty: 1, rate: 0.5 },
  wordOfMouth: { strength: 1 },
  adoption: { initial: 0.2, innovation: 0.05, imitation: 0.2, lift: 0.5 },
  churn: 0.2,
  entry: 0.3,
  stockpiling: "twin",
};

/** Squared distances of agents' shares from the engine's path, mean over periods and brands. */
function squaredError(twin: Twin, scenario: ScenarioInput, agentsPerCell: number): number {
  const { series } = simulate(twin, { ...scenario, series: true });
  const { cells, brands } = runAgents(twin, scenario, { agentsPerCell });
  const errors = Object.entries(cells).flatMap(([key, cell]) =>
    brands.flatMap((brand) =>
      cell.brands[brand]!.share.mean.map((share, period) => {
        const engine = series![key]![brand]!.result[period * twin.periodDays]!;
        return (share! - engine) * (share! - engine);
      }),
    ),
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

describe("agents who are all alike", () => {
  it("come to the engine's path as one over the root of their number", () => {
    const sizes = [100, 400, 1600, 6400];
    const seeds = Array.from({ length: 6 }, (_, seed) => seed);
    const points = sizes.map((size) => {
      const squares = seeds.map((seed) => squaredError(one, { ...busy, seed }, size));
      return { x: log(size), y: 0.5 * log(squares.reduce((sum, s) => sum + s, 0) / seeds.length) };
    });
    const mean = (of: (p: { x: number; y: number }) => number) =>
      points.reduce((sum, p) => sum + of(p), 0) / points.length;
    const [x, y] = [mean((p) => p.x), mean((p) => p.y)];
    const slope = mean((p) => (p.x - x) * (p.y - y)) / mean((p) => (p.x - x) * (p.x - x));
    expect(slope).toBeGreaterThan(-0.6);
    expect(slope).toBeLessThan(-0.4);
  });

  it("are the engine's people in every scenario: within five standard errors", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin, ...scenario }) => {
        const agentsPerCell = 4000;
        const asked = { ...scenario, draws: 0, durationDays: Math.min(21, scenario.durationDays) };
        // Five standard errors of the share that scatters most.
        const bound = (5 * 0.5) / Math.sqrt(agentsPerCell);
        expect(Math.sqrt(squaredError(twin, asked, agentsPerCell))).toBeLessThan(bound);
      }),
      { numRuns: 8, seed: 7 },
    );
  });

  it("follow brands that enter, leave and are hard to find", () => {
    for (const action of ["entry", "exit", "distribution"] as const) {
      for (const strength of [0.6, 1]) {
        const brand = action === "entry" ? "New" : "7-11";
        const scenario: ScenarioInput = {
          interventions: [{ type: "competition", brand, action, strength, startDay: 2 }],
          durationDays: 8,
          draws: 0,
        };
        expect(squaredError(one, scenario, 10_000)).toBeLessThan(1e-4);
      }
    }
  });

  it("buy as often as the engine says", () => {
    const { incidence } = simulate(one, busy);
    const cell = runAgents(one, busy, { agentsPerCell: 40_000 }).cells[KEY]!;
    const sum = (which: "mean" | "baseline") =>
      Object.values(cell.brands)
        .flatMap(({ units }) => units![which]!)
        .reduce((total: number, units) => total + units!, 0);
    expect(sum("baseline") / 8).toBeCloseTo(400 / 500, 2);
    expect(sum("mean") / sum("baseline")).toBeCloseTo(incidence[KEY]!, 2);
  });

  it("miss after a promotion what the engine's after-dip misses", () => {
    const twin: Twin = {
      ...one,
      cells: one.cells.map((cell) => ({ ...cell, price: cell.price.map(() => 1) })),
      incidence: { ...one.incidence, value: 1 },
      buying: { ...one.buying, value: 0 },
      afterDip: { ...one.afterDip, value: 0.8, standardError: 0 },
    };
    const scenario: ScenarioInput = {
      interventions: [{ type: "promotion", pointMultiplier: 5, durationDays: 10 }],
      durationDays: 60,
      draws: 0,
    };
    const revenue = (afterDip: number) => {
      const dipped = { ...twin, afterDip: { ...twin.afterDip, value: afterDip } };
      return simulate(dipped, scenario).money!.change.value;
    };
    const sold = (stockpiling?: "twin") => {
      const options = { agentsPerCell: 10_000, ...(stockpiling && { stockpiling }) };
      const { brands } = runAgents(twin, scenario, options).cells[KEY]!;
      return Object.values(brands).reduce(
        (sum, { units }) => sum + 500 * units!.mean.reduce((all: number, u) => all + u!, 0),
        0,
      );
    };
    const missed = (sold() - sold("twin")) / (revenue(0) - revenue(0.8));
    expect(missed).toBeGreaterThan(0.95);
    expect(missed).toBeLessThan(1.05);
  });
});

describe("agents of every kind", () => {
  const lively = runAgents(
    exampleTwin(),
    { ...busy, replications: 2 },
    {
      ...LIVELY,
      agentsPerCell: 300,
      cohorts: ["start_brand", "entry_month"],
      follow: [{ cell: KEY, agent: 7 }],
    },
  );

  it("a neutral scenario changes nothing, to the bit, whatever they are like", () => {
    const neutral: ScenarioInput = {
      interventions: [
        { type: "price_change", price: { FamilyMart: 1 } },
        { type: "promotion", discount: 0, pointMultiplier: 1 },
        { type: "competition", brand: "7-11", action: "price", strength: 0 },
        { type: "external", trigger: "rain", value: 0 },
      ],
      durationDays: 6,
      draws: 0,
      replications: 2,
    };
    const { cells } = runAgents(one, neutral, { ...LIVELY, agentsPerCell: 500 });
    for (const { active, adopted, satisfaction, brands } of Object.values(cells)) {
      for (const path of [active, adopted, satisfaction]) {
        expect(path.mean).toStrictEqual(path.baseline);
      }
      for (const { share, units, change } of Object.values(brands)) {
        expect(share.mean).toStrictEqual(share.baseline);
        expect(units!.mean).toStrictEqual(units!.baseline);
        expect(change).toStrictEqual({ mean: 0, standardError: 0, p10: 0, p90: 0 });
      }
    }
  });

  it("have shares that sum to 1, and a result in its form", () => {
    expect(AgentResult.parse(JSON.parse(JSON.stringify(lively)))).toStrictEqual(lively);
    for (const { brands } of Object.values(lively.cells)) {
      for (let period = 0; period < lively.periods; period++) {
        const sum = Object.values(brands).reduce((all, { share }) => all + share.mean[period]!, 0);
        expect(sum).toBeCloseTo(1, 12);
      }
    }
  });

  it("share their luck with the baseline: a change scatters less than its two sides", () => {
    const nudge: ScenarioInput = {
      interventions: [{ type: "price_change", price: { FamilyMart: 1.05 } }],
      durationDays: 8,
      draws: 0,
      replications: 30,
    };
    const { brands } = runAgents(one, nudge, { agentsPerCell: 300 }).cells[KEY]!;
    const { change, result } = brands.FamilyMart!;
    expect(change!.standardError!).toBeLessThan(0.5 * result!.standardError!);
  });

  it("cohorts hold everybody once, and forget where they began", () => {
    for (const by of ["start_brand", "entry_month"] as const) {
      const cohorts = lively.cohorts.filter((one) => one.cell === KEY && one.by === by);
      lively.cells[KEY]!.active.mean.forEach((active, period) => {
        const sum = cohorts.reduce((all, cohort) => all + cohort.active.mean[period]!, 0);
        expect(sum).toBeCloseTo(300 * active!, 9);
      });
    }
    const loyal = lively.cohorts.find(({ cell, name }) => cell === KEY && name === "Other")!;
    const own = loyal.share.Other!.mean;
    expect(own[0]!).toBeGreaterThan(own.at(-1)!);
    expect(own[0]!).toBeGreaterThan(lively.cells[KEY]!.brands.Other!.share.mean[0]!);
    const names = lively.cohorts.filter(({ cell }) => cell === KEY).map(({ name }) => name);
    expect(names).toEqual(["7-11", "FamilyMart", "Other", "newcomers", "start", "day 0 to 7"]);
  });

  it("a journey says what was chosen, why, and at which price", () => {
    const [journey] = lively.journeys;
    expect(lively.journeys).toHaveLength(1);
    expect(journey).toMatchObject({ cell: KEY, agent: 7 });
    const steps = [...journey!.result, ...journey!.baseline];
    expect(steps).toHaveLength(16);
    let before = journey!.startBrand;
    for (const step of journey!.result) {
      if (step.by === "habit") expect(step.brand).toBe(before);
      if (step.state !== "active") expect([step.by, step.units]).toEqual([null, 0]);
      if (step.units > 0 && step.brand === "FamilyMart") expect(step.pricePaid).toBeCloseTo(42, 9);
      before = step.brand;
    }
  });
});

describe("luck", () => {
  const followed = (agentsPerCell: number, more: AgentOptionsInput = {}) =>
    runAgents(
      one,
      { ...busy, seed: 11 },
      {
        heterogeneity: { price: 0.5, loyalty: 1, rate: 0.4 },
        agentsPerCell,
        follow: Array.from({ length: 20 }, (_, agent) => ({ cell: KEY, agent })),
        ...more,
      },
    ).journeys;

  it("of an agent is its own: further agents leave it as it is", () => {
    expect(followed(5001)).toStrictEqual(followed(37));
  });

  it("of one purpose is its own: who may leave chooses as before until then", () => {
    const staying = followed(50);
    followed(50, { churn: 0.9 }).forEach(({ result }, i) => {
      result.forEach((step, k) => {
        if (step.state === "active") expect(step.brand).toBe(staying[i]!.result[k]!.brand);
      });
    });
  });

  it("of a cell and a replication is its own", () => {
    const asked = { agentsPerCell: 200 };
    const { P0_R0: alone } = runAgents(one, busy, asked).cells;
    const { P0_R0: among, P1_R1: other } = runAgents(exampleTwin(), busy, asked).cells;
    expect(among!.brands.Other!.share).toStrictEqual(alone!.brands.Other!.share);
    expect(other!.brands.Other!.share.mean).not.toStrictEqual(alone!.brands.Other!.share.mean);
  });
});
