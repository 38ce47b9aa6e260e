import { CoreError } from "../error.js";
import type { Intervention, Scenario } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { Nest } from "./choice.js";
import type { Compiled } from "./effect.js";
import { logMultipliers } from "./run-cell.js";

/** A scenario with names turned into indices of `brands`: the twin's, then those that enter. */
export interface CompiledScenario {
  readonly brands: readonly string[];
  readonly cells: readonly TwinCell[];
  readonly compiled: readonly Compiled[];
  readonly nests: readonly Nest[];
}

/** μ of a nest from similarity 0–1: 1 (proportional) to 0.1 (all from each other). */
const nestScale = (similarity: number) => 1 - 0.9 * similarity;

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
  const cells = twin.cells.filter(reached(scenario));
  checkNames(twin, scenario, "");
  const compiled = scenario.interventions.map((one, i) => compile(one, { twin, brands, at: i }));
  const gone = new Set(
    scenario.interventions.flatMap((one) =>
      one.type === "competition" && one.action === "exit" && one.strength === 1 ? [one.brand] : [],
    ),
  );
  if (gone.size >= twin.brands.length) {
    throw new CoreError(
      "out_of_range",
      "every brand leaves the market: nothing is left to choose",
      [{ pointer: "/interventions", detail: "expected at least one brand that stays" }],
    );
  }
  return { brands, cells, compiled, nests: nestsOf(compiled) };
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
  const priceMultiplier = new Float64Array(brands.length).fill(1);
  let brand = -1;
  let target = -1;
  if (intervention.type === "price_change") {
    for (const [name, multiplier] of Object.entries(intervention.price)) {
      priceMultiplier[index(name, "price")] = multiplier;
    }
    if (intervention.priceSensitivity !== 1 && Object.keys(intervention.price).length === 0) {
      throw new CoreError("no_lever", "price_sensitivity needs a price that changes", [
        { pointer: `${pointer}/priceSensitivity`, detail: "expected a price beside it" },
      ]);
    }
  }
  if (intervention.type === "promotion") brand = index(intervention.brand, "brand");
  if (intervention.type === "competition") {
    brand = index(intervention.brand, "brand");
    target = index(intervention.target, "target");
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
    logPrice: logMultipliers(priceMultiplier),
  };
}

/** Attacker and attacked share a nest; nests that touch become one, with the smaller scale. */
function nestsOf(compiled: readonly Compiled[]): Nest[] {
  let nests: { brands: Set<number>; scale: number }[] = [];
  for (const { intervention, brand, target } of compiled) {
    if (intervention.type !== "competition" || target < 0 || intervention.strength === 0) continue;
    const scale = nestScale(intervention.similarity);
    if (scale === 1) continue;
    const touching = nests.filter((nest) => nest.brands.has(brand) || nest.brands.has(target));
    const joined = new Set([brand, target, ...touching.flatMap((nest) => [...nest.brands])]);
    nests = nests.filter((nest) => !touching.includes(nest));
    nests.push({ brands: joined, scale: Math.min(scale, ...touching.map((nest) => nest.scale)) });
  }
  return nests.map(({ brands, scale }) => ({ brands: [...brands].sort((a, b) => a - b), scale }));
}
