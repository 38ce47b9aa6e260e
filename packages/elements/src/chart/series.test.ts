import fc from "fast-check";
import { expect, it } from "vitest";
import { dayOf } from "./day.js";
import { decimate } from "./decimate.js";
import { cadence, runs } from "./gap.js";
import { bandPath, linePath } from "./line.js";
import { cursorAfterKey, nearestIndex } from "./nearest.js";

const scale = { x: (day: number) => day * 10, y: (value: number) => 100 - value * 100 };

it("breaks the line at a missing day, month or value, and never bridges it", () => {
  const days = [0, 1, 2, 4, 5, 6, 7];
  expect(runs(days, [1, 1, 1, 1, 1, 1, 1], "day")).toEqual([
    { start: 0, end: 3 },
    { start: 3, end: 7 },
  ]);
  expect(runs([0, 1, 2], [0.5, null, 0.5], "day")).toEqual([
    { start: 0, end: 1 },
    { start: 2, end: 3 },
  ]);
  const months = ["2025-11-01", "2025-12-01", "2026-02-01", "2026-03-01"].map(dayOf);
  expect(runs(months, [1, 1, 1, 1], "month")).toHaveLength(2);
  const path = linePath(
    days,
    days.map(() => 0.5),
    runs(
      days,
      days.map(() => 0.5),
      "day",
    ),
    scale,
  );
  expect(path.path.match(/M/g)).toHaveLength(2);
});

it("takes the records' own cadence: weekly records looked at by day are one line", () => {
  const weekly = [0, 7, 14, 28, 35];
  expect(cadence(weekly, "day")).toBe(7);
  expect(runs(weekly, [1, 1, 1, 1, 1], "day")).toEqual([
    { start: 0, end: 3 },
    { start: 3, end: 5 },
  ]);
});

it("shows a point without neighbours as a dot and its band as a bar", () => {
  const cuts = runs([0, 5], [0.1, 0.2], "day");
  expect(
    linePath(
      [0, 1, 2, 9],
      [0.1, 0.1, 0.1, 0.2],
      runs([0, 1, 2, 9], [0.1, 0.1, 0.1, 0.2], "day"),
      scale,
    ).dots,
  ).toEqual([{ x: 90, y: 80 }]);
  expect(linePath([0, 5], [0.1, 0.2], cuts, scale).dots).toHaveLength(0);
  expect(bandPath([3], [0.1], [0.3], [{ start: 0, end: 1 }], scale)).toBe("M29.0,70.0h2V90.0h-2Z");
});

it("draws nothing of an empty series", () => {
  expect(runs([], [], "day")).toEqual([]);
  expect(linePath([], [], [], scale)).toEqual({ path: "", dots: [] });
});

it("keeps first, lowest, highest and last of each pixel column, and at most four", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 500 }), (y) => {
      const x = y.map((_, i) => i / 25);
      const kept = decimate(x, y);
      for (let column = 0; column <= Math.floor(y.length / 25); column += 1) {
        const all = y.filter((_, i) => Math.floor(x[i] ?? 0) === column);
        const some = kept.filter((i) => Math.floor(x[i] ?? 0) === column).map((i) => y[i] ?? 0);
        if (all.length === 0) continue;
        expect(some.length).toBeLessThanOrEqual(4);
        expect(Math.min(...some)).toBe(Math.min(...all));
        expect(Math.max(...some)).toBe(Math.max(...all));
        expect([some[0], some.at(-1)]).toEqual([all[0], all.at(-1)]);
      }
    }),
  );
});

it("makes a million points into at most four per pixel", () => {
  const n = 1_000_000;
  const x = Float64Array.from({ length: n }, (_, i) => (i / n) * 800);
  const y = Float64Array.from({ length: n }, (_, i) => (i * 7919) % 997);
  expect(decimate(x, y).length).toBeLessThanOrEqual(3200);
});

it("finds the nearest of ascending numbers as a search through all would", () => {
  const sorted = fc.uniqueArray(fc.integer({ min: -999, max: 999 }), { minLength: 1 });
  fc.assert(
    fc.property(sorted, fc.integer({ min: -1200, max: 1200 }), (numbers, target) => {
      numbers.sort((a, b) => a - b);
      const found = numbers[nearestIndex(numbers, target)] ?? Number.NaN;
      expect(Math.abs(found - target)).toBe(Math.min(...numbers.map((n) => Math.abs(n - target))));
    }),
  );
  expect(nearestIndex([], 3)).toBe(-1);
});

it("moves the cursor by keys and stops at the ends", () => {
  expect(cursorAfterKey("ArrowRight", 9, 10)).toBe(9);
  expect(cursorAfterKey("ArrowLeft", 5, 10)).toBe(4);
  expect(cursorAfterKey("PageUp", 0, 100)).toBe(10);
  expect(cursorAfterKey("Home", 5, 10)).toBe(0);
  expect(cursorAfterKey("End", 5, 10)).toBe(9);
  expect(cursorAfterKey("a", 5, 10)).toBeNull();
  expect(cursorAfterKey("End", 0, 0)).toBeNull();
});
