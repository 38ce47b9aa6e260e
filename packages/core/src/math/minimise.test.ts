import fc from "fast-check";
import { expect, it } from "vitest";
import { minimise } from "./minimise.js";

it("finds the bottom of Rosenbrock's valley", () => {
  const found = minimise(
    (x, g) => {
      const [a = 0, b = 0] = x;
      g[0] = -400 * a * (b - a * a) - 2 * (1 - a);
      g[1] = 200 * (b - a * a);
      return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    },
    [-1.2, 1],
  );
  expect(found.converged).toBe(true);
  expect(found.at[0]).toBeCloseTo(1, 6);
  expect(found.at[1]).toBeCloseTo(1, 6);
});

it("finds the centre of any bowl, whatever its axes' scales", () => {
  const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, fc.double({ min: 0.01, max: 100, noNaN: true })), {
        minLength: 1,
        maxLength: 8,
      }),
      (axes) => {
        const found = minimise(
          (x, g) => {
            let value = 0;
            axes.forEach(([centre, weight], i) => {
              const away = (x[i] ?? 0) - centre;
              g[i] = 2 * weight * away;
              value += weight * away * away;
            });
            return value;
          },
          axes.map(() => 0),
          { tolerance: 1e-10, iterations: 500 },
        );
        for (const [i, [centre]] of axes.entries()) expect(found.at[i]).toBeCloseTo(centre, 4);
      },
    ),
    { numRuns: 50 },
  );
});

it("steps back from where the function is not a number", () => {
  // -log(x) + x is no number below 0; a first step of length 1 from 0.5 upwards passes 1.
  const found = minimise(
    (x, g) => {
      const [a = 0] = x;
      g[0] = 1 - 1 / a;
      return a > 0 ? a - Math.log(a) : Number.NaN;
    },
    [30],
  );
  expect(found.at[0]).toBeCloseTo(1, 6);
});
