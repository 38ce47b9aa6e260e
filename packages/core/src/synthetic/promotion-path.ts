import { keyOf } from "./draw.js";
import { type Episode, type EpisodePlan, episodes } from "./episode.js";

/** A campaign: one kind of promotion at one depth. */
export type Campaign =
  | { readonly kind: "discount"; readonly discount: number }
  | { readonly kind: "points"; readonly pointMultiplier: number }
  | { readonly kind: "bogo" };

const COMMON: EpisodePlan<Campaign> = {
  pause: [12, 40],
  length: [5, 14],
  levels: [
    { kind: "points", pointMultiplier: 2 },
    { kind: "points", pointMultiplier: 3 },
    { kind: "points", pointMultiplier: 2 },
    { kind: "bogo" },
    { kind: "discount", discount: 0.1 },
    { kind: "discount", discount: 0.15 },
  ],
};
const REGIONAL: EpisodePlan<Campaign> = {
  pause: [18, 50],
  length: [4, 10],
  levels: [0.05, 0.1, 0.15, 0.2].map((discount) => ({ kind: "discount", discount })),
};
const FEATURE: EpisodePlan<number> = { pause: [8, 30], length: [7, 7], levels: [0.5, 1] };
const DISPLAY: EpisodePlan<number> = { pause: [10, 35], length: [7, 14], levels: [0.5, 1] };

/** What is done to sell a brand in a region on a day. */
export interface PromotionDay {
  readonly common: Episode<Campaign> | null;
  readonly regional: Episode<Campaign> | null;
  readonly feature: number;
  readonly display: number;
}

const NOTHING: PromotionDay = { common: null, regional: null, feature: 0, display: 0 };

/** Promotions of a brand in a region, asked for every day in order: campaigns everywhere and in the region alone. */
export function promotionPath(
  { brand, region }: { brand: { id: string; promotes: boolean }; region: string },
  { seed, promotions }: { seed: number; promotions: boolean },
): (day: number) => PromotionDay {
  if (!promotions || !brand.promotes) return () => NOTHING;
  const here = keyOf(region, brand.id);
  const common = episodes(keyOf(brand.id), { seed, purpose: "campaign", plan: COMMON });
  const regional = episodes(here, { seed, purpose: "campaign", plan: REGIONAL });
  const feature = episodes(here, { seed, purpose: "feature", plan: FEATURE });
  const display = episodes(here, { seed, purpose: "display", plan: DISPLAY });
  return (day) => ({
    common: common(day),
    regional: regional(day),
    feature: feature(day)?.level ?? 0,
    display: display(day)?.level ?? 0,
  });
}
