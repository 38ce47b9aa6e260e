import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { noncentralTCdf, noncentralTTail } from "../../src/math/noncentral-t.js";
import { studentTCdf } from "../../src/math/student-t.js";

const reference: {
  source: string;
  tails: { t: number; degrees: number; noncentrality: number; tail: number }[];
} = JSON.parse(readFileSync(new URL("noncentral-t-reference.json", import.meta.url), "utf8"));

it(`agrees with ${reference.source}`, () => {
  for (const { t, degrees, noncentrality, tail } of reference.tails) {
    expect(Math.abs(noncentralTTail(t, degrees, noncentrality) - tail)).toBeLessThan(1e-11);
  }
});

it("is Student's t without noncentrality, and its two tails sum to 1", () => {
  for (const [t, degrees] of [
    [2.5, 3],
    [-0.4, 77.5],
    [4, 1e6],
  ] as const) {
    expect(noncentralTCdf(t, degrees, 0)).toBeCloseTo(studentTCdf(t, degrees), 11);
    expect(noncentralTCdf(t, degrees, 1.2) + noncentralTTail(t, degrees, 1.2)).toBeCloseTo(1, 11);
  }
});

it.each([
  [1, 0.5, 0],
  [NaN, 5, 0],
  [1, 5, Infinity],
])("refuses t = %d, %d degrees, noncentrality %d", (t, degrees, noncentrality) => {
  expect(() => noncentralTTail(t, degrees, noncentrality)).toThrow(
    expect.objectContaining({ code: "out_of_range" }),
  );
});
