import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { covered } from "./coverage.js";

const seeds = (many: number) => Array.from({ length: many }, (_, i) => i + 1);
const share = ({ inside, total }: { inside: number; total: number }) =>
  `${inside} of ${total} (${((100 * inside) / total).toFixed(1)} %)`;

it.skipIf(!isProof)(
  "95 % intervals cover at least 90 % of the planted price coefficients in 100 seeds (PROOF=1)",
  { timeout: 3_600_000 },
  async () => {
    const { price, habit } = await covered({ seeds: seeds(100) });
    const drifting = await covered({ seeds: seeds(20), drift: 0.02 });
    recordProof(
      "coverage",
      "95 % intervals of a fitted twin against the planted truth, 180 days, 3 brands, 2 × 2 cells",
      {
        "price coefficients covered, 100 seeds": share(price),
        "habits covered, 100 seeds": share(habit),
        "largest distance of a price coefficient, standard errors": price.worst.toFixed(2),
        "price coefficients covered where intercepts drift by 0.02 a day, 20 seeds": share(
          drifting.price,
        ),
      },
    );
    expect(price.inside / price.total).toBeGreaterThanOrEqual(0.9);
    expect(habit.inside / habit.total).toBeGreaterThanOrEqual(0.9);
  },
);
