import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { SimulationResult } from "../schema/simulation-result.js";
import { simulate } from "./simulate.js";

const cut = { type: "price_change" as const, price: { FamilyMart: 0.9 } };

describe("luck beside what isn't known", () => {
  it("any result has both parts by name, finite, and forecasts that hold the bands", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin, ...scenario }) => {
        const result = simulate(twin, { ...scenario, draws: 12 });
        expect(SimulationResult.parse(JSON.parse(JSON.stringify(result)))).toStrictEqual(result);
        for (const { key } of twin.cells) {
          for (const brand of result.brands) {
            const [known, forecast] = [
              result.bands[key]![brand]!,
              result.forecastBands[key]![brand]!,
            ];
            expect(forecast.p90 - forecast.p10).toBeGreaterThanOrEqual(
              Math.min(1, known.p90) - Math.max(0, known.p10) - 1e-9,
            );
            expect(result.luck[key]![brand]).toBeGreaterThanOrEqual(0);
          }
        }
        const { change } = result.money!;
        expect(change.luck).toBeGreaterThanOrEqual(0);
        expect(change.forecast!.p97_5).toBeGreaterThanOrEqual(change.band!.p97_5 - 1e-6);
      }),
      { numRuns: 8 },
    );
  });

  it("nothing changes: no luck in the change, to the bit", () => {
    const { changeLuck, forecastChangeBands, money } = simulate(exampleTwin(), { draws: 20 });
    for (const brand of ["7-11", "FamilyMart", "Other"]) {
      expect(changeLuck.P0_R0![brand]).toBe(0);
      expect(Object.values(forecastChangeBands.P0_R0![brand]!).every((value) => value === 0)).toBe(
        true,
      );
    }
    expect(money!.change.luck).toBe(0);
    expect(money!.baseline.luck).toBeGreaterThan(0);
  });

  it("is told without draws, shrinks with people and with days, and is the same whatever the seed", () => {
    const luckOf = (people: number, durationDays: number, seed = 0) => {
      const twin = exampleTwin();
      const cells = twin.cells.map((cell) => ({ ...cell, people }));
      const ask = { draws: 0, durationDays, seed, interventions: [cut] };
      const result = simulate({ ...twin, noise: 0, cells }, ask);
      expect(result.forecastBands.P0_R0).toStrictEqual({});
      return [result.luck.P0_R0!.Other!, result.changeLuck.P0_R0!.Other!] as const;
    };
    const [share, change] = luckOf(500, 30);
    const [many, changeOfMany] = luckOf(2000, 30);
    expect(many).toBeCloseTo(share / 2, 12);
    expect(changeOfMany).toBeCloseTo(change / 2, 12);
    expect(luckOf(500, 90)[0]).toBeLessThan(share);
    expect(luckOf(500, 30, 9)).toStrictEqual([share, change]);
    expect(change).toBeLessThan(share);
  });

  it("the luck of a change is that of people who move, when the same people are asked twice", () => {
    const twin = { ...exampleTwin({ personas: 1, regions: 1 }), noise: 0 };
    const luck = { dispersion: 1, persistence: 0, units: 0 };
    const result = simulate({ ...twin, luck }, { draws: 0, durationDays: 1, interventions: [cut] });
    const moved = Math.abs(result.change.P0_R0!.FamilyMart!);
    expect(result.changeLuck.P0_R0!.FamilyMart).toBeCloseTo(
      Math.sqrt((moved * (1 - moved)) / twin.cells[0]!.people),
      12,
    );
  });

  it("daily bands on request: seven quantiles of each day, without and with luck", () => {
    const ask = { draws: 40, durationDays: 10, series: true, interventions: [cut] };
    const plain = simulate(exampleTwin(), ask).series!.P0_R0!.FamilyMart!;
    const full = simulate(exampleTwin(), { ...ask, dailyBands: true }).series!.P0_R0!.FamilyMart!;
    expect(plain.bands).toBeUndefined();
    expect(plain.luck).toHaveLength(10);
    expect(full.p10).toStrictEqual(plain.p10);
    for (let day = 0; day < 10; day++) {
      expect(full.bands!.p10[day]).toBe(plain.p10![day]);
      expect(full.forecast!.p2_5[day]).toBeLessThan(full.bands!.p2_5[day]!);
      expect(full.forecast!.p75[day]).toBeGreaterThan(full.bands!.p75[day]!);
    }
  });
});
