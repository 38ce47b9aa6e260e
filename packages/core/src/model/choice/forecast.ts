import { type ChoiceDesign, type ChoiceFrame, toDesign } from "./design.js";
import { chosenShares } from "./loyalty-state.js";
import { followChoosers, mixedShares } from "./mixture.js";
import type { ChoiceOccasion } from "./occasion.js";
import type { Estimate } from "./population.js";

/** Probability of each alternative of each occasion, in the order of the list; the loyalty column must be filled. */
export function predictRecords(
  design: ChoiceDesign,
  estimate: Estimate,
  options: { points?: number; seed?: number },
): Record<string, number>[] {
  const { rowStart, alternative, place, frame } = design;
  const out = new Float64Array(frame.alternatives.length);
  const records = new Array<Record<string, number>>(design.occasions);
  followChoosers(design, estimate, options, (mixture) => {
    mixedShares(design, mixture, estimate, out);
    const record: Record<string, number> = {};
    const start = rowStart[mixture.occasion]!;
    for (let row = start; row < rowStart[mixture.occasion + 1]!; row++) {
      record[frame.alternatives[alternative[row]!]!] = out[row - start]!;
    }
    records[place[mixture.occasion]!] = record;
  });
  return records;
}

/** Shares of alternatives in training rows, among those that are there. */
export function sharesOf(
  train: readonly ChoiceOccasion[],
  test: readonly ChoiceOccasion[],
  frame: ChoiceFrame,
): Record<string, number>[] {
  const shares = chosenShares(toDesign(train, frame));
  return test.map(({ alternatives }) => {
    const names = Object.keys(alternatives);
    const mine = names.map((name) => shares[frame.alternatives.indexOf(name)]!);
    let total = 0;
    for (const share of mine) total += share;
    return Object.fromEntries(names.map((name, i) => [name, mine[i]! / total]));
  });
}
