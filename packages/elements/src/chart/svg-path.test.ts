import { expect, it } from "vitest";
import { areaBetween, lineThrough } from "./svg-path.js";

it("draws a line to a tenth of a pixel", () => {
  expect(
    lineThrough([
      [0, 10],
      [1.04, 9.96],
      [2.25, -3],
    ]),
  ).toBe("M0,10L1,10L2.3,-3");
});

it("closes the line of one point, and draws nothing of none", () => {
  expect(lineThrough([[1, 2]])).toBe("M1,2Z");
  expect(lineThrough([])).toBe("");
  expect(areaBetween([], [])).toBe("");
});

it("goes along the upper line and back along the lower one", () => {
  const upper = [
    [0, 1],
    [5, 2],
  ] as const;
  const lower = [
    [0, 8],
    [5, 9],
  ] as const;
  expect(areaBetween(upper, lower)).toBe("M0,1L5,2L5,9L0,8Z");
});
