import { expect, it } from "vitest";
import { countNovel } from "./persona-novelty.js";

it("finds a planted group and no group in scatter", () => {
  expect(countNovel([1])).toEqual({
    planted: 1,
    falseNew: {
      "the personas' own customers": 0,
      "uniform over a box": 0,
      "the personas, three times as wide": 0,
      "one wide normal": 0,
    },
  });
});
