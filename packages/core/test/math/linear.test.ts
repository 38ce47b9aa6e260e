import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cholesky,
  choleskyJittered,
  invertFromCholesky,
  invertSymmetric,
  solveCholesky,
  symmetricEigen,
  weightedLeastSquares,
} from "../../src/math/index.js";
import "./ulp.js";

const reference = JSON.parse(
  readFileSync(new URL("linear-reference.json", import.meta.url), "utf8"),
);
const columns = 3;
const regression = {
  x: Float64Array.from(reference.x),
  y: Float64Array.from(reference.y),
  weights: Float64Array.from(reference.weights),
  columns,
};

function expectAll(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) {
    expect(found[i]).toBeCloseToRatio(expected[i] ?? Number.NaN, tolerance);
  }
}

/** A symmetric positive definite matrix B Bᵀ + I from any numbers. */
const definite = fc
  .integer({ min: 1, max: 6 })
  .chain((n) =>
    fc.tuple(
      fc.constant(n),
      fc.array(fc.double({ noNaN: true, min: -10, max: 10 }), {
        minLength: n * n,
        maxLength: n * n,
      }),
    ),
  )
  .map(([n, b]) => {
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let value = i === j ? 1 : 0;
        for (let k = 0; k < n; k++) value += (b[i * n + k] ?? 0) * (b[j * n + k] ?? 0);
        a[i * n + j] = value;
      }
    }
    return { a, n };
  });

function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    let value = 0;
    for (let k = 0; k < n; k++)
      value += (a[Math.floor(at / n) * n + k] ?? 0) * (b[k * n + (at % n)] ?? 0);
    return value;
  });
}

describe("weightedLeastSquares", () => {
  it(`agrees with ${reference.source}`, () => {
    const fit = weightedLeastSquares(regression);
    expectAll(fit.coefficients, reference.coefficients, 1e-11);
    expectAll(fit.covariance, reference.covariance, 1e-9);
    expectAll(fit.robustCovariance, reference.hc1, 1e-9);
    expect(fit.residualVariance).toBeCloseToRatio(reference.residualVariance, 1e-12);
    expect([fit.degreesOfFreedom, fit.jitter]).toEqual([37, 0]);
    const { robustCovariance } = weightedLeastSquares({
      ...regression,
      clusters: reference.clusters,
    });
    expectAll(robustCovariance, reference.cr1, 1e-9);
  });

  it("leaves out rows of weight 0, and needs no weights", () => {
    const weights = regression.weights.map((weight, i) => (i < 10 ? 0 : weight));
    const all = weightedLeastSquares({ ...regression, weights });
    const some = weightedLeastSquares({
      x: regression.x.slice(30),
      y: regression.y.slice(10),
      weights: regression.weights.slice(10),
      columns,
    });
    expectAll(all.coefficients, some.coefficients, 1e-12);
    expectAll(all.robustCovariance, some.robustCovariance, 1e-9);
    expect(all.degreesOfFreedom).toBe(27);
    const { x, y } = regression;
    const ones = new Float64Array(40).fill(1);
    expect(weightedLeastSquares({ x, y, columns }).coefficients).toEqual(
      weightedLeastSquares({ x, y, columns, weights: ones }).coefficients,
    );
  });

  it("finds the line that made the data, whatever the scale of its columns", () => {
    const scale = fc.integer({ min: -8, max: 8 }).map((power) => Number(`1e${power}`));
    fc.assert(
      fc.property(scale, fc.double({ noNaN: true, min: -9, max: 9 }), (unit, slope) => {
        const x = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : i * unit));
        const y = Float64Array.from({ length: 20 }, (_, i) => 3 + slope * (2 * i + 1));
        const { coefficients } = weightedLeastSquares({ x, y, columns: 2 });
        expect(Math.abs((coefficients[1] ?? 0) * unit - slope)).toBeLessThan(
          1e-12 * (1 + Math.abs(slope)),
        );
        expect(coefficients[0]).toBeCloseTo(3, 9);
      }),
    );
  });

  it("shares the effect between equal columns and says that it had to", () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => Math.floor(i / 2) + 1);
    const y = Float64Array.from({ length: 10 }, (_, i) => 4 * (i + 1));
    const fit = weightedLeastSquares({ x, y, columns: 2 });
    expect(fit.jitter).toBeGreaterThan(0);
    expectAll(fit.coefficients, [2, 2], 1e-3);
  });

  it.each([
    ["too_few_rows", { x: new Float64Array(6), y: [1, 2], columns: 3 }],
    ["not_finite", { x: Float64Array.of(1, Number.NaN), y: [1, 2], columns: 1 }],
    ["not_finite", { x: Float64Array.of(1, 1), y: [1, Infinity], columns: 1 }],
    ["not_finite", { x: Float64Array.of(1, 1), y: [1, 2], weights: [1, -1], columns: 1 }],
    ["invalid_input", { x: Float64Array.of(1, 1, 1), y: [1, 2], columns: 1 }],
    ["invalid_input", { x: Float64Array.of(1, 1), y: [1, 2], columns: 1, clusters: [1] }],
  ])("refuses with %s (%#)", (code, input) => {
    expect(() => weightedLeastSquares(input)).toThrow(expect.objectContaining({ code }));
  });
});

describe("cholesky", () => {
  it("gives a factor whose square is the matrix, its solutions and its inverse", () => {
    fc.assert(
      fc.property(definite, ({ a, n }) => {
        const factor = cholesky(a, n);
        const transposed = factor.map((_, at) => factor[(at % n) * n + Math.floor(at / n)] ?? 0);
        const back = times(factor, transposed, n);
        const size = Math.max(...a);
        for (let i = 0; i < a.length; i++) {
          expect(Math.abs((back[i] ?? 0) - (a[i] ?? 0))).toBeLessThan(1e-13 * size);
        }
        const inverse = invertSymmetric(a, n);
        expect(inverse).toEqual(invertFromCholesky(factor, n));
        const unit = times(a, inverse, n);
        for (let i = 0; i < a.length; i++) {
          expect(unit[i]).toBeCloseTo(i % (n + 1) === 0 ? 1 : 0, 8);
          expect(inverse[i]).toBe(inverse[(i % n) * n + Math.floor(i / n)]);
        }
        const one = solveCholesky(
          factor,
          n,
          Float64Array.from({ length: n }, (_, i) => a[i * n] ?? 0),
        );
        for (let i = 0; i < n; i++) expect(one[i]).toBeCloseTo(i === 0 ? 1 : 0, 8);
      }),
    );
  });

  it("refuses what is not positive definite, and helps where a little is enough", () => {
    const code = "not_positive_definite";
    const singular = Float64Array.of(1, 1, 1, 1);
    expect(() => cholesky(singular, 2)).toThrow(expect.objectContaining({ code }));
    expect(() => cholesky(Float64Array.of(Number.NaN), 1)).toThrow(
      expect.objectContaining({ code }),
    );
    const { factor, jitter } = choleskyJittered(singular, 2);
    expect(jitter).toBeGreaterThan(0);
    expect(jitter).toBeLessThan(1e-9);
    expect(factor[0]).toBeCloseTo(1, 8);
    expect(choleskyJittered(Float64Array.of(4), 1)).toEqual({
      factor: Float64Array.of(2),
      jitter: 0,
    });
    const indefinite = Float64Array.of(1, 2, 2, 1);
    expect(() => choleskyJittered(indefinite, 2)).toThrow(expect.objectContaining({ code }));
  });
});

describe("symmetricEigen", () => {
  it(`agrees with ${reference.source}`, () => {
    const { values } = symmetricEigen(Float64Array.from(reference.matrix), 6);
    expectAll(values, reference.eigenvalues, 1e-13);
  });

  it("gives unit vectors that the matrix only stretches", () => {
    fc.assert(
      fc.property(definite, ({ a, n }) => {
        const before = a.slice();
        const { values, vectors } = symmetricEigen(a, n);
        expect(a).toEqual(before);
        const size = values[0] ?? 0;
        for (let i = 0; i < n; i++) {
          const v = vectors.subarray(i * n, i * n + n);
          let length = 0;
          for (let r = 0; r < n; r++) {
            let stretched = 0;
            for (let k = 0; k < n; k++) stretched += (a[r * n + k] ?? 0) * (v[k] ?? 0);
            expect(Math.abs(stretched - (values[i] ?? 0) * (v[r] ?? 0))).toBeLessThan(1e-13 * size);
            length += (v[r] ?? 0) * (v[r] ?? 0);
          }
          expect(length).toBeCloseToRatio(1, 1e-13);
          if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1] ?? 0);
        }
      }),
    );
  });

  it("keeps a diagonal matrix as it is", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(1, 0, 0, 5), 2);
    expect([...values]).toEqual([5, 1]);
    expect([...vectors]).toEqual([0, 1, 1, 0]);
  });
});
