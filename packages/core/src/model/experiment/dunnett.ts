import { findRoot, integrate, normalCdf, normalDensity, normalQuantile } from "../../math/index.js";
import type { ArmAdjustment } from "./design.js";

/**
 * Probability that none of several comparisons with one control exceeds a critical value by chance.
 *
 * Comparisons of large samples: standard normal, correlated because the control is shared.
 *
 * @param critical - 0 or more, in standard errors
 * @param relativeSizes - size of each treatment arm over that of the control
 * @param sides - 2 for values beyond ± critical, 1 for those above
 * @see Dunnett, A multiple comparison procedure for comparing several treatments with a control, JASA 50 (1955)
 */
export function noneExceeds(
  critical: number,
  relativeSizes: readonly number[],
  sides: 1 | 2,
): number {
  const loadings = relativeSizes.map((size) => {
    const square = size / (1 + size);
    return { shared: Math.sqrt(square), own: Math.sqrt(1 - square) };
  });
  const given = (x: number) => {
    let product = normalDensity(x);
    for (const { shared, own } of loadings) {
      const below = sides === 2 ? normalCdf((-critical - shared * x) / own) : 0;
      product *= normalCdf((critical - shared * x) / own) - below;
    }
    return product;
  };
  return Math.min(1, integrate(given, [-9, 9], 12));
}

/**
 * Probability above the critical value in one tail, at which each comparison is tested so that all together keep `alpha`.
 *
 * @remarks Holm's first step is Bonferroni's; its later ones only find more.
 */
export function tailPerComparison(
  alpha: number,
  {
    sides,
    relativeSizes,
    adjustment,
  }: { sides: 1 | 2; relativeSizes: readonly number[]; adjustment: ArmAdjustment },
): number {
  const comparisons = relativeSizes.length;
  if (adjustment === "none" || comparisons === 1) return alpha / sides;
  const bonferroni = alpha / (sides * comparisons);
  if (adjustment !== "dunnett") return bonferroni;
  const excess = (critical: number) => 1 - noneExceeds(critical, relativeSizes, sides) - alpha;
  const critical = findRoot(
    excess,
    Math.max(0, -normalQuantile(alpha / sides)),
    Math.max(0.1, -normalQuantile(bonferroni)) + 0.1,
  );
  return normalCdf(-critical);
}

/**
 * P-values of comparisons with one control, adjusted so that the chance of any false finding is kept.
 *
 * @param pValues - of the comparisons, in any order
 * @returns in the order given, 0 to 1
 * @see Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979)
 */
export function adjustComparisons(
  pValues: readonly number[],
  {
    sides,
    relativeSizes,
    adjustment,
  }: { sides: 1 | 2; relativeSizes: readonly number[]; adjustment: ArmAdjustment },
): number[] {
  const comparisons = pValues.length;
  if (adjustment === "none" || comparisons < 2) return [...pValues];
  if (adjustment === "bonferroni") return pValues.map((p) => Math.min(1, p * comparisons));
  if (adjustment === "dunnett") {
    return pValues.map((p) => {
      const critical = -normalQuantile(p / sides);
      if (critical > 8) return Math.min(1, p * comparisons);
      const all = 1 - noneExceeds(critical, relativeSizes, sides);
      return Math.min(1, p * comparisons, Math.max(p, all));
    });
  }
  const order = pValues.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p || a.i - b.i);
  const adjusted = pValues.map(() => 1);
  let most = 0;
  order.forEach(({ p, i }, rank) => {
    most = Math.max(most, Math.min(1, p * (comparisons - rank)));
    adjusted[i] = most;
  });
  return adjusted;
}
