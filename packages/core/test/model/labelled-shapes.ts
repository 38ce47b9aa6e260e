import {
  cosineOfDegrees,
  exp,
  normal,
  purposeId,
  sineOfDegrees,
  uniform,
} from "../../src/math/index.js";

export type Point = number[];

/** A counter-based source of chance for one set. */
export function chance(seed: number) {
  const purpose = purposeId("labelled sets");
  let drawn = 0;
  const even = (from = 0, to = 1) => from + (to - from) * uniform(seed, 0, drawn++, purpose);
  const bell = (centre = 0, sd = 1) => centre + sd * normal(seed, 1, drawn++, purpose);
  const many = <T>(count: number, of: () => T): T[] => Array.from({ length: count }, of);
  return { even, bell, many };
}
export type Chance = ReturnType<typeof chance>;

export const distance = (a: Point, b: Point) =>
  Math.sqrt(a.reduce((sum, x, j) => sum + (x - (b[j] ?? 0)) * (x - (b[j] ?? 0)), 0));

/** Points along a circle from one angle to another, with a normal spread. */
const arc = (
  by: Chance,
  count: number,
  {
    radius = 1,
    from = 0,
    to = 360,
    sd,
    at = [0, 0],
  }: {
    radius?: number;
    from?: number;
    to?: number;
    sd: number;
    at?: readonly [number, number];
  },
): Point[] =>
  by.many(count, () => {
    const degrees = by.even(from, to);
    return [
      at[0] + radius * cosineOfDegrees(degrees) + by.bell(0, sd),
      at[1] + radius * sineOfDegrees(degrees) + by.bell(0, sd),
    ];
  });

const box = (by: Chance, count: number, low: Point, high: Point): Point[] =>
  by.many(count, () => low.map((from, j) => by.even(from, high[j] ?? from)));

function spiral(
  by: Chance,
  count: number,
  { turn, rounds, sd }: Record<"turn" | "rounds" | "sd", number>,
) {
  return by.many(count, () => {
    const share = Math.sqrt(by.even(0.08, 1));
    const degrees = 360 * rounds * share;
    const radius = rounds * share;
    return [
      radius * cosineOfDegrees(degrees + turn) + by.bell(0, sd),
      radius * sineOfDegrees(degrees + turn) + by.bell(0, sd),
    ];
  });
}

/** Points around the surface of a ball. */
const shell = (by: Chance, count: number, radius: number, sd: number): Point[] =>
  by.many(count, () => {
    const point = by.many(3, () => by.bell());
    const length = distance(point, [0, 0, 0]);
    const far = by.bell(radius, sd);
    return point.map((x) => (far * x) / length);
  });

/** Shapes that are no balls, each with labels that follow from how it was made. */
export const SHAPES: Readonly<Record<string, (by: Chance) => Point[][]>> = {
  "half-moons, 400": (by) => [
    arc(by, 200, { to: 180, sd: 0.08 }),
    arc(by, 200, { from: 180, sd: 0.08, at: [1, 0.45] }),
  ],
  "half-moons, 1500": (by) => [
    arc(by, 750, { to: 180, sd: 0.1 }),
    arc(by, 750, { from: 180, sd: 0.1, at: [1, 0.4] }),
  ],
  "two rings": (by) => [arc(by, 350, { sd: 0.05 }), arc(by, 350, { radius: 0.5, sd: 0.05 })],
  "ring around a blob": (by) => [
    arc(by, 400, { radius: 3, sd: 0.2 }),
    by.many(200, () => [by.bell(0, 0.5), by.bell(0, 0.5)]),
  ],
  "chained rings in space": (by) => [
    arc(by, 400, { sd: 0.08 }).map(([x = 0, y = 0]) => [x, y, by.bell(0, 0.08)]),
    arc(by, 400, { sd: 0.08 }).map(([x = 0, y = 0]) => [x + 1, by.bell(0, 0.08), y]),
  ],
  "ball in a shell": (by) => [
    shell(by, 400, 5, 0.3),
    by.many(400, () => by.many(3, () => by.bell(0, 0.6))),
  ],
  "bars and a disc": (by) => [
    box(by, 200, [0, 0], [4, 0.8]),
    box(by, 120, [0, 1.5], [0.8, 4.5]),
    by.many(120, () => [by.bell(3, 0.4), by.bell(3, 0.4)]),
  ],
  "two spirals": (by) => [
    spiral(by, 500, { turn: 0, rounds: 1.5, sd: 0.04 }),
    spiral(by, 500, { turn: 180, rounds: 1.5, sd: 0.04 }),
  ],
  "four squares": (by) => [
    box(by, 250, [0, 0], [1, 1]),
    box(by, 250, [1.3, 0.1], [2.3, 1.1]),
    box(by, 250, [0.1, 1.3], [1.1, 2.3]),
    box(by, 250, [1.4, 1.4], [2.4, 2.4]),
  ],
  "arc over a blob, bar and blob": (by) => [
    arc(by, 250, { radius: 2, to: 180, sd: 0.12 }),
    by.many(150, () => [by.bell(0, 0.3), by.bell(0.4, 0.3)]),
    box(by, 200, [3.3, -1], [4.3, 2]),
    by.many(120, () => [by.bell(-3.4, 0.35), by.bell(0, 0.35)]),
  ],
  "two parabolas": (by) => [
    by.many(500, () => {
      const x = by.even(-1, 1);
      return [x, x * x + by.bell(0, 0.1)];
    }),
    by.many(500, () => {
      const x = by.even(-1, 1);
      return [x + 0.8, 1.7 - x * x + by.bell(0, 0.1)];
    }),
  ],
  "dense and thin blob": (by) => [
    by.many(400, () => [by.bell(0, 0.3), by.bell(0, 0.3)]),
    by.many(200, () => [by.bell(6.5, 1.6), by.bell(0, 1.6)]),
  ],
};

export const NONE: Readonly<Record<string, (by: Chance) => Point[]>> = {
  "one normal group of 2 traits": (by) => by.many(800, () => [by.bell(), by.bell()]),
  "one normal group of 8 traits": (by) => by.many(600, () => by.many(8, () => by.bell())),
  "uniform, 2 traits": (by) => box(by, 800, [0, 0], [1, 1]),
  "uniform, 4 traits": (by) => box(by, 500, [0, 0, 0, 0], [1, 1, 1, 1]),
  "log-normal, 3 traits": (by) => by.many(700, () => by.many(3, () => exp(by.bell()))),
  "one half-ring": (by) => arc(by, 600, { to: 170, sd: 0.1 }),
};
