import type * as z from "zod";
import type { EventEntry } from "./catalogue.js";

const NAMED = "the event's own name";
const MILD = "assumed: the name gives no size, so a mild one";

/**
 * The six events of the original data, as interventions of this system.
 *
 * @remarks The parameters say what the event's own name says (doubled points, buy one get one) and, where a name gives
 * no size, a mild one; they open a what-if question and are never written into a record that was read.
 */
export const builtInEvents: z.input<typeof EventEntry>[] = [
  {
    id: "electricity_price_rise",
    names: { en: "Electricity price rise", "zh-TW": "電價調漲" },
    type: "price_change",
    parameters: { electricity_price: 1.1 },
    source: MILD,
  },
  {
    id: "limited_time_double",
    names: { en: "Points doubled for a limited time", "zh-TW": "限時加倍" },
    type: "promotion",
    parameters: { point_multiplier: 2 },
    source: NAMED,
  },
  {
    id: "soft_serve_bogo",
    names: { en: "Soft serve, buy one get one", "zh-TW": "霜冰淇淋買一送一" },
    aliases: ["霜淇淋買一送一"],
    type: "promotion",
    parameters: { brand: "FamilyMart", bogo: true },
    source: `${NAMED}; the brand is the one of the original's own text`,
  },
  {
    id: "points_offset_electricity",
    names: { en: "Points pay the electricity bill", "zh-TW": "點數折抵電費" },
    type: "promotion",
    parameters: { brand: "7-11", bill_offset: 0.1 },
    source: `${MILD}: a tenth of the bill; the brand is the one whose loyalty the original raised`,
  },
  {
    id: "co_brand_exchange",
    names: { en: "Co-branded collect and exchange", "zh-TW": "聯名換購" },
    type: "promotion",
    parameters: { brand: "FamilyMart", co_brand_reach: 0.3, co_brand_attraction: 1 },
    source: `${MILD}: a partner who reaches three of ten; the brand is the one whose loyalty the original raised`,
  },
  {
    id: "compound_store_expansion",
    names: { en: "Large compound stores expand", "zh-TW": "複合店擴大" },
    type: "competition",
    parameters: { brand: "7-11", action: "expansion", strength: 0.1 },
    source: `${MILD}: a tenth more stores; the brand is the one whose loyalty the original raised`,
  },
];
