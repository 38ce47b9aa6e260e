import { builtInEvents } from "./built-in-event.js";
import type { Assumption } from "./catalogue.js";
import { Catalogue } from "./catalogue.js";

/** A uniform range of the original generator as a number with its spread: the midpoint, and (b - a) / √12. */
function generatorRange(low: number, high: number): Assumption {
  return {
    value: (low + high) / 2,
    standardDeviation: (high - low) / Math.sqrt(12),
    source: `uniform range ${low} to ${high} of the original system's own generator; not measured`,
  };
}

/** What is taken for granted of a brand: nobody measured it. */
function taken(value: number, standardDeviation: number, because: string): Assumption {
  return { value, standardDeviation, source: `assumed, not measured: ${because}` };
}

/** The names of the original system's data, and what it took for granted; replaceable by the user's own catalogue. */
export const builtInCatalogue: Catalogue = Catalogue.parse({
  zone: "Asia/Taipei",
  currency: "TWD",
  personas: [
    {
      id: "Fresh_Grad",
      names: { en: "Fresh graduates", "zh-TW": "新鮮人" },
      aliases: [
        "fresh_graduate",
        "fresh grad",
        "社會新鮮人",
        "Group A",
        "Group A (新鮮人)",
        "FRESHMAN",
      ],
      monthlySpending: generatorRange(5000, 15000),
    },
    {
      id: "FinTech_Family",
      names: { en: "FinTech families", "zh-TW": "FinTech家庭" },
      aliases: [
        "fintech family",
        "FinTech 家庭",
        "FinTech 菁英家庭",
        "FinTech菁英家庭",
        "Group B",
        "Group B (FinTech家庭)",
        "fintech",
      ],
      monthlySpending: generatorRange(15000, 40000),
    },
  ],
  regions: [
    {
      id: "Taipei",
      names: { en: "Taipei", "zh-TW": "台北" },
      aliases: ["臺北", "台北市", "臺北市", "Taipei City"],
      locations: ["臺北市", "Taipei_Neihu", "台北內湖區", "Taipei_Songshan", "台北松山區"],
    },
    {
      id: "Tainan",
      names: { en: "Tainan", "zh-TW": "台南" },
      aliases: ["臺南", "台南市", "臺南市", "Tainan City"],
      locations: ["臺南市", "Tainan_East", "台南東區", "Tainan_Rende", "台南仁德區"],
    },
  ],
  brands: [
    {
      id: "7-11",
      names: { en: "7-Eleven", "zh-TW": "7-Eleven" },
      aliases: [
        "7-eleven",
        "seven_eleven",
        "7eleven",
        "711",
        "brand_7_11",
        "loyalty_7_11",
        "market_share_7",
      ],
      loyaltyProgramme: taken(1, 0.2, "the chain runs its own points programme"),
      valuePosition: taken(-0.05, 0.05, "a convenience price like its rival's"),
      pointRebate: {
        value: 0.0033,
        standardDeviation: 0.0005,
        source:
          "OPENPOINT: 0.33 % of what members spend in the chain's stores since 1 January 2022, 0.5 % if paid by its own wallets, one point worth NT$1 (announcement of the chain, reported by MoneySmart Taiwan, 2022)",
      },
    },
    {
      id: "FamilyMart",
      names: { en: "FamilyMart", "zh-TW": "全家" },
      aliases: ["family_mart", "family mart", "brand_family", "loyalty_Family", "market_share_fm"],
      loyaltyProgramme: taken(0.8, 0.2, "the chain runs its own points programme, the smaller one"),
      valuePosition: taken(-0.05, 0.05, "a convenience price like its rival's"),
      pointRebate: taken(0.0033, 0.0015, "points worth as much as its rival's"),
    },
    {
      id: "Other",
      names: { en: "Other", "zh-TW": "其他" },
      aliases: ["brand_other"],
      loyaltyProgramme: taken(0.1, 0.1, "few of the rest collect points"),
      valuePosition: taken(0.1, 0.1, "supermarkets and markets are among the rest"),
    },
  ],
  events: builtInEvents,
});
