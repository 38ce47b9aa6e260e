import { CoreError } from "../../error.js";
import { plainName } from "../../schema/fold-name.js";
import type { Names } from "../../schema/names.js";
import type { Intervention, Scenario } from "../../schema/scenario.js";
import { EVENT_TYPES, type SimulationParameters } from "../model/simulation.js";
import { PARAMETER_OWNER } from "./parameter-owner.js";
import type { AskedChange, AskedSimulation } from "./read-body.js";

/**
 * Turns a request into a scenario: names resolved, every parameter given to the change it belongs to.
 *
 * @throws CoreError `unknown_persona` | `unknown_region` | `unknown_brand` | `no_lever`: a parameter that would do nothing
 */
export function toScenario(
  asked: AskedSimulation,
  { names, series }: { names: Names; series: boolean },
): Scenario {
  const { persona, region, durationDays = 30, seed = 0, draws = 500, replications = 0 } = asked;
  const { margin, options } = asked;
  return {
    interventions: asked.changes.flatMap((change) => interventionsOf(change, names)),
    ...(persona !== undefined && { persona: names.askPersona(persona) }),
    ...(region !== undefined && { region: names.askRegion(region) }),
    durationDays,
    seed,
    draws,
    replications,
    series,
    ...(options.daily_bands !== undefined && { dailyBands: options.daily_bands }),
    ...(options.asked !== undefined && { asked: options.asked }),
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(options.agents !== undefined && { agents: options.agents }),
    ...(margin !== undefined && {
      margin: Object.fromEntries(
        Object.entries(margin).map(([brand, kept]) => [
          names.askBrand(brand, `/margin/${brand}`),
          kept,
        ]),
      ),
    }),
  };
}

function interventionsOf(change: AskedChange, names: Names): Intervention[] {
  const { parameters, pointer } = change;
  const reach = {
    startDay: change.startDay ?? 0,
    ...(change.durationDays !== undefined && { durationDays: change.durationDays }),
    ...(change.persona !== undefined && {
      persona: names.askPersona(change.persona, `${pointer}/persona`),
    }),
    ...(change.region !== undefined && {
      region: names.askRegion(change.region, `${pointer}/region`),
    }),
  };
  const owners = new Set(
    Object.entries(parameters).flatMap(([key]) =>
      key in PARAMETER_OWNER ? [PARAMETER_OWNER[key as keyof typeof PARAMETER_OWNER]] : [],
    ),
  );
  // A cost alone is that of a promotion which does nothing else.
  if (parameters.cost !== undefined && owners.size === 0) owners.add("promotion");
  const payer = payerOf(change, owners);
  const costOf = (type: (typeof EVENT_TYPES)[number]) =>
    type === payer ? (parameters.cost ?? 0) : 0;
  checkLevers(parameters, { owners, pointer });
  const made: Intervention[] = [];
  if (owners.has("price_change")) {
    made.push({
      type: "price_change",
      ...reach,
      cost: costOf("price_change"),
      price: Object.fromEntries(
        Object.entries(parameters.price ?? {}).map(([brand, multiplier]) => [
          names.askBrand(brand, `${pointer}/price/${brand}`),
          multiplier,
        ]),
      ),
      electricityPrice: parameters.electricity_price ?? 1,
      priceSensitivity: parameters.price_sensitivity ?? 1,
    });
  }
  const { brand } = parameters;
  const askedBrand = (name: string) => names.askBrand(name, `${pointer}/brand`);
  if (owners.has("promotion")) {
    made.push({
      type: "promotion",
      ...reach,
      ...(brand !== undefined && { brand: askedBrand(brand) }),
      discount: parameters.discount ?? 0,
      pointMultiplier: parameters.point_multiplier ?? 1,
      bogo: parameters.bogo ?? false,
      intensity: parameters.promotion_intensity ?? 1,
      billOffset: parameters.bill_offset ?? 0,
      ...(parameters.co_brand_reach !== undefined &&
        parameters.co_brand_attraction !== undefined && {
          coBrand: {
            reach: parameters.co_brand_reach,
            attraction: parameters.co_brand_attraction,
          },
        }),
      cost: costOf("promotion"),
    });
  }
  if (owners.has("competition") && brand !== undefined) {
    const action = parameters.action ?? "promotion";
    made.push({
      type: "competition",
      ...reach,
      cost: costOf("competition"),
      brand: action === "entry" ? entrantOf(brand, { names, pointer }) : askedBrand(brand),
      ...(parameters.target !== undefined && {
        target: names.askBrand(parameters.target, `${pointer}/target`),
      }),
      action,
      strength: parameters.strength ?? 0,
      ...(parameters.similarity !== undefined && { similarity: parameters.similarity }),
      ...(parameters.entry_utility !== undefined && { entryUtility: parameters.entry_utility }),
    });
  }
  if (owners.has("external") && parameters.trigger !== undefined) {
    made.push({
      type: "external",
      ...reach,
      cost: costOf("external"),
      ...(parameters.region !== undefined && {
        region: names.askRegion(parameters.region, `${pointer}/region`),
      }),
      trigger: parameters.trigger,
      value: parameters.value ?? 0,
      lagDays: parameters.lag_days ?? 0,
    });
  }
  return made;
}

/** Whose cost the cost of a change is: the promotion's, else that of the kind that heads the change, else the first's. */
function payerOf(
  { type }: AskedChange,
  owners: ReadonlySet<(typeof EVENT_TYPES)[number]>,
): (typeof EVENT_TYPES)[number] | undefined {
  if (owners.has("promotion")) return "promotion";
  return type !== null && owners.has(type) ? type : EVENT_TYPES.find((one) => owners.has(one));
}

/** Who enters the market is new to it: its name is taken as given unless it is known. */
function entrantOf(text: string, { names, pointer }: { names: Names; pointer: string }): string {
  const name = names.brand(text) ?? plainName(text);
  if (name !== "" && name !== "__proto__") return name;
  const detail = `found ${JSON.stringify(text)}, expected the name of the brand that enters`;
  throw new CoreError("invalid_input", detail, [{ pointer: `${pointer}/brand`, detail }]);
}

/** A parameter that can do nothing without another is refused, with what it lacks. */
function checkLevers(
  parameters: SimulationParameters,
  { owners, pointer }: { owners: ReadonlySet<string>; pointer: string },
): void {
  const lacks = (key: keyof SimulationParameters, needs: string) => {
    const detail = `${key} does nothing without ${needs}`;
    throw new CoreError("no_lever", detail, [{ pointer: `${pointer}/${key}`, detail }]);
  };
  const { price, price_sensitivity, brand, target, action, strength, similarity } = parameters;
  const { trigger, value, lag_days, region } = parameters;
  if (price_sensitivity !== undefined && Object.keys(price ?? {}).length === 0) {
    lacks("price_sensitivity", "a price that changes (price)");
  }
  const { co_brand_reach, co_brand_attraction, entry_utility } = parameters;
  if (co_brand_reach !== undefined && co_brand_attraction === undefined) {
    lacks("co_brand_reach", "the partner's attraction (co_brand_attraction)");
  }
  if (co_brand_attraction !== undefined && co_brand_reach === undefined) {
    lacks("co_brand_attraction", "the partner's reach (co_brand_reach)");
  }
  if (entry_utility !== undefined && action !== "entry") {
    lacks("entry_utility", 'a brand that enters (action "entry")');
  }
  if (action === "reposition" && target === undefined) {
    lacks("action", "the brand that is moved towards (target)");
  }
  if (brand !== undefined && !owners.has("promotion") && !owners.has("competition")) {
    lacks(
      "brand",
      "a promotion (discount, point_multiplier, bogo, promotion_intensity, bill_offset, co_brand_reach) or an attack (strength)",
    );
  }
  if (strength === undefined) {
    if (target !== undefined) lacks("target", "a strength");
    if (action !== undefined) lacks("action", "a strength");
    if (similarity !== undefined) lacks("similarity", "a strength");
  }
  if (strength !== undefined && brand === undefined)
    lacks("strength", "the brand that attacks (brand)");
  if (similarity !== undefined && target === undefined)
    lacks("similarity", "the brand attacked (target)");
  if (trigger === undefined) {
    if (value !== undefined) lacks("value", "a trigger");
    if (lag_days !== undefined) lacks("lag_days", "a trigger");
    if (region !== undefined)
      lacks("region", "a trigger; to choose cells, put region beside event_type");
  } else if (value === undefined) lacks("trigger", "a value");
}
