import { expect, it } from "vitest";
import { scrambledHalton } from "./halton.js";

it("fills every dimension more evenly than chance, strictly inside the unit cube", () => {
  const points = 243;
  const cube = scrambledHalton(points, { dimensions: 7, seed: 4 });
  for (let d = 0; d < 7; d++) {
    const values = Array.from({ length: points }, (_, i) => cube[i * 7 + d] ?? 0).sort(
      (a, b) => a - b,
    );
    const gap = Math.max(...values.map((value, i) => Math.abs(value - (i + 0.5) / points)));
    expect(gap).toBeLessThan(0.06);
    expect(values[0]).toBeGreaterThan(0);
    expect(values.at(-1)).toBeLessThan(1);
  }
});

it("gives the same points for a seed, others for another, and a longer sequence begins with a shorter one", () => {
  const short = scrambledHalton(10, { dimensions: 3, seed: 1 });
  expect(scrambledHalton(20, { dimensions: 3, seed: 1 }).slice(0, 30)).toEqual(short);
  expect(scrambledHalton(10, { dimensions: 3, seed: 2 })).not.toEqual(short);
  expect(() => scrambledHalton(1, { dimensions: 0, seed: 1 })).toThrow(/dimensions/);
});
