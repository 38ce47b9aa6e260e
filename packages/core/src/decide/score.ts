import { selectRanks } from "../math/index.js";
import type { RecommendationRequest } from "../schema/recommendation-request.js";

/** Part of the draws whose mean stands for a bad outcome. */
export const TAIL = 0.2;

/** What a column over the draws is ranked by. */
export interface Score {
  readonly estimate: number;
  readonly expected: number;
  readonly adjusted: number;
}

/** How the score is made, in words. */
export const scoreFormula = ({ risk, riskAversion }: RecommendationRequest): string =>
  risk === "expected"
    ? "mean over the draws"
    : `${1 - riskAversion} × mean over the draws + ${riskAversion} × mean of the worst ${TAIL} of the draws`;

/**
 * Scores a column: its mean over the draws, or that mixed with the mean of the worst fifth (conditional value at risk).
 *
 * @param values - index 0 is the estimate, which stands for all where nothing was drawn
 * @see Rockafellar and Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2 (2000)
 */
export function scoreOf(
  values: Float64Array,
  { risk, riskAversion }: Pick<RecommendationRequest, "risk" | "riskAversion">,
): Score {
  const estimate = values[0] ?? 0;
  const drawn = values.slice(1);
  if (drawn.length === 0) return { estimate, expected: estimate, adjusted: estimate };
  const expected = meanOf(drawn);
  if (risk === "expected") return { estimate, expected, adjusted: expected };
  const worst = Math.max(1, Math.floor(TAIL * drawn.length));
  selectRanks(drawn, [worst - 1]);
  const bad = meanOf(drawn.subarray(0, worst).sort());
  return { estimate, expected, adjusted: (1 - riskAversion) * expected + riskAversion * bad };
}

/** Mean over the draws; the estimate where nothing was drawn. */
export function meanOver(values: Float64Array): number {
  if (values.length < 2) return values[0] ?? 0;
  let sum = 0;
  for (const value of values.subarray(1)) sum += value;
  return sum / (values.length - 1);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Share of the draws in which `a` is above `b`, draws that are equal counting half; null without draws. */
export function probabilityAbove(a: Float64Array, b: Float64Array | number): number | null {
  if (a.length < 2) return null;
  let above = 0;
  for (let d = 1; d < a.length; d++) {
    const [x, y] = [a[d] ?? 0, typeof b === "number" ? b : (b[d] ?? 0)];
    above += x > y ? 1 : x === y ? 0.5 : 0;
  }
  return above / (a.length - 1);
}

/** Share of the draws in which each column is the highest; equals share it. */
export function probabilitiesBest(columns: readonly Float64Array[]): number[] | null {
  const draws = (columns[0]?.length ?? 0) - 1;
  if (draws < 1) return null;
  const wins = columns.map(() => 0);
  for (let d = 1; d <= draws; d++) {
    const values = columns.map((column) => column[d] ?? 0);
    const best = Math.max(...values);
    const first = values.filter((value) => value === best).length;
    for (const [i, value] of values.entries()) {
      if (value === best) wins[i] = (wins[i] ?? 0) + 1 / first;
    }
  }
  return wins.map((count) => count / draws);
}
