import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { NOISES, studyDrift, studyShares } from "./drift-study.js";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const runs = 400;

it.skipIf(!isProof)(
  "at most one false alarm in 90 days of noise, changes found within 7 days, in 400 seeds (PROOF=1)",
  { timeout: 3_600_000 },
  () => {
    const figures: Record<string, string> = {};
    for (const [name, noise] of Object.entries(NOISES)) {
      const { falseAlarms, atMostOne, found } = studyDrift(noise, { runs, reference: 90 });
      figures[`${name}: false alarms in 90 days, mean`] = falseAlarms.toFixed(2);
      figures[`${name}: runs with at most one`] = percent(atMostOne);
      for (const [change, share] of Object.entries(found)) {
        figures[`${name}: ${change}, found within 7 days`] = percent(share);
      }
      expect(falseAlarms).toBeLessThanOrEqual(1);
      expect(atMostOne).toBeGreaterThanOrEqual(0.9);
      if (name !== "AR(0.5)") expect(found["level + 2 sd"]).toBeGreaterThanOrEqual(0.9);
    }
    const shares = studyShares({ runs, reference: 90, people: 500, points: 0.05 });
    figures["shares of 3 brands, 500 people a day: false alarms in 90 days, mean"] =
      shares.falseAlarms.toFixed(2);
    figures["shares of 3 brands, 500 people a day: 5 points change hands, found within 7 days"] =
      percent(shares.found);
    expect(shares.falseAlarms).toBeLessThanOrEqual(1);
    expect(shares.found).toBeGreaterThanOrEqual(0.9);
    recordProof(
      "drift",
      `A watch for drift with its defaults, 90 reference days, ${runs} seeds per kind of noise`,
      figures,
    );
  },
);
