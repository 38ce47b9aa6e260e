import { quantileSorted } from "../../math/index.js";
import type { DistinguishingTrait, Persona, TraitScale } from "./persona-model.js";
import { type Points, squared } from "./points.js";
import { original } from "./trait-scale.js";

/** What traits are called, by trait. */
export type TraitNames = Readonly<
  Record<string, { readonly en?: string; readonly "zh-TW"?: string }>
>;

/** Standard deviations of all customers from which a trait sets a persona apart, and how many such traits make its name. */
const APART = 0.5;
const IN_NAME = 3;

/** Everything about the rows of one persona but its id and stability. */
export type Description = Pick<Persona, "size" | "share" | "centre" | "spread" | "distinguishing">;

/**
 * Size, centre, spread and distinguishing traits of each group of rows.
 *
 * @param labels - group of each row, below 0 for none
 */
export function describeGroups(
  points: Points,
  labels: Int32Array,
  { k, scales, customers }: { k: number; scales: readonly TraitScale[]; customers: number },
): Description[] {
  const { values, columns } = points;
  const members: number[][] = Array.from({ length: k }, () => []);
  labels.forEach((label, i) => {
    members[label]?.push(i);
  });
  const { means, deviations } = overall(points);
  return members.map((rows) => {
    const centre: Record<string, number> = {};
    const spread: Record<string, { low: number; high: number }> = {};
    const distinguishing: DistinguishingTrait[] = [];
    for (let j = 0; j < columns; j++) {
      const scale = scales[j]!;
      const sorted = Float64Array.from(rows, (i) => values[i * columns + j]!).sort();
      let mean = 0;
      for (const value of sorted) mean += value;
      mean /= Math.max(1, sorted.length);
      centre[scale.trait] = original(mean, scale);
      spread[scale.trait] = {
        low: original(sorted.length === 0 ? mean : quantileSorted(sorted, 0.16), scale),
        high: original(sorted.length === 0 ? mean : quantileSorted(sorted, 0.84), scale),
      };
      const z = deviations[j]! > 0 ? (mean - means[j]!) / deviations[j]! : 0;
      if (Math.abs(z) < APART || rows.length === 0) continue;
      distinguishing.push({
        trait: scale.trait,
        direction: z > 0 ? "high" : "low",
        z,
        value: centre[scale.trait]!,
        unit: scale.unit,
      });
    }
    distinguishing.sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.trait < b.trait ? -1 : 1));
    return { size: rows.length, share: rows.length / customers, centre, spread, distinguishing };
  });
}

function overall({ values, rows, columns }: Points): {
  means: Float64Array;
  deviations: Float64Array;
} {
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) means[j]! += values[at]! / rows;
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++)
      deviations[j]! += squared(values[at]! - means[j]!) / rows;
  }
  return { means, deviations: deviations.map((square) => Math.sqrt(square)) };
}

/**
 * Names made of what sets each persona apart, different for each: "high frequency, low promotion share".
 *
 * @param traitNames - what to call traits; by their own name unless told
 */
export function namePersonas(
  descriptions: readonly Pick<Persona, "distinguishing">[],
  traitNames: TraitNames,
): Persona["names"][] {
  const named = (traits: readonly DistinguishingTrait[]): Persona["names"] => {
    if (traits.length === 0) return { en: "typical", "zh-TW": "一般" };
    const zh = traits.map(
      ({ trait, direction }) =>
        `${traitNames[trait]?.["zh-TW"] ?? trait}${direction === "high" ? "高" : "低"}`,
    );
    const en = traits.map(
      ({ trait, direction }) => `${direction} ${traitNames[trait]?.en ?? trait}`,
    );
    return { en: en.join(", "), "zh-TW": zh.join("、") };
  };
  const names = descriptions.map(({ distinguishing }) => named(distinguishing.slice(0, IN_NAME)));
  // Namesakes get all their distinguishing traits, and a number where that is not enough.
  const again = names.map((name, i) =>
    names.some(({ en }, other) => other !== i && en === name.en)
      ? named(descriptions[i]!.distinguishing)
      : name,
  );
  return again.map((name, i) => {
    const before = again.slice(0, i).filter(({ en }) => en === name.en).length;
    if (before === 0) return name;
    return { en: `${name.en} (${before + 1})`, "zh-TW": `${name["zh-TW"]}（${before + 1}）` };
  });
}
