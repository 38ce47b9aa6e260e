import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { countNovel } from "./persona-novelty.js";

it.skipIf(!isProof)(
  "a new persona is made of a planted group, and of scattered customers in at most 5 % of 200 seeds (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const seeds = Array.from({ length: 200 }, (_, i) => i + 1);
    const { falseNew, planted } = countNovel(seeds);
    const share = (count: number) => `${count} of 200 (${(count / 2).toFixed(1)} %)`;
    recordProof("persona-novelty", "New personas: planted groups, and scattered customers", {
      "planted group of 40 among 20 scattered customers found": share(planted),
      ...Object.fromEntries(
        Object.entries(falseNew).map(([kind, count]) => [
          `false new persona, ${kind}`,
          share(count),
        ]),
      ),
    });
    expect(planted).toBeGreaterThanOrEqual(190);
    for (const count of Object.values(falseNew)) expect(count).toBeLessThanOrEqual(10);
  },
);
