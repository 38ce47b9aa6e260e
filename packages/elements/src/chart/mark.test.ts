import fc from "fast-check";
import { expect, it } from "vitest";
import { brandMarks } from "./brand-colour.js";
import { intervalMark } from "./interval-mark.js";
import { eventMarks, spreadLabels } from "./label.js";
import { differenceInterval, shareInterval, shareVariance } from "./sampling.js";
import { panelGrid } from "./small-multiple.js";
import { linear } from "./value-axis.js";

it("gives the sampling interval x ± 1.96 √(x(1−x)/n), within 0–1", () => {
  const interval = shareInterval(0.3, 100);
  expect(interval?.low).toBeCloseTo(0.3 - 1.96 * Math.sqrt(0.0021), 5);
  expect(interval?.high).toBeCloseTo(0.3 + 1.96 * Math.sqrt(0.0021), 5);
  expect(shareInterval(0.01, 10)?.low).toBe(0);
  expect(shareInterval(0.3, 0)).toBeNull();
  expect(shareInterval(0.3, null)).toBeNull();
  expect(shareVariance(0.5, { people: 100, noise: 0.04, records: 4 })).toBeCloseTo(0.005, 12);
});

it("calls a difference distinct only when its interval leaves out 0", () => {
  expect(differenceInterval(0.1, 0.0025)).toMatchObject({ distinct: true });
  expect(differenceInterval(0.1, 0.0026)).toMatchObject({ distinct: true });
  expect(differenceInterval(0.1, 0.0027)).toMatchObject({ distinct: false });
  expect(differenceInterval(0, 0)).toMatchObject({ distinct: false });
});

it("cuts whiskers at the edge and says so", () => {
  const mark = intervalMark(
    { value: 0.9, low: 0.5, high: 1.4 },
    linear([0, 1], [0, 100]),
    [0, 100],
  );
  expect(mark).toEqual({ x: 90, from: 50, to: 100, cut: { low: false, high: true } });
});

it("lays panels out without overlap and within the width", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 200, max: 3840 }),
      (count, width) => {
        const grid = panelGrid(count, { width });
        expect(grid.panels).toHaveLength(count);
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
        for (const panel of grid.panels) {
          expect(panel.x + panel.width).toBeLessThanOrEqual(width + 1e-6);
          expect(panel.y + panel.height).toBeLessThanOrEqual(grid.height + 1e-6);
        }
      },
    ),
  );
  expect(panelGrid(4, { width: 1000 })).toMatchObject({ columns: 2, rows: 2 });
  expect(panelGrid(0, { width: 1000 }).height).toBe(0);
});

it("moves labels apart, keeps their order and stays within the range", () => {
  const wanted = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), {
    minLength: 1,
    maxLength: 18,
  });
  fc.assert(
    fc.property(wanted, (centres) => {
      const placed = spreadLabels(centres, { size: 16, range: [0, 300] });
      const sorted = [...placed].sort((a, b) => a - b);
      for (let i = 1; i < sorted.length; i += 1)
        expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(16 - 1e-6);
      expect(sorted[0]).toBeGreaterThanOrEqual(8 - 1e-6);
      expect(sorted.at(-1)).toBeLessThanOrEqual(292 + 1e-6);
      for (const [i, a] of centres.entries())
        for (const [j, b] of centres.entries())
          if (a < b) expect(placed[i]).toBeLessThan(placed[j] ?? 0);
    }),
  );
  expect(spreadLabels([50, 200], { size: 16, range: [0, 300] })).toEqual([50, 200]);
});

it("keeps a brand's colour whatever the order, and the rest grey", () => {
  const marks = brandMarks(["Other", "FamilyMart", "7-11"]);
  expect(marks).toEqual(brandMarks(["7-11", "Other", "FamilyMart"]));
  expect(marks.get("Other")).toEqual({ colour: 0, dash: 0 });
  expect(brandMarks(Array.from({ length: 9 }, (_, i) => `b${i}`)).get("b8")).toEqual({
    colour: 1,
    dash: 1,
  });
});

it("numbers events while their badges fit, and marks them by ticks when there are too many", () => {
  const range = [0, 300] as const;
  expect(eventMarks([100, 100], { size: 16, range })).toEqual({
    numbered: true,
    places: [92, 108],
  });
  const many = Array.from({ length: 10 }, (_, i) => 30 * i);
  expect(eventMarks(many, { size: 16, range })).toEqual({ numbered: false, places: many });
});
