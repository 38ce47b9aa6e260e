import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import { type AgentOptionsInput, AgentResult } from "../../schema/agent.js";
import type { ScenarioInput } from "../../schema/scenario.js";
import { SimulationResult } from "../../schema/simulation-result.js";
import type { Twin } from "../../schema/twin.js";
import { simulate } from "../simulate.js";
import { createPopulation, populationConditions, stepPopulation } from "./live-population.js";
import { runAgents } from "./run-agents.js";
import { restorePopulation, snapshotPopulation } from "./snapshot.js";

const twin = exampleTwin({ personas: 1, regions: 1 });
const days = (durationDays: number): ScenarioInput => ({ durationDays, draws: 0 });
const unknownRate: Twin = {
  ...twin,
  cells: twin.cells.map((cell) => ({ ...cell, unitsPerDay: null })),
};

describe("what cannot be asked of agents", () => {
  it.each<[AgentOptionsInput, string, string, string]>([
    [{ agentsPerCell: 0 }, "invalid_input", "/agents/agentsPerCell", ">=1"],
    [{ agentsPerCell: 2.5 }, "invalid_input", "/agents/agentsPerCell", "int"],
    [{ agentsPerCell: 1e7 }, "out_of_range", "/agents/agentsPerCell", "360000000 bytes"],
    [{ agentsPerCell: 5e6 }, "out_of_range", "/agents/agentsPerCell", "steps"],
    [{ churn: 1 }, "out_of_range", "/agents/churn", "0 to 0.95"],
    [{ churn: -0.1 }, "out_of_range", "/agents/churn", "-0.1"],
    [{ churn: Number.NaN }, "invalid_input", "/agents/churn", "nput"],
    [{ heterogeneity: { price: 5 } }, "out_of_range", "/agents/heterogeneity/price", "0 to 2"],
    [
      { wordOfMouth: { strength: 1, neighbours: 3 } },
      "out_of_range",
      "/agents/wordOfMouth/neighbours",
      "even",
    ],
    [{ adoption: { imitation: 0.5 } }, "no_lever", "/agents/adoption/imitation", "initial"],
    [{ adoption: { lift: 0.5 } }, "no_lever", "/agents/adoption/lift", "initial"],
    [{ follow: [{ cell: "Nowhere", agent: 0 }] }, "unknown_key", "/agents/follow/0/cell", "P0_R0"],
    [
      { agentsPerCell: 10, follow: [{ cell: "P0_R0", agent: 10 }] },
      "out_of_range",
      "/agents/follow/0/agent",
      "0 to 9",
    ],
  ])("%j → %s at %s", (options, code, pointer, says) => {
    const ask = () => runAgents(twin, days(300), options);
    expect(ask).toThrow(
      expect.objectContaining({
        code,
        details: expect.arrayContaining([
          { pointer, detail: expect.stringContaining(says) as string },
        ]) as object,
      }),
    );
  });

  it.each<[AgentOptionsInput, string]>([
    [{ stockpiling: 0.5 }, "/agents/stockpiling"],
    [{ heterogeneity: { rate: 0.5 } }, "/agents/heterogeneity/rate"],
  ])("%j without a purchase rate", (options, pointer) => {
    expect(() => runAgents(unknownRate, days(3), options)).toThrow(
      expect.objectContaining({
        code: "no_lever",
        details: [expect.objectContaining({ pointer }) as object],
      }),
    );
    const known = runAgents(unknownRate, days(3), { ...options, purchaseRate: 0.5 });
    expect(known.cells.P0_R0?.brands.Other?.units).not.toBeNull();
  });

  it("options of agents in a scenario without replications", () => {
    expect(() => simulate(twin, { agents: { churn: 0.1 } })).toThrow(
      expect.objectContaining({ code: "no_lever" }),
    );
  });
});

describe("edges", () => {
  const whole = (result: AgentResult) => {
    expect(AgentResult.parse(JSON.parse(JSON.stringify(result)))).toStrictEqual(result);
    return result;
  };

  it("one agent", () => {
    const { P0_R0 } = whole(runAgents(twin, days(5), { agentsPerCell: 1 })).cells;
    for (const share of P0_R0!.brands.Other!.share.mean) expect([0, 1]).toContain(share);
  });

  it("one brand", () => {
    const alone = exampleTwin({ personas: 1, regions: 1, brands: ["Only"] });
    const dearer: ScenarioInput = {
      ...days(5),
      interventions: [{ type: "price_change", price: { Only: 2 } }],
    };
    const options = { agentsPerCell: 50, heterogeneity: { price: 2 } };
    const { P0_R0 } = whole(runAgents(alone, dearer, options)).cells;
    expect(P0_R0!.brands.Only!.share.mean).toEqual([1, 1, 1, 1, 1]);
  });

  it("a cell without people, and one whose people are not known", () => {
    for (const peopleKnown of [true, false]) {
      const cells = twin.cells.map((cell) => ({ ...cell, people: 0, peopleKnown }));
      // That nobody lives there refuses the whole question, unless its limits say otherwise.
      const asked = { ...days(2), limits: { refusedRows: 0 } };
      const { P0_R0 } = whole(runAgents({ ...twin, cells }, asked)).cells;
      expect(P0_R0).toMatchObject({ agents: 1000, brands: { Other: { units: null } } });
    }
  });

  it("nobody is left", () => {
    const { P0_R0 } = whole(runAgents(twin, days(300), { agentsPerCell: 3, churn: 0.95 })).cells;
    expect(P0_R0!.active.mean.at(-1)).toBe(0);
    expect(P0_R0!.brands.Other!.share.mean.at(-1)).toBeNull();
  });

  it("weeks, the last one cut short", () => {
    const weekly = { ...twin, periodDays: 7 };
    const { periods, cells } = whole(runAgents(weekly, days(10), { agentsPerCell: 20_000 }));
    expect(periods).toBe(2);
    const bought = (period: number) =>
      Object.values(cells.P0_R0!.brands).reduce((sum, one) => sum + one.units!.mean[period]!, 0);
    expect(bought(1) / bought(0)).toBeCloseTo(3 / 7, 2);
  });

  it("a refused scenario has no numbers", () => {
    const refused: ScenarioInput = {
      ...days(5),
      interventions: [{ type: "external", trigger: "sentiment", value: 1 }],
    };
    expect(whole(runAgents(twin, refused))).toMatchObject({
      cells: {},
      verdict: { status: "refused" },
    });
    expect(simulate(twin, { ...refused, replications: 3 }).agents).toBeNull();
  });
});

describe("as part of a simulation", () => {
  it("replications add agents and leave every other bit", () => {
    const asked: ScenarioInput = {
      interventions: [{ type: "price_change", price: { FamilyMart: 1.1 } }],
      draws: 20,
      durationDays: 4,
    };
    const { scenario: _, ...without } = simulate(twin, asked);
    const { scenario: __, ...result } = simulate(twin, { ...asked, replications: 2 });
    expect({ ...result, agents: null }).toStrictEqual(without);
    expect(result.agents).toStrictEqual(runAgents(twin, { ...asked, replications: 2 }));
    const whole = simulate(twin, { ...asked, replications: 2 });
    expect(SimulationResult.parse(JSON.parse(JSON.stringify(whole)))).toStrictEqual(whole);
  });

  it("what is assumed is said and makes the answer weak; what the user gives does not", () => {
    const given = runAgents(twin, days(3), { churn: 0.1, wordOfMouth: { strength: 0 } });
    expect(given.verdict.status).toBe("valid");
    expect(given.parameters["agents.churn"]).toMatchObject({
      value: 0.1,
      origin: { kind: "user" },
    });
    expect(given.parameters).not.toHaveProperty("agents.wordOfMouth.strength");
    const assumed = runAgents(twin, days(3), { churn: "assumed" });
    expect(assumed.verdict).toMatchObject({
      status: "weak",
      reasons: [{ code: "assumed_parameters", values: { names: "agents.churn" } }],
    });
    const dip = runAgents(twin, days(3), { stockpiling: "twin" }).parameters["agents.stockpiling"];
    expect(dip).toStrictEqual(twin.afterDip);
  });
});

describe("a population that lives", () => {
  const lively: AgentOptionsInput = {
    agentsPerCell: 401,
    heterogeneity: { price: 0.5, loyalty: 1 },
    wordOfMouth: { strength: 1 },
    churn: 0.3,
    entry: 0.5,
    stockpiling: 0.4,
    adoption: { initial: 0.2, imitation: 0.3, lift: 0.4 },
  };
  const scenario: ScenarioInput = {
    interventions: [
      { type: "price_change", price: { "7-11": 1.2 }, startDay: 2 },
      { type: "promotion", brand: "FamilyMart", discount: 0.2, durationDays: 3 },
    ],
    durationDays: 6,
    draws: 0,
  };
  const live = (periods: number, population = createPopulation(twin, { ...lively, seed: 9 })) => {
    const conditions = populationConditions(population, { twin, scenario });
    const counts = Array.from({ length: periods }, () => stepPopulation(population, conditions));
    return { population, counts };
  };

  it("goes on from a snapshot as if it had not been interrupted", () => {
    const straight = live(6);
    const first = live(3);
    const text = JSON.stringify(snapshotPopulation(first.population));
    const second = live(3, restorePopulation(JSON.parse(text), { twin }));
    expect([...first.counts, ...second.counts]).toStrictEqual(straight.counts);
    expect(snapshotPopulation(second.population)).toStrictEqual(
      snapshotPopulation(straight.population),
    );
  });

  it("counts what a run of agents counts", () => {
    const { cells } = runAgents(twin, { ...scenario, seed: 9 }, lively);
    live(6).counts.forEach(({ P0_R0: counted }, period) => {
      expect(counted!.active / 401).toBe(cells.P0_R0!.active.mean[period]);
      for (const [brand, agents] of Object.entries(counted!.agents)) {
        expect(agents / counted!.active).toBe(cells.P0_R0!.brands[brand]!.share.mean[period]);
      }
    });
  });

  it("is the same in pieces and whole", () => {
    const options = { agentsPerCell: 70_001, heterogeneity: { price: 0.5 } };
    const run = runAgents(twin, { ...scenario, durationDays: 2 }, options);
    const population = createPopulation(twin, options);
    const conditions = populationConditions(population, { twin, scenario });
    for (const period of [0, 1]) {
      const { agents } = stepPopulation(population, conditions).P0_R0!;
      const share = run.cells.P0_R0!.brands.Other!.share.mean[period];
      expect(agents.Other! / 70_001).toBe(share);
    }
  });

  it("is refused on another twin, beyond the horizon, and when it is not whole", () => {
    const { population } = live(6);
    const conditions = populationConditions(population, { twin, scenario });
    const refuses = (ask: () => unknown, code: string) =>
      expect(ask).toThrow(expect.objectContaining({ code }));
    refuses(() => stepPopulation(population, conditions), "out_of_range");
    const kept = snapshotPopulation(population);
    refuses(() => restorePopulation(kept, { twin: exampleTwin() }), "invalid_twin");
    const cells = kept.cells.map((cell) => ({
      ...cell,
      columns: { ...cell.columns, brand: "AA" },
    }));
    refuses(() => restorePopulation({ ...kept, cells }, { twin }), "invalid_input");
    refuses(() => restorePopulation({ ...kept, version: 2 }, { twin }), "invalid_input");
  });
});
