import { expect, it } from "vitest";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import type { AgentOptionsInput } from "../../schema/agent.js";
import type { ScenarioInput } from "../../schema/scenario.js";
import { createPopulation } from "./live-population.js";
import { listen, networkOf } from "./neighbour.js";
import { BYTES_PER_AGENT } from "./population.js";
import { runAgents } from "./run-agents.js";

const twin = exampleTwin({ personas: 1, regions: 1 });
const AGENTS = 2500;

const dearer: ScenarioInput = {
  interventions: [{ type: "price_change", price: { FamilyMart: 1.3 } }],
  durationDays: 30,
  draws: 0,
};

const cellOf = (options: AgentOptionsInput, scenario: ScenarioInput = dearer) =>
  runAgents(twin, scenario, { agentsPerCell: AGENTS, ...options }).cells.P0_R0!;

it("an agent takes no more than 64 bytes", () => {
  const { columns } = createPopulation(twin, { agentsPerCell: 1000 }).cells[0]!;
  const bytes = Object.values(columns).reduce((sum, column) => sum + column.byteLength, 0);
  // Beside the columns: what is bought under the last rule, and the brand that others hear.
  expect(bytes + 1000 * (4 + 1)).toBe(1000 * BYTES_PER_AGENT);
  expect(BYTES_PER_AGENT).toBeLessThanOrEqual(64);
});

it("people who differ have the twin's numbers on average", () => {
  const { columns } = createPopulation(twin, {
    agentsPerCell: 40_000,
    heterogeneity: { price: 0.5, promotion: 0.5, loyalty: 1.5, rate: 0.7 },
  }).cells[0]!;
  const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  expect(mean(columns.price)).toBeCloseTo(1, 1);
  expect(mean(columns.promotion)).toBeCloseTo(1, 1);
  expect(mean(columns.loyalty)).toBeCloseTo(0.4, 2);
  expect(mean(columns.rate)).toBeCloseTo(0.8, 1);
  expect(columns.price.every((factor) => factor > 0)).toBe(true);
});

it("people who differ in price coefficients move less together than the mean would", () => {
  const gain = (cell: ReturnType<typeof cellOf>) => cell.brands.FamilyMart!.change!.mean;
  const alike = gain(cellOf({}));
  const differing = gain(cellOf({ heterogeneity: { price: 1.2 } }));
  expect(alike).toBeLessThan(-0.05);
  expect(differing).toBeGreaterThan(alike);
  expect(differing).toBeLessThan(0.5 * alike);
});

it("talk makes a change larger, and leaves the baseline where the engine has it", () => {
  const silent = cellOf({}).brands.FamilyMart!;
  const talking = cellOf({ wordOfMouth: { strength: 1.5 } }).brands.FamilyMart!;
  expect(talking.change!.mean).toBeLessThan(1.15 * silent.change!.mean);
  expect(Math.abs(talking.baseline!.mean - silent.baseline!.mean)).toBeLessThan(0.03);
});

it("everybody hears others of the network, near ones and, where rewired, far ones", () => {
  const counts = new Uint8Array(100);
  const heard = Uint8Array.from({ length: 100 }, (_, i) => i);
  const hears = (agent: number, rewired: number) => {
    const network = networkOf({ neighbours: 4, rewired }, { seed: 1, replication: 0, cell: 2 });
    const total = listen(counts, { network, agent, heard, size: 100 });
    return { total, of: [...counts.entries()].flatMap(([i, n]) => (n > 0 ? [i] : [])) };
  };
  expect(hears(0, 0)).toEqual({ total: 4, of: [1, 2, 98, 99] });
  const far = Array.from({ length: 100 }, (_, agent) => hears(agent, 0.5).of);
  const others = far.flatMap((of, agent) =>
    of.filter((other) => Math.min(Math.abs(other - agent), 100 - Math.abs(other - agent)) > 2),
  );
  expect(others.length).toBeGreaterThan(80);
  expect(far.flat().every((other, i) => other < 100 && i >= 0)).toBe(true);
});

it("people leave and come at the rates asked, newcomers with no brand yet", () => {
  const left = cellOf({ churn: 0.3 }, { durationDays: 30, draws: 0 }).active.mean.at(-1)!;
  expect(left).toBeCloseTo(0.7, 1);
  const grown = cellOf({ entry: 0.3 }, { durationDays: 30, draws: 0 }).active.mean;
  expect(grown[0]).toBeCloseTo(1 + 0.3 / 30, 3);
  expect(grown.at(-1)).toBeCloseTo(1.3, 3);
});

it("people join by themselves and by each other, and joiners respond more", () => {
  const joined = (imitation: number) =>
    cellOf({ adoption: { initial: 0.1, innovation: 0.1, imitation } }).adopted.mean;
  const alone = joined(0);
  const together = joined(0.6);
  expect(alone[0]).toBeCloseTo(0.1, 1);
  expect(alone.at(-1)).toBeCloseTo(1 - 0.9 * 0.9, 1);
  expect(together.at(-1)!).toBeGreaterThan(alone.at(-1)! + 0.05);
  const points: ScenarioInput = {
    interventions: [{ type: "promotion", brand: "7-11", pointMultiplier: 4 }],
    durationDays: 30,
    draws: 0,
  };
  const adoption = { initial: 0.1, innovation: 0.9 };
  const gain = (lift: number) =>
    cellOf({ adoption: { ...adoption, lift } }, points).brands["7-11"]!.change!.mean;
  expect(gain(1)).toBeGreaterThan(1.1 * gain(0));
});

it("a dearer brand leaves its buyers less content, and the discontent leave sooner", () => {
  const { satisfaction, active } = cellOf({ churn: 0.5 });
  expect(satisfaction.baseline!.every((value) => value === 0.5)).toBe(true);
  expect(satisfaction.mean.at(-1)!).toBeLessThan(0.5);
  expect(active.mean.at(-1)!).toBeLessThan(active.baseline!.at(-1)!);
});
