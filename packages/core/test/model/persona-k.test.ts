import { describe, expect, it } from "vitest";
import { fillNormal } from "../../src/math/index.js";
import { densityPeaks } from "../../src/model/persona/density-peak.js";
import { labelledSets } from "./labelled-sets.js";
import { findGroups } from "./persona-k.js";

describe("the number of personas left to the data", () => {
  const sets = labelledSets(1);

  it.each([
    ["7 of 30 customers", 0.98],
    ["half-moons, 400", 0.95],
    ["bars and a disc", 0.98],
  ])("%s: as many as there are, with the right customers", (name, least) => {
    const set = sets.find((one) => one.name === name);
    expect(set).toBeDefined();
    if (set === undefined) return;
    const { k, found, ari } = findGroups(set);
    expect(found).toBe(k);
    expect(ari).toBeGreaterThan(least);
  });
});

describe("peaks of a density", () => {
  const bells = new Float64Array(800);
  fillNormal(bells, 1, 0, 1);
  const two = bells.map((value, at) => (at % 4 === 0 ? value + 6 : value));
  const points = { rows: 400, columns: 2 };

  it("stand out where there are two groups, and not where there is one", () => {
    const [first = 0, second = 0] = densityPeaks({ ...points, values: two }).prominences;
    expect(first).toBeGreaterThan(6);
    expect(second).toBeLessThan(4);
    const { prominences } = densityPeaks({ ...points, values: bells });
    expect(prominences[0] ?? 0).toBeLessThan(4);
  });

  it("give as many groups as asked for, of any scale of the rows", () => {
    const labels = densityPeaks({ ...points, values: two }).labelsOf(2);
    expect([...new Set(labels)].sort()).toEqual([0, 1]);
    const huge = densityPeaks({ ...points, values: two.map((value) => 1e9 * value) });
    expect([...huge.labelsOf(2)]).toEqual([...labels]);
    const same = densityPeaks({ rows: 40, columns: 2, values: new Float64Array(80) });
    expect(same.prominences.every(Number.isFinite)).toBe(true);
    expect(new Set(same.labelsOf(1)).size).toBe(1);
  });
});
