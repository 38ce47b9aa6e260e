import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { SHAPES, SIZES, tally } from "./planted.js";

const seeds = Array.from({ length: 100 }, (_, i) => i + 1);

it.skipIf(!isProof)(
  "planted anomalies are found at ≥ 0.9, and noise raises at most one in 30 days, 100 seeds (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const figures: Record<string, string> = {};
    const recalls: number[] = [];
    const alarms: number[] = [];
    for (const memory of [0, 0.6] as const) {
      for (const shape of SHAPES) {
        const { found, planted, falsePer30Days } = tally({ seeds, regions: 2, memory, shape });
        recalls.push(found / planted);
        alarms.push(falsePer30Days);
        const size = SIZES[memory][shape];
        figures[`${shape} of ${size} standard deviations found, memory ${memory}`] =
          `${found} of ${planted}`;
        figures[`false alarms in 30 days over 24 series, memory ${memory}`] =
          falsePer30Days.toFixed(2);
      }
    }
    recordProof(
      "anomaly",
      "Planted anomalies found, and false alarms, 2 × 2 cells × 6 metrics",
      figures,
    );
    expect(Math.min(...recalls)).toBeGreaterThanOrEqual(0.9);
    expect(Math.max(...alarms)).toBeLessThanOrEqual(1);
  },
);
