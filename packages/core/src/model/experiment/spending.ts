import { exp, findRoot, log1p, normalCdf, normalQuantile } from "../../math/index.js";
import { massAbove, massBetween, START } from "./crossing.js";
import { outOfRange } from "./design.js";

/** How fast alpha may be spent: hardly at first, or evenly. */
export type Spending = "obrien-fleming" | "pocock";

/** Largest critical value; what is above it in a tail, 5e-17, is nothing. */
const MOST = 8.3;

/**
 * Share of a tail's error rate that may be spent up to an information share.
 *
 * @param time - 0 to 1
 * @param tail - error rate of the tail over all looks
 * @see Lan and DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983)
 */
export function alphaSpent(spending: Spending, time: number, tail: number): number {
  if (time >= 1) return tail;
  if (time <= 0) return 0;
  if (spending === "pocock") return tail * log1p((exp(1) - 1) * time);
  return 2 * normalCdf(normalQuantile(tail / 2) / Math.sqrt(time));
}

/**
 * Critical values, in standard errors, of looks that share the error rate of a tail.
 *
 * @param times - share of all information at each look, ascending, above 0 to 1
 * @param sides - 2 for a symmetric test that spends `tail` on each side
 * @throws CoreError `out_of_range`
 */
export function spendingBounds(
  times: readonly number[],
  { spending, tail, sides }: { spending: Spending; tail: number; sides: 1 | 2 },
): number[] {
  checkTimes(times);
  const bounds: number[] = [];
  let score = START;
  let spent = 0;
  times.forEach((time, k) => {
    const allowed = Math.max(0, alphaSpent(spending, time, tail) - spent);
    const root = Math.sqrt(time);
    const excess = (bound: number) => massAbove(score, bound * root, time, 0) - allowed;
    const bound = excess(MOST) >= 0 ? MOST : findRoot(excess, -MOST, MOST);
    spent += massAbove(score, bound * root, time, 0);
    bounds.push(bound);
    const high = bound * root;
    const low = sides === 2 ? -high : -Infinity;
    score = massBetween(score, { low, high, time, until: times[k + 1] ?? time, drift: 0 });
  });
  return bounds;
}

function checkTimes(times: readonly number[]): void {
  let before = 0;
  for (const time of times) {
    if (!(time > before && time <= 1)) {
      throw outOfRange("shares of the looks", times.join(", "), "ascending, above 0 to 1");
    }
    before = time;
  }
}
