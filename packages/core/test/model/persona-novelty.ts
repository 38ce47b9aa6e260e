import { detectNovelPersona, fitPersonas, type TraitRow } from "../../src/index.js";
import { plantCustomers, scatterCustomers } from "./planted-customers.js";

const traits = ["a", "b", "c", "d"];
const centres = [
  { a: 0, b: 0, c: 0, d: 0 },
  { a: 9, b: 0, c: 4, d: 0 },
  { a: 0, b: 9, c: 0, d: 6 },
];
const groups = centres.map((centre, i) => ({ size: 150 - 30 * i, centre, sd: 1 }));
const model = fitPersonas(plantCustomers(groups, { seed: 0 }), { resamples: 0 });

/** Customers of whom none is of a new persona, by what scatters them. */
const scatter: Readonly<Record<string, (seed: number) => TraitRow[]>> = {
  "the personas' own customers": (seed) => plantCustomers(groups, { seed }),
  "uniform over a box": (seed) => scatterCustomers(80, { traits, width: 30, seed }),
  "the personas, three times as wide": (seed) =>
    plantCustomers(
      groups.map((one) => ({ ...one, size: 50, sd: 3 })),
      { seed },
    ),
  "one wide normal": (seed) =>
    plantCustomers([{ size: 120, centre: { a: 3, b: 3, c: 1, d: 2 }, sd: 7 }], { seed }),
};

/** In how many of the seeds a new persona is made of scattered customers, by kind; and of a planted group. */
export function countNovel(seeds: readonly number[]): {
  falseNew: Record<string, number>;
  planted: number;
} {
  const found = (rows: readonly TraitRow[], seed: number) =>
    detectNovelPersona(model, rows, { seed }).persona !== null;
  const planted = (seed: number) => [
    ...plantCustomers([{ size: 40, centre: { a: 9, b: 9, c: 9, d: 9 }, sd: 1 }], {
      seed,
      prefix: "p",
    }),
    ...scatterCustomers(20, { traits, width: 20, seed }),
  ];
  return {
    falseNew: Object.fromEntries(
      Object.entries(scatter).map(([kind, rows]) => [
        kind,
        seeds.filter((seed) => found(rows(seed), seed)).length,
      ]),
    ),
    planted: seeds.filter((seed) => found(planted(seed), seed)).length,
  };
}
