/** How many colours the theme has for brands; more brands repeat them with another dash. */
export const BRAND_COLOURS = 8;

/** Colour and dash of one brand: `colour` 1 to 8, `dash` 0 (solid), 1, 2 … */
export interface BrandMark {
  readonly colour: number;
  readonly dash: number;
}

/**
 * A colour for each brand that stays when the selection changes; `Other` is last, and grey.
 *
 * @param brands - all brands of the data, in any order
 * @returns `colour` 0 is the grey of the rest
 */
export function brandMarks(brands: readonly string[]): ReadonlyMap<string, BrandMark> {
  const named = brands.filter((brand) => brand !== "Other").sort();
  const marks = new Map<string, BrandMark>();
  for (const [i, brand] of named.entries())
    marks.set(brand, { colour: (i % BRAND_COLOURS) + 1, dash: Math.floor(i / BRAND_COLOURS) });
  if (brands.includes("Other")) marks.set("Other", { colour: 0, dash: 0 });
  return marks;
}
