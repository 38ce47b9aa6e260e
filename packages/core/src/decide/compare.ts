import * as z from "zod";
import { CoreError } from "../error.js";
import { Quantity, type SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { Verdict } from "../schema/verdict.js";
import { createOutcomeSampler, quantityOf, twinDigest } from "../simulate/index.js";

const Values = z.record(z.string(), Quantity.nullable());

/** Several results side by side, and what each is over the first. */
export const Comparison = z.strictObject({
  kind: z.literal("comparison"),
  version: z.literal(1),
  twinDigest: z.string(),
  currency: z.string().nullable(),
  periodDays: z.int().positive(),
  columns: z.array(z.strictObject({ name: z.string(), unit: z.string() })),
  rows: z.array(
    z.strictObject({
      name: z.string(),
      verdict: Verdict,
      values: Values,
      difference: Values.meta({
        description: "Over the first row; the band is that of the difference under common draws",
      }),
    }),
  ),
  commonDraws: z.boolean().meta({ description: "Whether differences have bands" }),
});
export type Comparison = z.infer<typeof Comparison>;

/**
 * Puts results of one twin, seed, horizon and number of draws side by side.
 *
 * Shares are means over the cells weighted by people, money and units sums over them. A band of a difference is not the
 * difference of two bands: with `twin` given, the scenarios are run again under draws that they share.
 *
 * @param options.names - of the rows; `scenario 1` … unless told
 * @throws CoreError `invalid_input` for results that cannot be compared, or a twin that is not theirs
 */
export function compare(
  results: readonly SimulationResult[],
  { names, twin }: { names?: readonly string[]; twin?: Twin } = {},
): Comparison {
  const [first] = results;
  if (!first) throw new CoreError("invalid_input", "no results, expected one or more");
  results.forEach((result, i) => {
    checkAlike(first, result, i);
  });
  if (names && (names.length !== results.length || new Set(names).size !== names.length)) {
    throw new CoreError(
      "invalid_input",
      `found ${names.length} names, expected ${results.length} different ones`,
      [{ pointer: "/names", detail: "expected one for each result" }],
    );
  }
  if (twin && twinDigest(twin) !== first.twinDigest) {
    throw new CoreError("invalid_input", "the twin is not the one that the results are of", [
      { pointer: "/twin", detail: `expected digest ${first.twinDigest}` },
    ]);
  }
  const tables = results.map((result) => (twin ? sampled(twin, result) : told(result)));
  const columns = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  const reference = tables[0];
  const rows = results.map((result, i) => ({
    name: names?.[i] ?? `scenario ${i + 1}`,
    verdict: result.verdict,
    values: entriesOf(columns, (column) => quantity(tables[i]?.get(column))),
    difference: entriesOf(columns, (column) =>
      quantity(minus(tables[i]?.get(column), reference?.get(column))),
    ),
  }));
  const currency = results.find(({ money }) => money)?.money?.currency ?? null;
  return {
    kind: "comparison",
    version: 1,
    twinDigest: first.twinDigest,
    currency,
    periodDays: first.scenario.durationDays,
    columns: columns.map((name) => ({ name, unit: unitOf(name, currency) })),
    rows,
    commonDraws: twin !== undefined && first.scenario.draws > 0,
  };
}

function checkAlike(first: SimulationResult, result: SimulationResult, i: number): void {
  const of = ({ twinDigest: twin, engine, scenario }: SimulationResult) => ({
    twin,
    engine,
    seed: scenario.seed,
    draws: scenario.draws,
    durationDays: scenario.durationDays,
    persona: scenario.persona ?? null,
    region: scenario.region ?? null,
  });
  const [a, b] = [of(first), of(result)];
  for (const [name, value] of Object.entries(a)) {
    const other = Object.entries(b).find(([key]) => key === name)?.[1];
    if (other === value) continue;
    throw new CoreError(
      "invalid_input",
      `result ${i} has another ${name} than result 0: ${other}, not ${value}`,
      [{ pointer: `/${i}`, detail: `expected the ${name} of the first result` }],
    );
  }
}

type Table = Map<string, Float64Array>;

/** The numbers that a result shows, without draws. */
function told({ cells, results, brands, money, verdict }: SimulationResult): Table {
  const table: Table = new Map();
  if (verdict.status === "refused") return table;
  const people = Object.values(cells).reduce((sum, cell) => sum + cell.people, 0);
  const count = Object.keys(cells).length;
  for (const brand of brands) {
    let share = 0;
    for (const [key, cell] of Object.entries(cells)) {
      share += (people > 0 ? cell.people / people : 1 / count) * (results[key]?.[brand] ?? 0);
    }
    table.set(`share:${brand}`, Float64Array.of(share));
  }
  if (!money) return table;
  const { baseline, change, cost, units, grossProfit } = money;
  table.set("revenue", Float64Array.of(baseline.value + change.value));
  if (units) table.set("units", Float64Array.of(units.baseline.value + units.change.value));
  if (grossProfit?.change)
    table.set("gross_profit_change", Float64Array.of(grossProfit.change.value));
  table.set("cost", Float64Array.of(cost.fixed + cost.variable.value));
  return table;
}

/** The same over the draws, run again. */
function sampled(twin: Twin, result: SimulationResult): Table {
  const { scenario, brands, verdict } = result;
  const table: Table = new Map();
  if (verdict.status === "refused") return table;
  const sampler = createOutcomeSampler(twin, scenario);
  const { share, money } = sampler.sample(scenario.interventions);
  for (const [j, brand] of brands.entries()) {
    const column = share[j];
    if (column) table.set(`share:${brand}`, column);
  }
  if (!money) return table;
  const length = scenario.draws + 1;
  const total = (columns: readonly Float64Array[]) => {
    const sum = new Float64Array(length);
    for (const column of columns)
      for (const [d, value] of column.entries()) sum[d] = (sum[d] ?? 0) + value;
    return sum;
  };
  table.set("revenue", total(money.revenue));
  if (money.units) table.set("units", total(money.units.sold));
  const margins = brands.map((brand) => sampler.margins[brand] ?? null);
  if (margins.every((margin) => margin !== null)) {
    const profit = money.revenue.map((revenue, j) => {
      const [before, regular, margin] = [money.baselineRevenue[j], money.regular[j], margins[j]];
      return revenue.map(
        (value, d) =>
          value -
          (before?.[d] ?? 0) -
          (1 - (margin?.[d] ?? 0)) * ((regular?.[d] ?? 0) - (before?.[d] ?? 0)),
      );
    });
    table.set("gross_profit_change", total(profit));
  }
  const fixed = scenario.interventions.reduce((sum, { cost }) => sum + cost, 0);
  table.set(
    "cost",
    total(money.given).map((value) => value + fixed),
  );
  return table;
}

const entriesOf = (columns: readonly string[], of: (column: string) => Quantity | null) =>
  Object.fromEntries(columns.map((column) => [column, of(column)]));

const quantity = (values: Float64Array | null | undefined): Quantity | null =>
  values ? quantityOf(values) : null;

const minus = (a: Float64Array | undefined, b: Float64Array | undefined) =>
  a && b ? a.map((value, d) => value - (b[d] ?? 0)) : null;

function unitOf(column: string, currency: string | null): string {
  if (column.startsWith("share:")) return "fraction";
  return column === "units" ? "units" : (currency ?? "currency");
}
