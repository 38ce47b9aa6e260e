import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampledShapleyValues, shapleyValues } from "./shapley.js";

/** A game from a table: the worth of the coalition whose players' bits are set. */
const tableGame = (table: readonly number[]) => (members: readonly boolean[]) => {
  const at = members.reduce((sum, isIn, i) => sum + (isIn ? 2 ** i : 0), 0);
  return Float64Array.of(table[at] ?? 0);
};
const numbers = (length: number) =>
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: length, maxLength: length });
const first = (parts: readonly Float64Array[]) => parts.map((part) => part[0] ?? Number.NaN);
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** By the definition: over all orders. */
function byOrders(players: number, table: readonly number[]): number[] {
  const parts = new Array<number>(players).fill(0);
  const orders = permutations(Array.from({ length: players }, (_, i) => i));
  for (const order of orders) {
    let coalition = 0;
    for (const player of order) {
      const joined = coalition + 2 ** player;
      const added = (table[joined] ?? 0) - (table[coalition] ?? 0);
      parts[player] = (parts[player] ?? 0) + added / orders.length;
      coalition = joined;
    }
  }
  return parts;
}
const permutations = (values: readonly number[]): number[][] =>
  values.length === 0
    ? [[]]
    : values.flatMap((value) =>
        permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
      );

describe("the Shapley value", () => {
  it("shares the glove market as the textbook does", () => {
    // Two left gloves and a right one: a pair is worth 1.
    const worth = ([a, b, right]: readonly boolean[]) => Float64Array.of((a || b) && right ? 1 : 0);
    const [a, b, right] = first(shapleyValues(3, worth).parts);
    expect([a, b, right]).toEqual([
      expect.closeTo(1 / 6, 15),
      expect.closeTo(1 / 6, 15),
      expect.closeTo(2 / 3, 15),
    ]);
  });

  it("is the mean over all orders, and sums to the whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), numbers(32), (players, table) => {
        const { parts } = shapleyValues(players, tableGame(table));
        const expected = byOrders(players, table);
        expected.forEach((value, i) => {
          expect(parts[i]?.[0]).toBeCloseTo(value, 11);
        });
        const whole = (table[2 ** players - 1] ?? 0) - (table[0] ?? 0);
        expect(sumOf(first(parts))).toBeCloseTo(whole, 11);
      }),
      { numRuns: 60 },
    );
  });

  it("has nobody to share among without players", () => {
    expect(shapleyValues(0, () => Float64Array.of(3)).parts).toEqual([]);
  });
});

describe("the sampled Shapley value", () => {
  it("sums to the whole, and is exact for two players or where the game adds up", () => {
    fc.assert(
      fc.property(numbers(4), numbers(16), (two, sizes) => {
        const pairs = { pairs: 4, seed: 7 };
        const exact = shapleyValues(2, tableGame(two)).parts;
        const drawn = sampledShapleyValues(2, tableGame(two), pairs);
        expect(first(drawn.parts)[0]).toBeCloseTo(exact[0]?.[0] ?? 0, 11);
        const additive = (members: readonly boolean[]) =>
          Float64Array.of(members.reduce((sum, isIn, i) => sum + (isIn ? (sizes[i] ?? 0) : 0), 0));
        const { parts, standardErrors } = sampledShapleyValues(16, additive, pairs);
        sizes.forEach((size, i) => {
          expect(parts[i]?.[0]).toBeCloseTo(size, 11);
          expect(standardErrors?.[i]?.[0]).toBeLessThan(1e-6);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("errs as its standard error says", () => {
    const players = 8;
    const table = Array.from({ length: 2 ** players }, (_, s) => Math.sqrt(s) * ((s * 37) % 11));
    const exact = first(shapleyValues(players, tableGame(table)).parts);
    let within = 0;
    let asked = 0;
    for (let seed = 0; seed < 40; seed++) {
      const drawn = sampledShapleyValues(players, tableGame(table), { pairs: 24, seed });
      expect(sumOf(first(drawn.parts))).toBeCloseTo((table.at(-1) ?? 0) - (table[0] ?? 0), 9);
      exact.forEach((value, i) => {
        const error = drawn.standardErrors?.[i]?.[0] ?? 0;
        asked++;
        if (Math.abs((drawn.parts[i]?.[0] ?? 0) - value) <= 1.96 * error) within++;
      });
    }
    expect(within / asked).toBeGreaterThan(0.88);
    expect(within / asked).toBeLessThan(0.99);
  });
});
