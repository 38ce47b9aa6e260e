import { brandMarks } from "../chart/brand-colour.js";

/**
 * Which colour a brand has: the same in every view, and grey for `Other`. The colours stay apart for
 * colour-blind eyes; charts name the brands beside them all the same.
 *
 * @param brands - all brands of the data
 * @returns a class of `tokens`: it sets `--_brand` (for marks) and `--_brand-ink` (for text)
 */
export function brandClass(brands: readonly string[], brand: string): string {
  return `brand-${brandMarks(brands).get(brand)?.colour ?? 0}`;
}
