/** How many brands have a colour of their own; further ones share the last, a grey. */
export const BRAND_COLOURS = 8;

/**
 * Which colour a brand has: by its place in the data's order of brands, so that it is the same in every
 * view. The colours stay apart for colour-blind eyes; charts name the brands beside them all the same.
 *
 * @returns a class of `tokens`: it sets `--_brand` (for marks) and `--_brand-ink` (for text)
 */
export function brandClass(brands: readonly string[], brand: string): string {
  const index = brands.indexOf(brand);
  return `brand-${index < 0 ? BRAND_COLOURS - 1 : Math.min(index, BRAND_COLOURS - 1)}`;
}
