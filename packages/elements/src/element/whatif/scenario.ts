import type { SimulationRequest } from "@cdp-whatif/core";

type InterventionInput = NonNullable<SimulationRequest["interventions"]>[number];
export type Action = "price" | "promotion" | "entry" | "exit" | "distribution";
export type TriggerName = "temperature" | "rain" | "comfort" | "holiday" | "sentiment" | "trend";

/** What the levers say; shares none of its parts with another, and is never changed in place. */
export interface WhatifScenario {
  /** Multiplier by brand; a brand that is not named keeps its price. */
  readonly prices: Readonly<Record<string, number>>;
  readonly priceSensitivity: number;
  readonly electricityPrice: number;
  /** Null: promoted are all brands, each by the weight of its programme. */
  readonly promotionBrand: string | null;
  readonly discount: number;
  readonly pointMultiplier: number;
  readonly bogo: boolean;
  readonly intensity: number;
  /** Null: nobody attacks. */
  readonly attacker: string | null;
  /** Null: the attack is on all others. */
  readonly target: string | null;
  readonly action: Action;
  readonly strength: number;
  readonly similarity: number;
  readonly trigger: TriggerName;
  readonly triggerValue: number;
  readonly days: number;
}

/** The world as it is, over 30 days. */
export const NEUTRAL: WhatifScenario = {
  prices: {},
  priceSensitivity: 1,
  electricityPrice: 1,
  promotionBrand: null,
  discount: 0,
  pointMultiplier: 1,
  bogo: false,
  intensity: 1,
  attacker: null,
  target: null,
  action: "promotion",
  strength: 0,
  similarity: 0.5,
  trigger: "temperature",
  triggerValue: 0,
  days: 30,
};

/** The groups in which levers are shown; each becomes one intervention, `horizon` none. */
export type LeverGroup = "price" | "promotion" | "competition" | "external" | "horizon";

const movedPrices = ({ prices }: WhatifScenario) =>
  Object.fromEntries(Object.entries(prices).filter(([, multiplier]) => multiplier !== 1));

/** How many levers of a group are away from neutral. */
export function movedLevers(scenario: WhatifScenario, group: LeverGroup): number {
  const count = (...moved: boolean[]) => moved.filter(Boolean).length;
  switch (group) {
    case "price":
      return (
        Object.keys(movedPrices(scenario)).length +
        count(scenario.electricityPrice !== 1, scenario.priceSensitivity !== 1)
      );
    case "promotion":
      return count(
        scenario.discount !== 0,
        scenario.pointMultiplier !== 1,
        scenario.bogo,
        scenario.intensity !== 1,
      );
    case "competition":
      return count(scenario.attacker !== null && scenario.strength !== 0);
    case "external":
      return count(scenario.triggerValue !== 0);
    case "horizon":
      return count(scenario.days !== NEUTRAL.days);
  }
}

/** The scenario with one group's levers as in `NEUTRAL`. */
export function resetGroup(scenario: WhatifScenario, group: LeverGroup): WhatifScenario {
  const { prices, priceSensitivity, electricityPrice } = NEUTRAL;
  const { promotionBrand, discount, pointMultiplier, bogo, intensity } = NEUTRAL;
  const { attacker, target, action, strength, similarity, trigger, triggerValue, days } = NEUTRAL;
  switch (group) {
    case "price":
      return { ...scenario, prices, priceSensitivity, electricityPrice };
    case "promotion":
      return { ...scenario, promotionBrand, discount, pointMultiplier, bogo, intensity };
    case "competition":
      return { ...scenario, attacker, target, action, strength, similarity };
    case "external":
      return { ...scenario, trigger, triggerValue };
    case "horizon":
      return { ...scenario, days };
  }
}

/** Whether no lever but the horizon is moved. */
export const isNeutral = (scenario: WhatifScenario): boolean =>
  (["price", "promotion", "competition", "external"] as const).every(
    (group) => movedLevers(scenario, group) === 0,
  );

/** The interventions of a scenario: one per group that is moved, in the groups' order. */
export function interventionsOf(scenario: WhatifScenario): InterventionInput[] {
  const interventions: InterventionInput[] = [];
  const price = movedPrices(scenario);
  const priced = Object.keys(price).length > 0;
  if (priced || scenario.electricityPrice !== 1) {
    interventions.push({
      event_type: "price_change",
      parameters: {
        // Without a moved price the sensitivity acts on nothing, which the engine refuses.
        ...(priced ? { price, price_sensitivity: scenario.priceSensitivity } : {}),
        electricity_price: scenario.electricityPrice,
      },
    });
  }
  if (movedLevers(scenario, "promotion") > 0) {
    const { promotionBrand, discount, pointMultiplier, bogo, intensity } = scenario;
    interventions.push({
      event_type: "promotion",
      parameters: {
        ...(promotionBrand === null ? {} : { brand: promotionBrand }),
        discount,
        point_multiplier: pointMultiplier,
        bogo,
        promotion_intensity: intensity,
      },
    });
  }
  const { attacker, target, action, strength, similarity } = scenario;
  if (attacker !== null && strength !== 0) {
    const attacked = target === null ? {} : { target, similarity };
    interventions.push({
      event_type: "competition",
      parameters: { brand: attacker, ...attacked, action, strength },
    });
  }
  if (scenario.triggerValue !== 0) {
    const { trigger, triggerValue: value } = scenario;
    interventions.push({ event_type: "external", parameters: { trigger, value } });
  }
  return interventions;
}

/** Which cells are asked about, and how finely. */
export interface RequestOptions {
  readonly persona: string | null;
  readonly region: string | null;
  readonly draws: number;
  readonly seed: number;
}

/** The body of `POST /api/v1/simulate` for a scenario. */
export function requestOf(
  scenario: WhatifScenario,
  { persona, region, draws, seed }: RequestOptions,
): SimulationRequest {
  return {
    interventions: interventionsOf(scenario),
    ...(persona === null ? {} : { persona }),
    ...(region === null ? {} : { region }),
    duration_days: scenario.days,
    seed,
    draws,
  };
}
