import type { MarketRow } from "../../src/schema/history.js";

/** A row of which is known what is given, and nothing else. */
export const marketRow = (
  known: Pick<MarketRow, "day" | "region" | "brand"> & Partial<MarketRow>,
): MarketRow => ({
  price: null,
  currency: "TWD",
  units: null,
  discount: null,
  pointMultiplier: null,
  bogo: null,
  deal: null,
  feature: null,
  display: null,
  distribution: null,
  planned: false,
  ...known,
});
