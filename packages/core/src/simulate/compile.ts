import { CoreError } from "../error.js";
import { log } from "../math/index.js";
import type { Intervention, Scenario } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { Compiled } from "./effect.js";

/** A scenario with names turned into indices of `brands`: the twin's, then those that enter. */
export interface CompiledScenario {
  readonly brands: readonly string[];
  readonly cells: readonly TwinCell[];
  readonly compiled: readonly Compiled[];
}

/**
 * Checks a scenario against a twin.
 *
 * @throws CoreError `unknown_persona` | `unknown_region` | `unknown_brand` | `no_lever` | `out_of_range`
 */
export function compileScenario(twin: Twin, scenario: Scenario): CompiledScenario {
  const entrants = scenario.interventions.flatMap((one) =>
    one.type === "competition" && one.action === "entry" ? [one.brand] : [],
  );
  for (const entrant of entrants) {
    if (twin.brands.includes(entrant)) {
      throw new CoreError(
        "out_of_range",
        `${entrant} is in the market already and cannot enter it`,
        [{ pointer: "/brand", detail: `expected a brand beside ${twin.brands.join(", ")}` }],
      );
    }
  }
  const brands = [...twin.brands, ...new Set(entrants)];
  const { persona, region } = scenario;
  const cells =
    persona === undefined && region === undefined
      ? twin.cells
      : twin.cells.filter(reached(scenario));
  checkNames(twin, scenario, "");
  for (const brand of Object.keys(scenario.margin ?? {})) {
    if (!brands.includes(brand)) throw unknown("unknown_brand", `/margin/${brand}`, brand, brands);
  }
  const compiled = scenario.interventions.map((one, i) => compile(one, { twin, brands, at: i }));
  const gone = new Set(
    scenario.interventions.flatMap((one) =>
      one.type === "competition" &&
      (one.action === "exit" || one.action === "distribution_loss") &&
      one.strength === 1
        ? [one.brand]
        : [],
    ),
  );
  if (gone.size >= twin.brands.length) {
    throw new CoreError(
      "out_of_range",
      "every brand leaves the market: nothing is left to choose",
      [{ pointer: "/interventions", detail: "expected at least one brand that stays" }],
    );
  }
  return { brands, cells, compiled };
}

/** Whether a cell is within a persona and region; what is omitted means all. */
export const reached =
  ({ persona, region }: { persona?: string | undefined; region?: string | undefined }) =>
  (cell: { persona: string; region: string }): boolean =>
    (persona === undefined || cell.persona === persona) &&
    (region === undefined || cell.region === region);

function checkNames(
  twin: Twin,
  { persona, region }: { persona?: string | undefined; region?: string | undefined },
  pointer: string,
): void {
  if (persona !== undefined && !twin.cells.some((cell) => cell.persona === persona)) {
    const known = [...new Set(twin.cells.map((cell) => cell.persona))];
    throw unknown("unknown_persona", `${pointer}/persona`, persona, known);
  }
  if (region !== undefined && !twin.cells.some((cell) => cell.region === region)) {
    const known = [...new Set(twin.cells.map((cell) => cell.region))];
    throw unknown("unknown_region", `${pointer}/region`, region, known);
  }
  if (!twin.cells.some(reached({ persona, region }))) {
    throw new CoreError("no_data", `the twin has no cell of ${persona} in ${region}`, [
      { pointer: `${pointer}/region`, detail: `expected a region where ${persona} was observed` },
    ]);
  }
}

function unknown(
  code: "unknown_persona" | "unknown_region" | "unknown_brand",
  pointer: string,
  found: string,
  known: readonly string[],
): CoreError {
  const what = code.slice("unknown_".length);
  return new CoreError(code, `unknown ${what} ${JSON.stringify(found)}`, [
    { pointer, detail: `expected one of ${known.join(", ")}` },
  ]);
}

function compile(
  intervention: Intervention,
  { twin, brands, at }: { twin: Twin; brands: readonly string[]; at: number },
): Compiled {
  const pointer = `/interventions/${at}`;
  checkNames(twin, intervention, pointer);
  const index = (brand: string | undefined, field: string) => {
    if (brand === undefined) return -1;
    const j = brands.indexOf(brand);
    if (j < 0) throw unknown("unknown_brand", `${pointer}/${field}`, brand, twin.brands);
    return j;
  };
  const incumbent = (brand: string | undefined, field: string) => {
    const j = index(brand, field);
    if (j < twin.brands.length) return j;
    const detail = `${field} does nothing to ${brand}, which enters the market: nothing is known of it yet`;
    throw new CoreError("no_lever", detail, [{ pointer: `${pointer}/${field}`, detail }]);
  };
  const priceMultiplier = new Float64Array(brands.length).fill(1);
  let brand = -1;
  let target = -1;
  if (intervention.type === "price_change") {
    for (const [name, multiplier] of Object.entries(intervention.price)) {
      priceMultiplier[incumbent(name, "price")] = multiplier;
    }
    if (intervention.priceSensitivity !== 1 && Object.keys(intervention.price).length === 0) {
      throw new CoreError("no_lever", "price_sensitivity needs a price that changes", [
        { pointer: `${pointer}/priceSensitivity`, detail: "expected a price beside it" },
      ]);
    }
  }
  if (intervention.type === "promotion") {
    brand = incumbent(intervention.brand, "brand");
    checkPromotion(twin, { promotion: intervention, brand, pointer });
  }
  if (intervention.type === "competition") {
    brand = (intervention.action === "entry" ? index : incumbent)(intervention.brand, "brand");
    target = incumbent(intervention.target, "target");
    checkCompetition(intervention, pointer);
    if (brand === target) {
      throw new CoreError("out_of_range", `${intervention.brand} cannot attack itself`, [
        { pointer: `${pointer}/target`, detail: "expected another brand" },
      ]);
    }
  }
  return {
    intervention,
    brand,
    target,
    priceMultiplier,
    // 0 exactly where the price stays.
    logPrice: priceMultiplier.map((times) => (times === 1 ? 0 : log(times))),
  };
}

function noLever(detail: string, pointer: string): CoreError {
  return new CoreError("no_lever", detail, [{ pointer, detail }]);
}

/** @throws CoreError `no_lever` where a promotion acts by points programmes that nobody has */
function checkPromotion(
  { loyaltyProgrammes }: Twin,
  {
    promotion,
    brand,
    pointer,
  }: { promotion: Extract<Intervention, { type: "promotion" }>; brand: number; pointer: string },
): void {
  const { pointMultiplier, intensity, coBrand, billOffset } = promotion;
  const nobody = loyaltyProgrammes.every((weight) => weight === 0);
  const collects = brand < 0 ? !nobody : (loyaltyProgrammes[brand] ?? 0) > 0;
  if (billOffset > 0 && !collects) {
    const who = promotion.brand ?? "any brand";
    throw noLever(
      `billOffset pays with points, and nobody collects those of ${who}`,
      `${pointer}/billOffset`,
    );
  }
  const acting = Object.entries({
    pointMultiplier: pointMultiplier !== 1,
    intensity: intensity !== 1,
    coBrand: coBrand !== undefined && coBrand.reach > 0 && coBrand.attraction > 0,
  }).find(([, acts]) => acts);
  if (brand < 0 && nobody && acting) {
    const [field] = acting;
    throw noLever(
      `${field} without a brand acts by points programmes, and no brand has one: name the brand`,
      `${pointer}/${field}`,
    );
  }
}

/** @throws CoreError `no_lever` for a parameter that does nothing in this action */
function checkCompetition(
  { action, target, similarity, entryUtility }: Extract<Intervention, { type: "competition" }>,
  pointer: string,
): void {
  if (action === "reposition" && target === undefined) {
    throw noLever("reposition needs the brand that is moved towards (target)", `${pointer}/target`);
  }
  if (similarity !== undefined && target === undefined) {
    throw noLever("similarity does nothing without a target", `${pointer}/similarity`);
  }
  if (entryUtility !== undefined && action !== "entry") {
    throw noLever(`entryUtility does nothing in ${action}`, `${pointer}/entryUtility`);
  }
}
