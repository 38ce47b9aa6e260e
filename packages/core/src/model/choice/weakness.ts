import type { Reason } from "../../schema/verdict.js";
import { type ChoiceDesign, parameterNames } from "./design.js";
import { chosenShares } from "./loyalty-state.js";
import type { VariantFit } from "./variant.js";

/** What makes a fitted choice model weak, if anything. */
export function weaknessesOf(
  design: ChoiceDesign,
  {
    fit,
    plain,
    told,
    price,
    nested,
  }: {
    fit: VariantFit;
    plain: VariantFit;
    told: { coefficients: Record<string, number>; standardErrors: Record<string, number> };
    price: string | undefined;
    nested: { nests: { dissimilarity: Float64Array }; converged: boolean } | null;
  },
): Reason[] {
  const reasons: Reason[] = [];
  const names = parameterNames(design.frame);
  const separated = new Set([
    ...fit.plain.separated.map((i) => names[i]!),
    ...plain.plain.separated.map(
      (i) =>
        parameterNames({
          ...design.frame,
          terms: design.frame.terms.filter(({ curve }) => curve === null),
          loyalty: false,
        })[i]!,
    ),
  ]);
  if (separated.size > 0) {
    reasons.push({ code: "separation", values: { coefficients: [...separated].join(", ") } });
  }
  const shares = chosenShares(design);
  design.frame.alternatives.forEach((alternative, j) => {
    const chosen = design.chosen.some((row) => row >= 0 && design.alternative[row] === j);
    if (!chosen) reasons.push({ code: "never_chosen", values: { alternative, share: shares[j]! } });
  });
  if (design.choosers === design.occasions && design.choosers > 1 && fit.kind !== "plain") {
    reasons.push({ code: "one_occasion_per_chooser", values: { choosers: design.choosers } });
  }
  if (design.choosers === 1)
    reasons.push({ code: "one_chooser", values: { occasions: design.occasions } });
  const estimate = nested ?? fit.estimate;
  if (!estimate.converged) {
    reasons.push({ code: "not_converged", values: { iterations: fit.estimate.iterations } });
  }
  if (price !== undefined && told.coefficients[price]! > 0) {
    reasons.push({
      code: "price_raises_utility",
      values: { coefficient: told.coefficients[price]! },
    });
  }
  const largest = Math.max(0, ...(nested?.nests.dissimilarity ?? []));
  if (largest > 1 + 1e-6) {
    reasons.push({ code: "nest_beyond_one", values: { dissimilarity: largest } });
  }
  return reasons;
}
