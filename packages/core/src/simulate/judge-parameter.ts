import { exp } from "../math/index.js";
import { type Findings, noFindings } from "../model/twin/judge-twin.js";
import type { Parameter } from "../schema/parameter.js";
import { TRIGGERS } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";
import type { VerdictLimits } from "../schema/verdict-limits.js";
import { periodsForPrice, rowsForError } from "./needed-periods.js";

type Used = Readonly<Record<string, Parameter>>;

/** Needs aim at this part of the limit, so that chance does not undo them. */
const AIM = 0.5;

/** Judges where the parameters that an answer uses come from, and how well its prices are known. */
export function judgeParameters(
  twin: Twin,
  {
    parameters,
    cells,
    limits,
  }: {
    parameters: Used;
    cells: readonly TwinCell[];
    limits: VerdictLimits;
  },
): Findings {
  const found = noFindings();
  const names = Object.keys(parameters);
  for (const [kind, code] of DOUBTFUL) {
    const ofKind = names.filter((name) => parameters[name]?.origin.kind === kind);
    if (ofKind.length > 0) found.weak.push({ code, values: { names: listed(ofKind) } });
  }
  twin.brands.forEach((brand, j) => {
    const parameter = parameters[`price:${brand}`];
    if (parameter) judgePrice(twin, { brand, j, parameter, cells, limits }, found);
  });
  judgeConditions(twin, { parameters, cells, limits }, found);
  return found;
}

/** Where conditions are recorded and no price is, what prices did unseen may pass for what conditions do. */
function judgeConditions(
  twin: Twin,
  {
    parameters,
    cells,
    limits,
  }: { parameters: Used; cells: readonly TwinCell[]; limits: VerdictLimits },
  found: Findings,
): void {
  if (cells.some(({ price }) => price.some((one) => typeof one === "number"))) return;
  const names = Object.keys(parameters);
  const isAsked = (kind: string) => names.some((name) => name.startsWith(`${kind}:`));
  const known = TRIGGERS.filter((trigger) => twin.triggers[trigger] !== null);
  const triggers = isAsked("price") ? known : known.filter(isAsked);
  if (triggers.length === 0) return;
  found.weak.push({
    code: "conditions_without_prices",
    values: { triggers: triggers.join(", ") },
  });
  twin.brands.forEach((brand, j) => {
    const target = limits.effectError * Math.max(0.5, twin.price[j]?.value ?? 0);
    found.needs.push(movingPrices(twin, { brand, j, target, limits }));
  });
}

/** Origins that tell little of the people asked about, and what is said of them. */
const DOUBTFUL = [
  ["assumed", "assumed_parameters"],
  ["prior", "prior_parameters"],
] as const;

const listed = (names: readonly string[]) =>
  [...new Set(names.map((name) => (name.startsWith("habit:") ? "habit" : name)))].join(", ");

function judgePrice(
  twin: Twin,
  {
    brand,
    j,
    parameter,
    cells,
    limits,
  }: {
    brand: string;
    j: number;
    parameter: Parameter;
    cells: readonly TwinCell[];
    limits: VerdictLimits;
  },
  found: Findings,
): void {
  const { value, standardError, origin } = parameter;
  const target = limits.effectError * Math.max(0.5, value);
  if (origin.kind === "prior" || origin.kind === "assumed") {
    const missing = cells.every((cell) => cell.price[j] === null || cell.price[j] === undefined);
    found.weak.push({
      code: missing ? "prices_missing" : "prices_never_moved",
      values: { brand },
    });
    found.needs.push(movingPrices(twin, { brand, j, target, limits }));
    return;
  }
  if (origin.kind !== "estimated" || standardError <= limits.effectError * value) return;
  found.weak.push({
    code: "price_effect_unclear",
    values: { brand, value, error: standardError },
  });
  const more = rowsForError(origin.rows, { error: standardError, target: AIM * target });
  found.needs.push({ code: "more_rows_in_all", values: { brand, rows: more } });
}

/** The prices that would tell a brand's effect to a part of `target`. */
function movingPrices(
  twin: Twin,
  { brand, j, target, limits }: { brand: string; j: number; target: number; limits: VerdictLimits },
): Reason {
  const spread = limits.priceStep;
  const periods = periodsForPrice(twin, { brand: j, spread, error: AIM * target });
  return {
    code: "prices_that_vary",
    values: {
      brand,
      periods: Math.max(limits.fewRows, periods),
      percent: Math.round(100 * (exp(spread) - 1)),
    },
  };
}
