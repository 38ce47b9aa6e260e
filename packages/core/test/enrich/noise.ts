import { correlateTrends } from "../../src/enrich/trend/correlate-trends.js";
import { normal, uniform } from "../../src/math/draw.js";
import type { Correction } from "../../src/math/false-discovery.js";
import { FIRST_DAY } from "./planted.js";

export const NOISE_KINDS = ["white", "ar(0.7)", "ar(0.95)", "heavy tails", "random walk"] as const;
export type NoiseKind = (typeof NOISE_KINDS)[number];

const MEMORY = { white: 0, "ar(0.7)": 0.7, "ar(0.95)": 0.95, "heavy tails": 0.5, "random walk": 1 };

export function noise(kind: NoiseKind, length: number, seed: number, stream: number): number[] {
  let value = 0;
  return Array.from({ length }, (_, i) => {
    const shock = normal(seed, stream, i, 77);
    const heavy = uniform(seed, stream, i, 78) < 0.05 ? 6 : 1;
    value = MEMORY[kind] * value + (kind === "heavy tails" ? heavy * shock : shock);
    return value;
  });
}

/** Four drivers and three outcomes, the last two of which sum to a constant as shares do; true when anything is found. */
export function findsInNoise(kind: NoiseKind, seed: number, correction: Correction): boolean {
  const days = 365;
  const series = (name: string, stream: number) => ({
    name,
    values: noise(kind, days, seed, stream),
  });
  const drivers = ["a", "b", "c", "d"].map((name, i) => series(name, i + 1));
  const share = series("y", 12);
  const outcomes = [series("x", 11), share, { name: "z", values: share.values.map((v) => 1 - v) }];
  const report = correlateTrends({ drivers, outcomes }, { firstDay: FIRST_DAY, correction, seed });
  return report.pairs.some(({ finding }) => finding);
}
