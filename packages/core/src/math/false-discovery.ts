/** How findings among many tests are kept from being chance. */
export type Correction = "benjamini-hochberg" | "benjamini-yekutieli";

/**
 * P-values adjusted for the number of tests: those at most q are findings of which a share of at most q is expected to be false.
 *
 * @param correction - Benjamini-Yekutieli holds whatever the tests have to do with each other; Benjamini-Hochberg finds
 * more and holds for independent or positively dependent ones
 * @returns in the order given, 0 to 1
 * @see Benjamini and Hochberg (JRSS B 1995); Benjamini and Yekutieli (Annals of Statistics 2001)
 */
export function adjustPValues(pValues: readonly number[], correction: Correction): number[] {
  const tests = pValues.length;
  let factor = 1;
  if (correction === "benjamini-yekutieli") {
    factor = 0;
    for (let i = 1; i <= tests; i++) factor += 1 / i;
  }
  const order = pValues.map((p, i) => ({ p, i })).sort((a, b) => b.p - a.p);
  const adjusted = pValues.map(() => 1);
  let least = 1;
  for (const [rank, { p, i }] of order.entries()) {
    least = Math.min(least, (p * factor * tests) / (tests - rank));
    adjusted[i] = least;
  }
  return adjusted;
}
