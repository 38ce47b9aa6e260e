import fc from "fast-check";
import { expect, it } from "vitest";
import { fillNormal, fillUniform } from "../../math/index.js";
import { kMeans } from "./k-means.js";
import { distance, lloyd } from "./lloyd.js";
import { miniBatch } from "./mini-batch.js";
import type { Points } from "./points.js";

const drawn = (rows: number, columns: number, seed: number): Points => {
  const values = new Float64Array(rows * columns);
  fillUniform(values, seed, 0, 1);
  return { values, rows, columns };
};

/** Four groups in the corners of a square of side 10. */
const corners = (rows: number, seed: number): Points => {
  const values = new Float64Array(2 * rows);
  fillNormal(values, seed, 0, 2);
  for (let i = 0; i < rows; i++) {
    values[2 * i] = (values[2 * i] ?? 0) + 10 * (i % 2);
    values[2 * i + 1] = (values[2 * i + 1] ?? 0) + 10 * (Math.floor(i / 2) % 2);
  }
  return { values, rows, columns: 2 };
};

it("ends where no row is nearer to another centre and every centre is the mean of its rows", () => {
  const shape = fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    columns: fc.integer({ min: 1, max: 4 }),
    k: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(1000),
  });
  fc.assert(
    fc.property(shape, ({ rows, columns, k, seed }) => {
      const points = drawn(rows, columns, seed);
      const { centres, labels, k: found } = kMeans(points, { k, seed, restarts: 2, swaps: 3 });
      expect(found).toBe(Math.min(k, rows));
      for (let i = 0; i < rows; i++) {
        const to = (c: number) =>
          distance(points.values, i * columns, centres, c * columns, columns);
        const nearest = Math.min(...Array.from({ length: found }, (_, c) => to(c)));
        expect(to(labels[i] ?? 0)).toBeLessThanOrEqual(nearest * (1 + 1e-9) + 1e-15);
      }
    }),
    { numRuns: 60 },
  );
});

it("gives the same bits for the same seed", () => {
  const points = drawn(300, 3, 5);
  expect(kMeans(points, { k: 7, seed: 3 })).toEqual(kMeans(points, { k: 7, seed: 3 }));
});

it("finds the planted groups among many rows, where restarts compete on a sample", () => {
  const { inertia, centres, converged } = kMeans(corners(24_000, 1), { k: 4 });
  expect(converged).toBe(true);
  expect(inertia / 48_000).toBeCloseTo(1, 1);
  const rounded = Array.from(centres, (value) => Math.round(value / 10) * 10);
  expect(new Set(rounded)).toEqual(new Set([0, 10]));
});

it("comes as near by batches as by whole passes", () => {
  const points = corners(4000, 2);
  const start = Float64Array.from([3, 3, 7, 2, 2, 8, 8, 8]);
  const whole = lloyd(points, start);
  expect(miniBatch(points, start).inertia / whole.inertia).toBeCloseTo(1, 2);
});

it("gives identical rows one centre", () => {
  const points = { values: new Float64Array(20).fill(3), rows: 10, columns: 2 };
  expect(kMeans(points, { k: 4 })).toMatchObject({ k: 1, inertia: 0 });
});

it.each([
  ["too_few_rows", 0, 2],
  ["out_of_range", 5, 0],
  ["out_of_range", 5, 1.5],
])("refuses with %s", (code, rows, k) => {
  expect(() => kMeans(drawn(rows, 2, 0), { k })).toThrow(expect.objectContaining({ code }));
});
