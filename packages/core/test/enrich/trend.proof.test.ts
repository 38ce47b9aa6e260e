import { expect, test } from "vitest";
import { findsInNoise, NOISE_KINDS } from "./noise.js";

const SETS = 200;

test.each(NOISE_KINDS)("at most 5 %% of 200 data sets of noise give any finding, %s", (kind) => {
  let found = 0;
  for (let seed = 1000; seed < 1000 + SETS; seed++) {
    found += Number(findsInNoise(kind, seed, "benjamini-yekutieli"));
  }
  console.info(`${kind}: ${found} of ${SETS}`);
  expect(found / SETS).toBeLessThanOrEqual(0.05);
});
