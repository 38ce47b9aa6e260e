import fc from "fast-check";
import { expect, it } from "vitest";
import { againstMean, pool, shareDistance } from "./pooled.js";
import { numberAxis } from "./value-axis.js";

const cell = fc.record({
  value: fc.double({ min: 0, max: 1, noNaN: true }),
  people: fc.integer({ min: 1, max: 10_000 }),
  records: fc.integer({ min: 1, max: 400 }),
});

it("pools one cell to itself and counts its people once", () => {
  const pooled = pool([{ value: 0.3, people: 100, records: 30 }]);
  expect(pooled?.value).toBeCloseTo(0.3, 12);
  expect(pooled?.variance).toBeCloseTo(0.0021, 12);
});

it("pools halves of a cell to the whole", () => {
  fc.assert(
    fc.property(cell, (one) => {
      const half = { ...one, people: one.people / 2 };
      const [whole, halves] = [pool([one]), pool([half, half])];
      expect(halves?.value).toBeCloseTo(whole?.value ?? 0, 10);
      expect(halves?.variance).toBeCloseTo(whole?.variance ?? 0, 10);
    }),
  );
});

it("gives a mean within its cells, and no variance where people are not known", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 9 }), (cells) => {
      const value = pool(cells)?.value ?? -1;
      expect(value).toBeGreaterThanOrEqual(Math.min(...cells.map((c) => c.value)) - 1e-12);
      expect(value).toBeLessThanOrEqual(Math.max(...cells.map((c) => c.value)) + 1e-12);
    }),
  );
  const unknown = pool([
    { value: 0.2, people: 0, records: 3 },
    { value: 0.4, people: 0, records: 3 },
  ]);
  expect(unknown?.value).toBeCloseTo(0.3, 12);
  expect(unknown?.variance).toBeNull();
  expect(pool([{ value: null, people: 5, records: 1 }])).toBeNull();
});

it("finds no difference between groups that are alike, and differences that weigh out to 0", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
      const groups = cells.map((one) => pool([one]));
      const people = cells.reduce((sum, one) => sum + one.people, 0);
      const sum = groups.reduce(
        (total, group, i) =>
          total + ((group?.people ?? 0) / people) * (againstMean(groups, i)?.difference ?? 0),
        0,
      );
      expect(sum).toBeCloseTo(0, 10);
    }),
  );
  const same = pool([{ value: 0.4, people: 50, records: 2 }]);
  expect(againstMean([same, same], 0)?.difference).toBeCloseTo(0, 12);
  expect(againstMean([same], 0)?.variance).toBe(0);
  expect(againstMean([null, same], 0)).toBeNull();
});

it("measures how far shares are apart: 0 for equal, 1 for nothing in common", () => {
  expect(shareDistance({ a: 0.5, b: 0.5 }, { a: 0.5, b: 0.5 })).toBe(0);
  expect(shareDistance({ a: 1 }, { b: 1 })).toBe(1);
  expect(shareDistance({ a: 0.6, b: 0.4 }, { a: 0.5, b: 0.5 })).toBeCloseTo(0.1, 12);
});

it("puts 0 on an axis of any numbers", () => {
  expect(numberAxis([-3.2, -1]).domain).toEqual([-3.5, 0]);
  expect(numberAxis([]).domain).toEqual([0, 1]);
});
