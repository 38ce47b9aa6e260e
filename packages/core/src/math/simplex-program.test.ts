import fc from "fast-check";
import { expect, it } from "vitest";
import { uniformSource } from "./draw.js";
import { sampleDirichlet } from "./sample.js";
import { minimiseOnSimplices, type SimplexProgram } from "./simplex-program.js";

const valueAt = ({ hessian, linear }: SimplexProgram, x: Float64Array) => {
  const n = x.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    value -= (linear[i] ?? 0) * (x[i] ?? 0);
    for (let j = 0; j < n; j++)
      value += 0.5 * (x[i] ?? 0) * (hessian[i * n + j] ?? 0) * (x[j] ?? 0);
  }
  return value;
};

const programOf = (blocks: number, size: number, rank: number, seed: number): SimplexProgram => {
  const n = blocks * size;
  const next = uniformSource(seed, 0, 1);
  const root = Float64Array.from({ length: rank * n }, () => next() - 0.5);
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < rank; k++)
        hessian[i * n + j] =
          (hessian[i * n + j] ?? 0) + (root[k * n + i] ?? 0) * (root[k * n + j] ?? 0);
    }
  }
  return { hessian, linear: Float64Array.from({ length: n }, () => next() - 0.5), blocks, size };
};

it("finds shares that no other shares undercut, also where the program is singular", () => {
  const blocks = fc.integer({ min: 1, max: 4 });
  const size = fc.integer({ min: 2, max: 4 });
  const rank = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(blocks, size, rank, fc.integer({ min: 0, max: 1e6 }), (b, s, k, seed) => {
      const program = programOf(b, s, k, seed);
      const found = minimiseOnSimplices(program);
      expect(found.converged).toBe(true);
      expect(found.value).toBeCloseTo(valueAt(program, found.at), 8);
      for (let block = 0; block < b; block++) {
        const shares = found.at.subarray(block * s, (block + 1) * s);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }
      const next = uniformSource(seed, 1, 1);
      for (let trial = 0; trial < 20; trial++) {
        const other = new Float64Array(b * s);
        for (let block = 0; block < b; block++) {
          other.set(sampleDirichlet(next, new Float64Array(s).fill(0.3)), block * s);
        }
        expect(valueAt(program, other)).toBeGreaterThanOrEqual(found.value - 1e-7);
      }
    }),
    { numRuns: 60 },
  );
});

it("keeps a held share at its value", () => {
  const program = programOf(2, 3, 8, 5);
  const start = Float64Array.of(0.2, 0.4, 0.4, 1 / 3, 1 / 3, 1 / 3);
  const { at } = minimiseOnSimplices(program, { start, held: 0 });
  expect(at[0]).toBe(0.2);
  expect((at[1] ?? 0) + (at[2] ?? 0)).toBeCloseTo(0.8, 12);
});
