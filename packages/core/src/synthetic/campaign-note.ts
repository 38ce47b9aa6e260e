import type { MarketDay } from "./market-day.js";
import type { Campaign } from "./promotion-path.js";
import type { Truth } from "./truth.js";

/** A campaign on the day that it starts; `region` is null for one that runs everywhere. */
export interface CampaignStart {
  readonly brand: number;
  readonly region: number | null;
  readonly campaign: Campaign;
  /** Last day inclusive, counted from the market's start. */
  readonly last: number;
}

/** The campaigns that start on a day, those of all regions first. */
export function campaignStarts(truth: Truth, market: MarketDay): CampaignStart[] {
  const starts: CampaignStart[] = [];
  for (let brand = 0; brand < truth.brands.length; brand++) {
    for (const [region, here] of market.regions.entries()) {
      const { common, regional } = here.brands[brand]!.promotion;
      if (region === 0 && common?.first === market.day) {
        starts.push({ brand, region: null, campaign: common.level, last: common.last });
      }
      if (regional?.first === market.day) {
        starts.push({ brand, region, campaign: regional.level, last: regional.last });
      }
    }
  }
  return starts;
}

/** Names of the campaigns in the original's words, and the parameters that they stand for. */
export function campaignEvent(campaign: Campaign): {
  name: string;
  parameters: Record<string, number | boolean>;
} {
  switch (campaign.kind) {
    case "points":
      return { name: "限時加倍", parameters: { point_multiplier: campaign.pointMultiplier } };
    case "bogo":
      return { name: "霜冰淇淋買一送一", parameters: { bogo: true } };
    case "discount":
      return { name: "限時折扣", parameters: { discount: campaign.discount } };
  }
}
