import { exp } from "../math/index.js";
import type { Intervention } from "../schema/scenario.js";
import type { LeverRange, Twin } from "../schema/twin.js";

/** One number of an intervention that can be turned, all else as asked. */
export interface Lever {
  readonly lever: string;
  readonly brand: string | null;
  readonly asked: number;
  readonly neutral: number;
  /** What the scenario accepts. */
  readonly min: number;
  readonly max: number;
  /** Where it was seen, in its own unit; null where nothing tells. */
  readonly observed: { readonly low: number; readonly high: number } | null;
  /** The intervention with this number turned. */
  turn(value: number): Intervention;
}

/** An attack at full strength may leave nobody: the last of it is left out. */
const NEARLY_ALL = 0.99;
/** Deviations of a trigger within so many of its standard deviations count as observed. */
const USUAL_DEVIATIONS = 2;

/** The levers that an intervention turns away from where they do nothing. */
export function leversOf(one: Intervention, twin: Twin): Lever[] {
  switch (one.type) {
    case "price_change":
      return [...priceLevers(one, twin), ...turned(one, PRICE_FIELDS, () => null)];
    case "promotion":
      return [
        ...turned(one, PROMOTION_FIELDS, (field) => observedPromotion(twin, one.brand, field)),
        ...partnerLevers(one),
      ];
    case "competition":
      return one.strength === 0 ? [] : turned(one, COMPETITION_FIELDS, () => null);
    case "external":
      return turned(one, EXTERNAL_FIELDS, () => observedTrigger(twin, one.trigger));
  }
}

type Of<T extends Intervention["type"]> = Extract<Intervention, { type: T }>;

interface Field {
  readonly field: string;
  readonly neutral: number;
  readonly min: number;
  readonly max: number;
}

const PRICE_FIELDS: readonly Field[] = [
  { field: "electricityPrice", neutral: 1, min: 0.5, max: 3 },
  { field: "priceSensitivity", neutral: 1, min: 0.5, max: 2 },
];
const PROMOTION_FIELDS: readonly Field[] = [
  { field: "discount", neutral: 0, min: 0, max: 0.9 },
  { field: "pointMultiplier", neutral: 1, min: 0.5, max: 5 },
  { field: "intensity", neutral: 1, min: 0, max: 2 },
  { field: "billOffset", neutral: 0, min: 0, max: 1 },
];
const COMPETITION_FIELDS: readonly Field[] = [
  { field: "strength", neutral: 0, min: 0, max: NEARLY_ALL },
];
const EXTERNAL_FIELDS: readonly Field[] = [{ field: "value", neutral: 0, min: -100, max: 100 }];

function turned(
  one: Intervention,
  fields: readonly Field[],
  observed: (field: string) => Lever["observed"],
): Lever[] {
  return fields.flatMap(({ field, neutral, min, max }) => {
    const asked = Number(Reflect.get(one, field));
    if (asked === neutral) return [];
    return [
      {
        lever: field,
        brand: "brand" in one ? (one.brand ?? null) : null,
        asked,
        neutral,
        min,
        max,
        observed: observed(field),
        turn: (value) => ({ ...one, [field]: value }),
      },
    ];
  });
}

function partnerLevers(one: Of<"promotion">): Lever[] {
  const { coBrand, brand = null } = one;
  if (!coBrand || coBrand.reach * coBrand.attraction === 0) return [];
  const lever = (field: "reach" | "attraction", max: number): Lever => ({
    lever: `coBrand.${field}`,
    brand,
    asked: coBrand[field],
    neutral: 0,
    min: 0,
    max,
    observed: null,
    turn: (value) => ({ ...one, coBrand: { ...coBrand, [field]: value } }),
  });
  return [lever("reach", 1), lever("attraction", 2)];
}

function priceLevers(one: Of<"price_change">, twin: Twin): Lever[] {
  return Object.entries(one.price).flatMap(([brand, asked]) => {
    if (asked === 1) return [];
    const range = rangeOf(twin, "price", brand);
    return [
      {
        lever: "price",
        brand,
        asked,
        neutral: 1,
        min: 0.1,
        max: 10,
        observed: range && { low: exp(range.low), high: exp(range.high) },
        turn: (value) => ({ ...one, price: { ...one.price, [brand]: value } }),
      },
    ];
  });
}

/** A lever's range in log units, where it was seen to move. */
function rangeOf(twin: Twin, lever: LeverRange["lever"], brand: string): LeverRange | null {
  const range = twin.levers.find((known) => known.lever === lever && known.brand === brand);
  return range && range.distinct > 1 ? range : null;
}

function observedPromotion(
  twin: Twin,
  brand: string | undefined,
  field: string,
): Lever["observed"] {
  if (brand === undefined) return null;
  const price = field === "discount" ? rangeOf(twin, "price", brand) : null;
  if (price)
    return { low: Math.max(0, 1 - exp(price.high)), high: Math.max(0, 1 - exp(price.low)) };
  const points = field === "pointMultiplier" ? rangeOf(twin, "points", brand) : null;
  return points && { low: exp(points.low), high: exp(points.high) };
}

function observedTrigger(twin: Twin, trigger: Of<"external">["trigger"]): Lever["observed"] {
  const known = twin.triggers[trigger];
  if (!known || known.spread === 0) return null;
  const reach = USUAL_DEVIATIONS * known.spread;
  return { low: -reach, high: reach };
}
