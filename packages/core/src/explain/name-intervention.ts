import type { Intervention } from "../schema/scenario.js";
import type { Reason } from "../schema/verdict.js";

/** What an intervention is called, as a code with values: percent for what is asked as a ratio or a fraction. */
export function nameIntervention(one: Intervention): Reason {
  switch (one.type) {
    case "price_change":
      return namePrice(one);
    case "promotion":
      return namePromotion(one);
    case "competition":
      return named(COMPETITION_NAMES[one.action], {
        brand: one.brand,
        amount: 100 * one.strength,
      });
    case "external":
      return named("trigger", { trigger: one.trigger, amount: one.value });
  }
}

type Of<T extends Intervention["type"]> = Extract<Intervention, { type: T }>;

const COMPETITION_NAMES: Readonly<Record<Of<"competition">["action"], string>> = {
  price: "attack_price",
  promotion: "attack_promotion",
  entry: "entry",
  exit: "exit",
  distribution: "distribution",
  distribution_loss: "distribution_loss",
  expansion: "expansion",
  reposition: "reposition",
};

const named = (code: string, values: Reason["values"]): Reason => ({ code, values });

/** Percent by which a multiplier changes something; whole where it is meant to be. */
const percentOf = (multiplier: number): number => Math.round(1e8 * (multiplier - 1)) / 1e6;

function namePrice({ price, electricityPrice }: Of<"price_change">): Reason {
  const moved = Object.entries(price).filter(([, multiplier]) => multiplier !== 1);
  const [first] = moved;
  if (!first) return named("electricity", { amount: percentOf(electricityPrice) });
  const brands = moved.map(([brand]) => brand).join(", ");
  if (electricityPrice !== 1) {
    return named("prices_and_electricity", { brand: brands, amount: percentOf(electricityPrice) });
  }
  if (moved.length > 1) return named("prices", { brand: brands });
  const [brand, multiplier] = first;
  return named("price", { brand, amount: percentOf(multiplier) });
}

function namePromotion({
  brand = "",
  discount,
  pointMultiplier,
  bogo,
  intensity,
  billOffset,
  coBrand,
}: Of<"promotion">): Reason {
  const parts = [
    ...(discount === 0 ? [] : [named("discount", { brand, amount: 100 * discount })]),
    ...(pointMultiplier === 1 ? [] : [named("points", { brand, amount: pointMultiplier })]),
    ...(bogo ? [named("bogo", { brand })] : []),
    ...(intensity === 1 ? [] : [named("pressure", { brand, amount: percentOf(intensity) })]),
    ...(billOffset === 0 ? [] : [named("bill_offset", { brand, amount: 100 * billOffset })]),
    ...(coBrand ? [named("co_brand", { brand })] : []),
  ];
  const [first] = parts;
  return first && parts.length === 1 ? first : named("promotion", { brand });
}
