import * as z from "zod";
import { TRIGGERS } from "../../schema/scenario.js";
import type { Twin } from "../../schema/twin.js";
import {
  EVENT_TYPES,
  SimulationParameters,
  type SimulationParametersAnswer,
} from "../model/simulation.js";
import { EVENT_NAMES } from "./event-name.js";
import { PARAMETER_OWNER } from "./parameter-owner.js";

type Lever = SimulationParametersAnswer["parameters"][string];

const DESCRIPTIONS: Readonly<
  Record<keyof SimulationParameters, Pick<Lever, "unit" | "neutral" | "description">>
> = {
  price: lever("multiplier of today's price, by brand", 1, "Price of each brand", "各品牌價格"),
  electricity_price: lever("multiplier", 1, "Price of electricity", "電價"),
  price_sensitivity: lever(
    "multiplier of the fitted price coefficients",
    1,
    "How much stronger people react to the price change",
    "對價格變動的敏感度",
  ),
  brand: lever("brand", null, "Brand that promotes or attacks", "促銷或進攻的品牌"),
  discount: lever("share of the price", 0, "Discount", "折扣"),
  point_multiplier: lever("multiplier of loyalty points", 1, "Loyalty points", "點數倍率"),
  bogo: lever("yes or no", false, "Buy one, get one free", "買一送一"),
  promotion_intensity: lever(
    "multiplier of promotional pressure",
    1,
    "Promotion intensity",
    "促銷強度",
  ),
  bill_offset: lever(
    "share of the electricity bill of those who collect",
    0,
    "Part of the electricity bill that points pay",
    "點數折抵電費的比例",
  ),
  co_brand_reach: lever(
    "share of those who choose",
    0,
    "How many the co-branding partner reaches",
    "聯名夥伴觸及的比例",
  ),
  co_brand_attraction: lever(
    "units of promotional pressure",
    0,
    "How attractive the partner is to them",
    "聯名夥伴的吸引力",
  ),
  cost: lever("currency, in all", 0, "Cost of the change, whatever comes of it", "固定成本"),
  target: lever("brand", null, "Brand that is attacked", "被攻擊的品牌"),
  action: lever("kind of attack", null, "What the competitor does", "競爭者的行動"),
  strength: lever("0 none, 1 full", 0, "Strength of the attack", "攻擊強度"),
  similarity: lever(
    "0 none, 1 the same",
    null,
    "How alike attacker and attacked are",
    "雙方相似程度",
  ),
  entry_utility: lever(
    "log of its weight over the target's, or the average brand's",
    0,
    "How attractive a brand that enters is",
    "新進品牌的吸引力",
  ),
  trigger: lever("condition", null, "Condition that departs from normal", "偏離常態的條件"),
  value: lever(
    "departure from normal, in the condition's unit",
    0,
    "How far it departs",
    "偏離程度",
  ),
  region: lever("region", null, "Where the condition holds", "條件發生的地區"),
  lag_days: lever("days", 0, "Days until it acts", "延遲天數"),
};

function lever(unit: string, neutral: Lever["neutral"], en: string, zh: string) {
  return { unit, neutral, description: { en, "zh-TW": zh } };
}

const TYPE_DESCRIPTIONS = {
  price_change: "Prices of brands or of electricity: log-price utility, household budget",
  promotion:
    "Discount, points, BOGO, intensity, paid bills, co-branding: saturating lift with an after-dip",
  competition:
    "A brand attacks, enters, leaves, expands, loses stores or moves: share taken by similarity",
  external: "Weather, holidays, sentiment: fitted effects of departures from normal",
} as const;

/** Answers `GET /api/v1/simulation`: what may be asked of a twin, made from the schema that checks the question. */
export function simulationParameters(twin: Twin): SimulationParametersAnswer {
  const shapes = z.toJSONSchema(SimulationParameters).properties ?? {};
  const named = (
    ids: readonly string[],
    entries: readonly {
      id: string;
      names: { en?: string | undefined; "zh-TW"?: string | undefined };
    }[],
  ) =>
    ids.map((id) => {
      const names = entries.find((entry) => entry.id === id)?.names;
      return { id, names: { en: names?.en ?? id, "zh-TW": names?.["zh-TW"] ?? id } };
    });
  const ids = (get: (cell: Twin["cells"][number]) => string) => [...new Set(twin.cells.map(get))];
  return {
    success: true,
    event_types: EVENT_TYPES.map((id) => ({
      id,
      name: EVENT_NAMES[id].en,
      names: EVENT_NAMES[id],
      description: TYPE_DESCRIPTIONS[id],
    })),
    parameters: Object.fromEntries(
      Object.entries(DESCRIPTIONS).map(([name, description]) => [
        name,
        { name, ...description, ...rangeOf(name, shapes[name], twin) },
      ]),
    ),
    personas: named(
      ids(({ persona }) => persona),
      twin.catalogue.personas,
    ),
    regions: named(
      ids(({ region }) => region),
      twin.catalogue.regions,
    ),
    brands: named(twin.brands, twin.catalogue.brands),
    duration_days: { minimum: 1, maximum: 365, default: 30 },
    demo: twin.demo,
  };
}

/** Type and limits of a parameter, read from its schema. */
function rangeOf(
  name: string,
  shape: unknown,
  twin: Twin,
): Pick<Lever, "event_type" | "kind" | "minimum" | "maximum" | "choices"> {
  const { type, minimum, maximum, enum: choices, additionalProperties } = JsonShape.parse(shape);
  const owner = Object.entries(PARAMETER_OWNER).find(([key]) => key === name)?.[1];
  const limits = additionalProperties ?? { minimum, maximum };
  const kind =
    name === "brand" || name === "target"
      ? "brand"
      : name === "region"
        ? "region"
        : additionalProperties
          ? "by_brand"
          : choices
            ? "choice"
            : type === "boolean"
              ? "boolean"
              : "number";
  return {
    event_type: owner ?? (name === "region" ? "external" : "promotion"),
    kind,
    minimum: limits.minimum ?? null,
    maximum: limits.maximum ?? null,
    choices:
      name === "trigger"
        ? TRIGGERS.filter((one) => twin.triggers[one] !== null)
        : (choices ?? null),
  };
}

const Limits = z.object({ minimum: z.number().optional(), maximum: z.number().optional() });
const JsonShape = Limits.extend({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  additionalProperties: Limits.optional(),
});
