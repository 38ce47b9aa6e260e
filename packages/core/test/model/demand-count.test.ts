import { describe, expect, it } from "vitest";
import {
  backtestDemand,
  DemandModel,
  fitDemand,
  forecastDemand,
  predictDemand,
} from "../../src/model/demand/index.js";
import { countMarket, PLANTED } from "./count-market.js";
import reference from "./demand-count-reference.json" with { type: "json" };

const covariates = ["feat"];
const rows = countMarket(4);
const sparse = countMarket(7, { groups: 8, level: -1.5, overdispersion: 1 });

it(`agrees with ${reference.source}`, () => {
  const given = reference.rows.map(([group = 0, units = 0, a = 0, b = 0, feat = 0], at) => {
    return { product: "a", group, at, units, prices: { a, b }, feat };
  });
  const options = { covariates, response: "counts", shrinkage: "none" } as const;
  const classical = fitDemand(given, { ...options, errors: "classical" });
  const clustered = fitDemand(given, { ...options, errors: "clustered" });
  const { dispersion, ...figures } = reference.figures;
  for (const [name, [value = 0, plain = 0, robust = 0]] of Object.entries(figures)) {
    const of = (model: DemandModel) => model.elasticities.a?.[name] ?? model.effects.a?.[name];
    expect(of(classical)?.value).toBeCloseTo(value, 8);
    expect(of(classical)?.standardError).toBeCloseTo(plain, 8);
    expect(of(clustered)?.standardError).toBeCloseTo(robust, 8);
  }
  expect(classical.productLevels.a?.counts).toEqual({
    dispersion: expect.closeTo(dispersion, 8),
    overdispersion: 0,
  });
});

describe("a market of small counts, a third of them zero", () => {
  it("finds planted elasticities that logarithms halve", () => {
    const found = { counts: [] as number[], log: [] as number[] };
    for (const [seed, overdispersion] of [
      [1, 0],
      [2, 0],
      [3, 0.5],
      [4, 0.5],
    ] as const) {
      const market = countMarket(seed, { overdispersion });
      for (const response of ["counts", "log"] as const) {
        const { elasticities } = fitDemand(market, { covariates, response });
        for (const [name, own] of Object.entries(PLANTED.own)) {
          found[response].push((elasticities[name]?.[name]?.value ?? 0) - own);
        }
      }
    }
    const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
    expect(Math.abs(mean(found.counts))).toBeLessThan(0.2);
    expect(mean(found.log)).toBeGreaterThan(0.8);
  });

  it("chooses counts by held-out units and says by how much they are better", () => {
    const model = fitDemand(rows, { covariates });
    expect(model.response).toBe("counts");
    expect(model.rowsLeftOut).toBe(0);
    expect(model.weaknesses.map(({ code }) => code)).not.toContain("zero_units_left_out");
    const { counts, log } = model.backtest?.contestants ?? {};
    expect(counts?.deviance?.score).toBeLessThan(0.9 * (log?.deviance?.score ?? 0));
    expect(counts?.deviance?.difference).toBeLessThan(0);
    expect(fitDemand(rows, { covariates, response: "log" }).weaknesses[0]?.code).toBe(
      "zero_units_left_out",
    );
  });

  it("foretells mean units near the planted ones, and counts within their bands", () => {
    const model = fitDemand(rows, { covariates, response: "counts" });
    const back = DemandModel.parse(JSON.parse(JSON.stringify(model)));
    const means = predictDemand(back, rows);
    expect(means).toEqual(predictDemand(model, rows));
    const off = rows.map(({ mean }, i) => Math.abs(Math.log((means[i] ?? 0) / mean)));
    expect(off.reduce((sum, each) => sum + each, 0) / rows.length).toBeLessThan(0.2);
    const bands = forecastDemand(model, rows);
    const inside = rows.filter(({ units }, i) => {
      const { low, high } = bands[i] ?? { low: 0, high: 0 };
      return low <= units && units <= high;
    });
    // A band between whole numbers holds at least what it says.
    expect(inside.length / rows.length).toBeGreaterThan(0.8);
    expect(bands.every(({ median, low, high }) => low <= median && median <= high)).toBe(true);
  });

  it("draws products that hardly sold to what all have in common", () => {
    const apart = (shrinkage: "auto" | "none") => {
      const { elasticities } = fitDemand(sparse, { covariates, shrinkage, response: "counts" });
      return Object.entries(PLANTED.own).reduce(
        (sum, [name, own]) => sum + Math.abs((elasticities[name]?.[name]?.value ?? 0) - own),
        0,
      );
    };
    expect(apart("auto")).toBeLessThan(apart("none"));
  });
});

describe("edges", () => {
  it("gives a group that never sold a product a level, and a product that never sold none", () => {
    const some = rows.map((row) =>
      (row.product === "a" && row.group === "g3") || row.product === "c"
        ? { ...row, units: 0 }
        : row,
    );
    const model = fitDemand(some, { covariates, response: "counts" });
    expect(model.products).toEqual(["a", "b"]);
    expect(model.weaknesses[0]).toMatchObject({ code: "zero_units_left_out" });
    const ask = (group: string) => ({
      product: "a",
      group,
      prices: { a: 1, b: 1, c: 1 },
      feat: 0,
    });
    const [unsold = 0, usual = 0] = predictDemand(model, [ask("g3"), ask("new")]);
    expect(unsold).toBeGreaterThan(0);
    expect(unsold).toBeLessThan(usual / 3);
    expect(JSON.stringify(model)).not.toContain("null,null");
  });

  it.each([1e-3, 1e9])("finds the same elasticities of units times %s", (scale) => {
    const scaled = rows.map((row) => ({ ...row, units: row.units * scale }));
    const options = { covariates, response: "counts", shrinkage: "none" } as const;
    const own = (some: typeof rows) => fitDemand(some, options).elasticities.a?.a?.value ?? 0;
    expect(Math.abs(own(scaled) - own(rows))).toBeLessThan(0.3);
    for (const { low, high } of forecastDemand(fitDemand(scaled, options), scaled)) {
      expect(low).toSatisfy(Number.isFinite);
      expect(high).toSatisfy(Number.isFinite);
    }
  });

  it("refuses rows that sold nothing at all", () => {
    const none = rows.map((row) => ({ ...row, units: 0 }));
    for (const response of ["auto", "counts"] as const) {
      const fit = () => fitDemand(none, { covariates, response });
      expect(fit).toThrow(expect.objectContaining({ code: "too_few_rows" }));
    }
  });

  it("backtests mean units, zeros among them", () => {
    const { champion, contestants, heldOut } = backtestDemand(rows, {
      covariates,
      response: "counts",
    });
    expect(champion).toBe("counts");
    expect(heldOut).toBe(rows.filter(({ at }) => Number(at) >= 16).length);
    expect(Object.keys(contestants)).toEqual(["counts", "log"]);
  });
});
