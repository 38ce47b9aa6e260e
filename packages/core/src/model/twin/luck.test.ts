import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import { fillNormal, normalQuantile, sampleBeta, uniformSource } from "../../math/index.js";
import { cellLuck, forecastBand, meanFactor, normalBand, shareForecast } from "./luck.js";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const spread = fc.double({ min: 0, max: 0.3, noNaN: true });

describe("the mean of periods that follow one another", () => {
  it("scatters as the double sum says, whatever the weights", () => {
    const weights = fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 0.98, noNaN: true }), (w, r) => {
        let sum = 0;
        let total = 0;
        w.forEach((a, s) => {
          total += a;
          w.forEach((b, t) => {
            sum += a * b * r ** Math.abs(s - t);
          });
        });
        expect(meanFactor(w, r)).toBeCloseTo(sum / total / total, 10);
      }),
    );
    expect(meanFactor([1], 0.9)).toBe(1);
    expect(meanFactor([1, 1, 1, 1], 0)).toBe(0.25);
  });

  it("is that of a chain of choosers who repeat their brand", () => {
    const [habit, x, periods, runs] = [0.6, 0.3, 20, 4000];
    const next = uniformSource(7, 1, 2);
    let squares = 0;
    for (let run = 0; run < runs; run++) {
      let on = next() < x;
      let mean = 0;
      for (let t = 0; t < periods; t++) {
        if (t > 0 && next() >= habit) on = next() < x;
        mean += Number(on) / periods;
      }
      squares += (mean - x) ** 2 / runs;
    }
    const told = x * (1 - x) * meanFactor(new Array<number>(periods).fill(1), habit);
    expect(squares / told).toBeGreaterThan(0.93);
    expect(squares / told).toBeLessThan(1.07);
  });
});

describe("a forecast's band", () => {
  it("is in order, holds what isn't known, and grows with luck", () => {
    fc.assert(
      fc.property(share, spread, spread, spread, (x, unknown, luck, more) => {
        const known = normalBand(x, unknown);
        const band = shareForecast(known, { share: x, luck });
        const values = Object.values(band);
        values.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(values[i - 1] ?? 0);
          expect(value).toBeLessThanOrEqual(1);
        });
        const narrow = forecastBand(known, { luck });
        const wide = forecastBand(known, { luck: luck + more });
        expect(narrow.p90).toBeGreaterThanOrEqual(known.p90 - 1e-12);
        expect(wide.p2_5).toBeLessThanOrEqual(narrow.p2_5 + 1e-12);
      }),
    );
  });

  it("without luck is the band itself, to the bit where it is centred", () => {
    const band = normalBand(0.3, 0.02);
    const same = forecastBand(band, { luck: 0 });
    for (const [name, value] of Object.entries(band)) {
      expect(same[name as keyof typeof band]).toBeCloseTo(value, 14);
    }
  });

  it("agrees with drawing parameters and records: bands hold as many of 10,000 draws as they say", () => {
    const draws = 10_000;
    for (const [x, unknown, luck] of [
      [0.3, 0.02, 0.02],
      [0.05, 0.005, 0.02],
      [0.9, 0.02, 0.03],
      [0.5, 0.04, 0.005],
    ] as const) {
      const z = new Float64Array(draws);
      fillNormal(z, 5, 6, 7);
      const next = uniformSource(1, 2, 3);
      const counted = (x * (1 - x)) / luck ** 2 - 1;
      const drawn = Float64Array.from(z, (value) => {
        const mean = Math.min(0.999, Math.max(0.001, x + unknown * value));
        return sampleBeta(next, mean * counted, (1 - mean) * counted);
      });
      const band = shareForecast(normalBand(x, unknown), { share: x, luck });
      const within = (low: number, high: number) =>
        drawn.filter((value) => low <= value && value <= high).length / draws;
      expect(Math.abs(within(band.p2_5, band.p97_5) - 0.95), `95 % at ${x}`).toBeLessThan(0.015);
      expect(Math.abs(within(band.p10, band.p90) - 0.8), `80 % at ${x}`).toBeLessThan(0.025);
      expect(Math.abs(within(band.p25, band.p75) - 0.5), `50 % at ${x}`).toBeLessThan(0.025);
    }
  });

  it("is a normal law's where both parts are", () => {
    const band = forecastBand(normalBand(10, 3), { luck: 4 });
    expect(band.p90).toBeCloseTo(10 + 5 * normalQuantile(0.9), 12);
    expect(band.p2_5).toBeCloseTo(10 + 5 * normalQuantile(0.025), 12);
  });
});

it("a twin that doesn't tell how long luck lasts follows the same people", () => {
  const twin = exampleTwin();
  const [cell] = twin.cells;
  if (!cell) throw new Error("no cell");
  expect(cellLuck(twin, cell)).toStrictEqual({ variance: 1 / 500 + 0.001, persistence: 0.4 });
  const luck = { dispersion: 2, persistence: 0.1, units: null };
  expect(cellLuck({ ...twin, luck }, cell).persistence).toBe(0.1);
  expect(cellLuck({ ...twin, luck }, { ...cell, people: 0 }).variance).toBeCloseTo(2.002, 12);
});
