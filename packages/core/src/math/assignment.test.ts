import fc from "fast-check";
import { expect, it } from "vitest";
import { assignRows } from "./assignment.js";

it("finds the pairing of least cost, whatever the shape", () => {
  const table = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        costs: fc.array(fc.integer({ min: -9, max: 9 }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
      }),
    );
  fc.assert(
    fc.property(table, ({ rows, columns, costs }) => {
      const found = assignRows(costs, { rows, columns });
      const used = [...found].filter((column) => column >= 0);
      expect(new Set(used).size).toBe(Math.min(rows, columns));
      const total = found.reduce(
        (sum, j, i) => sum + (j < 0 ? 0 : (costs[i * columns + j] ?? 0)),
        0,
      );
      expect(total).toBe(leastOf(costs, { rows, columns }));
    }),
  );
});

it.each([
  ["invalid_input", [1, 2, 3]],
  ["not_finite", [1, Number.NaN, 3, 4]],
])("refuses with %s", (code, costs) => {
  expect(() => assignRows(costs, { rows: 2, columns: 2 })).toThrow(
    expect.objectContaining({ code }),
  );
});

function leastOf(
  costs: readonly number[],
  { rows, columns }: { rows: number; columns: number },
): number {
  const search = (row: number, used: readonly number[]): number => {
    if (row === rows || used.length === Math.min(rows, columns)) {
      return used.length === Math.min(rows, columns) ? 0 : Infinity;
    }
    let best = rows > columns ? search(row + 1, used) : Infinity;
    for (let j = 0; j < columns; j++) {
      if (used.includes(j)) continue;
      best = Math.min(best, (costs[row * columns + j] ?? 0) + search(row + 1, [...used, j]));
    }
    return best;
  };
  return search(0, []);
}
