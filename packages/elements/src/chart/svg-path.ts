/** A place in a plot. */
export type Point = readonly [x: number, y: number];

const pixel = (value: number): number => Math.round(value * 10) / 10;

const joined = (points: readonly Point[]): string =>
  points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${pixel(x)},${pixel(y)}`).join("");

/** SVG path data of a line, to a tenth of a pixel; of one point it is closed, so that a round cap shows it. */
export const lineThrough = (points: readonly Point[]): string =>
  points.length === 1 ? `${joined(points)}Z` : joined(points);

/** SVG path data of the area between two lines, both from left to right. */
export const areaBetween = (upper: readonly Point[], lower: readonly Point[]): string =>
  upper.length === 0 ? "" : `${joined([...upper, ...lower.toReversed()])}Z`;
