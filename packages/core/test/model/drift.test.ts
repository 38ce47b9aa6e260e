import { expect, it } from "vitest";
import { NOISES, studyDrift, studyShares } from "./drift-study.js";

it.each(Object.entries(NOISES))(
  "%s noise raises few alarms, and a shift of three standard deviations is found within 7 days",
  (_, noise) => {
    const { falseAlarms, found } = studyDrift(noise, { runs: 3, reference: 60 });
    expect(falseAlarms).toBeLessThanOrEqual(1);
    expect(found["level - 3 sd"]).toBeGreaterThan(0.5);
  },
);

it("five points of share that change hands are found within 7 days", () => {
  const { falseAlarms, found } = studyShares({ runs: 2, reference: 60, people: 500, points: 0.05 });
  expect(falseAlarms).toBeLessThanOrEqual(1);
  expect(found).toBe(1);
});
