import {
  type FeatureRow,
  fitUplift,
  normal,
  predictUplift,
  purposeId,
  uniformSource,
} from "../../src/index.js";

const PURPOSE = purposeId("planted uplift");

/** Two arms of a coin: half of the customers answer by `difference` more than the other half. */
export function plantedTest(
  count: number,
  { seed, difference }: { seed: number; difference: number },
): FeatureRow[] {
  const next = uniformSource(seed, 0, PURPOSE);
  return Array.from({ length: count }, (_, i) => {
    const isTreated = next() < 0.5;
    const isKeen = next() < 0.5;
    const age = normal(seed, 1, i, PURPOSE);
    const channel = ["web", "phone", "shop"][Math.floor(3 * next())] ?? "web";
    const effect = isTreated ? 0.05 + (isKeen ? difference / 2 : -difference / 2) : 0;
    const bought = next() < 0.3 + (age > 0 ? 0.1 : 0) + (channel === "web" ? 0.05 : 0) + effect;
    return { treated: isTreated, keen: isKeen, age, channel, bought };
  });
}

/** Whether a fit finds that customers differ, and by how much the keen ones. */
export function foundIn(
  rows: readonly FeatureRow[],
  seed = 0,
): { differs: boolean; difference: number } {
  const model = fitUplift(rows, {
    treatment: "treated",
    outcome: "bought",
    features: ["keen", "age", "channel"],
    seed,
  });
  const [keen, other] = predictUplift(model, [
    { keen: true, age: 0, channel: "web" },
    { keen: false, age: 0, channel: "web" },
  ]);
  return {
    differs: model.arms[0]?.method !== "uniform",
    difference: (keen?.true ?? 0) - (other?.true ?? 0),
  };
}
