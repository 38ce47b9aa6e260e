import { expect, it } from "vitest";
import { findAnomalies } from "../../src/intel/index.js";
import { FIRST_DAY, noisyRows, type Planted, SHAPES, tally, tellsOf } from "./planted.js";

const market = { seed: 5, days: 90, regions: 1, memory: 0 as const };
const spike: Planted = { series: 1, day: 70, shape: "spike", sign: 1 };

it.each(SHAPES)("finds most of each planted %s (short form)", (shape) => {
  const { found, planted } = tally({ seeds: [1, 2], regions: 1, memory: 0, shape });
  expect(found / planted).toBeGreaterThanOrEqual(0.8);
});

it("says what, where, when and by how much", () => {
  const { findings } = findAnomalies(noisyRows({ ...market, planted: [spike] }));
  const told = findings.find((finding) => tellsOf(finding, spike));
  expect(told).toMatchObject({ metric: "satisfaction", unit: "fraction", direction: "above" });
  expect(told?.toDay).toBe(FIRST_DAY + 70);
  expect((told?.observed ?? 0) - (told?.expected ?? 0)).toBeGreaterThan(0.02);
});

it("judges a day by the days before it only", () => {
  const rows = noisyRows({ ...market, planted: [spike] });
  const until = rows.filter(({ day }) => day <= FIRST_DAY + 72);
  const known = findAnomalies(until).findings;
  const later = findAnomalies(rows).findings;
  for (const finding of known) expect(later).toContainEqual(finding);
});

it("finds nothing where nothing moves or too little is known", () => {
  const rows = noisyRows({ ...market, planted: [] });
  const [first] = rows;
  const still = rows
    .filter(({ persona }) => persona === "p0")
    .map((row) => ({
      ...first,
      ...row,
      people: 500,
      satisfaction: 0.7,
      digitalAdoption: 0.6,
      gamification: null,
      shares: { A: 0, B: 1 },
    }));
  expect(findAnomalies(still).findings).toEqual([]);
  expect(findAnomalies(rows.filter(({ day }) => day < FIRST_DAY + 28)).findings).toEqual([]);
  expect(findAnomalies([])).toMatchObject({ findings: [], series: 0 });
});
