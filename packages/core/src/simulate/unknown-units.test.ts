import { expect, it } from "vitest";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { Twin } from "../schema/twin.js";
import { createDrawTable } from "./draw-table.js";
import { simulate } from "./simulate.js";
import { drawUnits } from "./unknown-units.js";

const plain = exampleTwin();
const unsure = (part: number, region: number): Twin => ({
  ...plain,
  cells: plain.cells.map((cell) => ({ ...cell, unitsSpread: { part, region } })),
});
const asked = {
  interventions: [{ type: "price_change" as const, price: { FamilyMart: 1.1 } }],
  draws: 400,
};
const width = (twin: Twin, what: "baseline" | "change") => {
  const band = simulate(twin, asked).money?.[what].band;
  return (band?.p90 ?? 0) - (band?.p10 ?? 0);
};

it("leaves the bits of a twin whose units are taken as known, and every estimate", () => {
  expect(simulate(unsure(0, 0), { ...asked, draws: 0 }).money).toEqual(
    simulate(plain, { ...asked, draws: 0 }).money,
  );
  const estimate = ({ money }: ReturnType<typeof simulate>) => money?.change.value;
  expect(estimate(simulate(unsure(0.2, 0.1), asked))).toBe(estimate(simulate(plain, asked)));
});

it("sums the parts of a region to its units, draw by draw", () => {
  const twin = unsure(0.3, 0);
  const of = drawUnits(twin, createDrawTable({ seed: 3, draws: 50 }));
  const within = twin.cells.filter(({ region }) => region === "R0");
  for (let d = 0; d <= 50; d++) {
    const units = within.reduce(
      (sum, cell) => sum + (cell.unitsPerDay ?? 0) * (of(cell)?.[d] ?? 0),
      0,
    );
    expect(units).toBeCloseTo(
      within.reduce((sum, cell) => sum + (cell.unitsPerDay ?? 0), 0),
      8,
    );
  }
});

it("widens the bands of money as much as a region's units are not known", () => {
  const relative =
    width(unsure(0, 0.1), "baseline") / (simulate(plain, asked).money?.baseline.value ?? 1);
  // Two regions of a like size, independent: 0.1 / √2 on either side.
  expect(relative).toBeGreaterThan((2 * 1.2816 * 0.1) / Math.SQRT2 / 1.25);
  expect(width(unsure(0.5, 0), "change")).toBeGreaterThan(width(plain, "change"));
});
