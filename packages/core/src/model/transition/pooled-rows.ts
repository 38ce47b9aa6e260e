import { rowSums } from "./count-transitions.js";

/** Shares of the states entered, none of them 0: one count is spread evenly over all. */
export function sharesOf(counts: Float64Array, states: number): Float64Array {
  const shares = new Float64Array(states).fill(1 / states);
  let total = 1;
  counts.forEach((count, at) => {
    shares[at % states]! += count;
    total += count;
  });
  return shares.map((value) => value / total);
}

/** Rows of counts, each with `concentration` counts spread over the shares beside its own. */
export function firstOrderRows(
  counts: Float64Array,
  {
    states,
    shares,
    concentration,
  }: { states: number; shares: Float64Array; concentration: number },
): Float64Array {
  const sums = rowSums(counts, states);
  return counts.map((count, at) => {
    const row = Math.floor(at / states);
    const share = shares[at % states]!;
    if (sums[row] === 0) return share;
    return (count + concentration * share) / (sums[row]! + concentration);
  });
}
