import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { foundIn, plantedTest } from "./uplift-market.js";

const seeds = Array.from({ length: 200 }, (_, i) => i + 1);

it.skipIf(!isProof)(
  "differing effects are found where planted, and in at most 5 % of 200 tests where not (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const runs = (difference: number) =>
      seeds.map((seed) => foundIn(plantedTest(2000, { seed, difference }), seed));
    const share = (found: readonly { differs: boolean }[]) =>
      found.filter(({ differs }) => differs).length / found.length;
    const none = share(runs(0));
    const planted = runs(0.2);
    const mean = planted.reduce((sum, { difference }) => sum + difference, 0) / planted.length;
    recordProof(
      "uplift",
      "Effects that differ among customers, 200 tests of 2,000 customers each",
      {
        "found where there is none": `${(100 * none).toFixed(1)} %`,
        "found where half of the customers answer by 0.2 more": `${(100 * share(planted)).toFixed(1)} %`,
        "mean difference found there": mean.toFixed(3),
      },
    );
    expect(none).toBeLessThanOrEqual(0.05);
    expect(share(planted)).toBeGreaterThanOrEqual(0.95);
    // Drawn to the average as far as held-out customers do not bear it out.
    expect(mean).toBeGreaterThan(0.14);
    expect(mean).toBeLessThan(0.21);
  },
);
