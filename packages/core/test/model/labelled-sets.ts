import type { TraitRow } from "../../src/index.js";
import { cosineOfDegrees, exp, sineOfDegrees } from "../../src/math/index.js";
import { type Chance, chance, distance, NONE, type Point, SHAPES } from "./labelled-shapes.js";

/** Points with the group that each was drawn from; 0 = scattered over the range. */
export interface LabelledSet {
  readonly name: string;
  readonly kind: string;
  readonly points: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** Groups as they are, group g labelled g + 1; `noise` points scattered over their range, labelled 0. */
function setOf(
  name: string,
  kind: string,
  groups: readonly (readonly Point[])[],
  { by, noise = 0 }: { by?: Chance; noise?: number } = {},
): LabelledSet {
  const points = groups.flat();
  const labels = groups.flatMap((group, g) => group.map(() => g + 1));
  if (by !== undefined && noise > 0) {
    const range = (points[0] ?? []).map((_, j) => {
      const column = points.map((point) => point[j] ?? 0);
      return [Math.min(...column), Math.max(...column)] as const;
    });
    for (const point of by.many(noise, () => range.map(([low, high]) => by.even(low, high)))) {
      points.push(point);
      labels.push(0);
    }
  }
  return { name, kind, points, labels };
}

/** Centres at least `apart` from each other, drawn one after the other in a cube that grows until all fit. */
function centres(by: Chance, k: number, columns: number, apart: number): Point[] {
  for (let side = apart * 1.5; ; side *= 1.1) {
    const found: Point[] = [];
    for (let tries = 0; tries < 2000 && found.length < k; tries++) {
      const centre = by.many(columns, () => by.even(0, side));
      if (found.every((other) => distance(centre, other) >= apart)) found.push(centre);
    }
    if (found.length === k) return found;
  }
}

interface Blobs {
  readonly k: number;
  readonly columns: number;
  readonly rows: number;
  /** Least distance of two centres, in standard deviations of a group of middle width. */
  readonly apart: number;
  /** Greatest factor between a group's standard deviations in different directions, 1 = round. */
  readonly stretch?: number;
  /** Greatest factor between the sizes of groups. */
  readonly sizes?: number;
  readonly noise?: number;
  readonly shape?: "normal" | "wide" | "skewed";
  readonly log?: boolean;
}

/** Groups of normal points; wide: Student's t with 5 degrees of freedom; skewed: sums of three exponentials. */
function blobs(name: string, kind: string, seed: number, blob: Blobs): LabelledSet {
  const { k, columns, rows, apart, stretch = 1, sizes = 1, noise = 0, shape = "normal" } = blob;
  const by = chance(seed);
  const skew = () =>
    -Math.sqrt(1 / 3) * (3 + by.many(3, () => lnUnder(by)).reduce((a, b) => a + b));
  const one = () => (shape === "skewed" ? skew() : by.bell());
  const weights = by.many(k, () => by.even(1, sizes));
  const total = weights.reduce((a, b) => a + b);
  const groups = centres(by, k, columns, apart).map((centre, g) => {
    const scales = by.many(columns, () => by.even(1 / Math.sqrt(stretch), Math.sqrt(stretch)));
    const turns = by.many(columns - 1, () => by.even(0, 180));
    return by.many(Math.round((rows * (weights[g] ?? 1)) / total), () => {
      const width =
        shape === "wide"
          ? Math.sqrt(5 / by.many(5, () => by.bell()).reduce((sum, z) => sum + z * z, 0))
          : 1;
      const point = scales.map((scale) => width * scale * one());
      // Turned in the plane of each two columns that follow one another.
      turns.forEach((degrees, j) => {
        const [x = 0, y = 0] = [point[j], point[j + 1]];
        const [c, s] = [cosineOfDegrees(degrees), sineOfDegrees(degrees)];
        if (stretch > 1) [point[j], point[j + 1]] = [c * x - s * y, s * x + c * y];
      });
      return point.map((x, j) => {
        const value = x + (centre[j] ?? 0);
        return blob.log === true ? exp(value / 2) : value;
      });
    });
  });
  return setOf(name, kind, groups, { by, noise });
}

/** Log of a uniform draw by its series in the exponential's inverse: minus an exponential draw. */
function lnUnder(by: Chance): number {
  // An exponential draw is half the squared length of a normal pair.
  const [x, y] = [by.bell(), by.bell()];
  return -(x * x + y * y) / 2;
}

/** Sets of known groups, made anew from a seed: blobs near and far, many and few, shapes, and no groups at all. */
export function labelledSets(seed: number): LabelledSet[] {
  let next = seed;
  const blob = (kind: string, name: string, options: Blobs) => blobs(name, kind, next++, options);
  return [
    blob("blobs", "3 in 2 traits", { k: 3, columns: 2, rows: 600, apart: 5, stretch: 2 }),
    blob("blobs", "5 in 2 traits", { k: 5, columns: 2, rows: 1000, apart: 5, stretch: 2 }),
    blob("blobs", "4 in 4 traits", { k: 4, columns: 4, rows: 400, apart: 5, stretch: 1.5 }),
    blob("blobs", "6 in 8 traits", { k: 6, columns: 8, rows: 1200, apart: 5.5, stretch: 1.5 }),
    blob("blobs", "10 in 5 traits", { k: 10, columns: 5, rows: 2000, apart: 5, stretch: 1.5 }),
    blob("blobs", "8 of unequal size", { k: 8, columns: 2, rows: 2400, apart: 7, sizes: 9 }),
    blob("blobs", "7 of 30 customers", { k: 7, columns: 3, rows: 210, apart: 6 }),
    blob("blobs", "5 of log-normal traits", { k: 5, columns: 3, rows: 1000, apart: 5, log: true }),
    blob("near blobs", "2, 3.5 apart", { k: 2, columns: 2, rows: 500, apart: 3.5 }),
    blob("near blobs", "4, 3.5 apart", { k: 4, columns: 3, rows: 1200, apart: 3.5 }),
    blob("near blobs", "15, 4 apart", { k: 15, columns: 2, rows: 5000, apart: 4, stretch: 1.3 }),
    blob("near blobs", "15, 3.2 apart", {
      k: 15,
      columns: 2,
      rows: 5000,
      apart: 3.2,
      stretch: 1.3,
    }),
    blob("near blobs", "15, 2.7 apart", {
      k: 15,
      columns: 2,
      rows: 5000,
      apart: 2.7,
      stretch: 1.3,
    }),
    blob("near blobs", "30, 4 apart", { k: 30, columns: 2, rows: 3000, apart: 4 }),
    blob("near blobs", "45, 4.2 apart", { k: 45, columns: 2, rows: 6750, apart: 4.2 }),
    blob("scattered", "4, 5 % scattered", {
      k: 4,
      columns: 2,
      rows: 1200,
      apart: 7,
      stretch: 2,
      noise: 60,
    }),
    blob("scattered", "7, 10 % scattered", {
      k: 7,
      columns: 2,
      rows: 2800,
      apart: 8,
      stretch: 2,
      noise: 280,
    }),
    blob("scattered", "5 in 6 traits, 5 % scattered", {
      k: 5,
      columns: 6,
      rows: 1500,
      apart: 7,
      noise: 75,
    }),
    blob("not normal", "3 wide-tailed", { k: 3, columns: 2, rows: 900, apart: 7, shape: "wide" }),
    blob("not normal", "4 wide-tailed in 4 traits", {
      k: 4,
      columns: 4,
      rows: 1200,
      apart: 7,
      shape: "wide",
    }),
    blob("not normal", "3 skewed", { k: 3, columns: 2, rows: 900, apart: 7, shape: "skewed" }),
    blob("not normal", "5 skewed in 3 traits", {
      k: 5,
      columns: 3,
      rows: 1500,
      apart: 7,
      shape: "skewed",
    }),
    ...Object.entries(SHAPES).map(([name, of]) => setOf(name, "shapes", of(chance(next++)))),
    ...Object.entries(NONE).map(([name, of]) => setOf(name, "no groups", [of(chance(next++))])),
  ];
}

/** A set as customers. */
export const customersOf = ({ points }: LabelledSet): TraitRow[] =>
  points.map((point, i) => ({
    id: String(i),
    traits: Object.fromEntries(point.map((value, j) => [`x${j + 1}`, value])),
  }));
