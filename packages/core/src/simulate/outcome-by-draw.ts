import { type Intervention, Scenario } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { marginOf } from "./brand-money.js";
import { createMoneyTotals, type MoneyTotals } from "./cell-money.js";
import { cellRuns } from "./cell-outcome.js";
import { type Coefficients, drawCoefficients } from "./coefficient.js";
import { type Columns, createColumns } from "./columns.js";
import { compileScenario, reached } from "./compile.js";
import { createDrawTable } from "./draw-table.js";
import { filled } from "./money.js";
import { planRun } from "./plan.js";
import { moneyBasis } from "./worth.js";

/** What a set of interventions comes to over all cells; columns over the draws, index 0 being the expected path. */
export interface OutcomeByDraw {
  /** The twin's brands, then those that enter. */
  readonly brands: readonly string[];
  /** Mean share over the horizon of all cells by brand, weighted by people. */
  readonly share: Columns;
  /** The same without the interventions. */
  readonly baselineShare: Columns;
  /** Null where nothing tells what people spend. */
  readonly money: OutcomeMoney | null;
}

/** Sums over cells, per brand over the draws. */
export interface OutcomeMoney extends Omit<MoneyTotals, "regular" | "given"> {
  /** What is sold, valued at the prices of now. */
  readonly regular: Columns;
  /** What brands give back beside their price. */
  readonly given: Columns;
}

/** Asks one twin many times under one luck, without what only a single answer needs: no digest, verdict or bands. */
export interface OutcomeSampler {
  readonly currency: string | null;
  /** How money is made; null where nothing tells it. */
  readonly formula: string | null;
  /** By brand over the draws; null for a brand whose margin nobody said. */
  readonly margins: Readonly<Record<string, Float64Array | null>>;
  /** @throws CoreError as `simulate` does for names and levers */
  sample(interventions: readonly Intervention[]): OutcomeByDraw;
}

/**
 * Makes a sampler: its draws are those of `simulate` with the same seed and number.
 *
 * @param options.margin - by brand, in place of the catalogue's
 * @param options.persona - only this persona's cells; `region` likewise
 */
export function createOutcomeSampler(
  twin: Twin,
  {
    durationDays,
    seed,
    draws,
    margin = {},
    persona,
    region,
  }: {
    durationDays: number;
    seed: number;
    draws: number;
    margin?: Readonly<Record<string, number>> | undefined;
    persona?: string | undefined;
    region?: string | undefined;
  },
): OutcomeSampler {
  const asked = Scenario.parse({ durationDays, seed, draws, margin, persona, region });
  const within = twin.cells.filter(reached(asked));
  const table = createDrawTable({ seed, draws });
  const known = new Map<string, Coefficients>();
  const coefficientsOf = (brands: readonly string[]) => {
    const key = brands.join("\n");
    const coefficients = known.get(key) ?? drawCoefficients(twin, { brands, table });
    known.set(key, coefficients);
    return coefficients;
  };
  const basis = moneyBasis(twin, { cells: within, brands: twin.brands.length });
  const people = within.reduce((sum, cell) => sum + cell.people, 0);
  const weights = within.map((cell) => (people > 0 ? cell.people / people : 1 / within.length));
  return {
    currency: basis?.currency ?? null,
    formula: basis?.formula ?? null,
    margins: Object.fromEntries(
      twin.brands.map((brand) => {
        const found = marginOf(twin, asked, brand);
        const values = found && table.values(`margin:${brand}`, found, { low: 0, high: 1 });
        return [brand, values];
      }),
    ),
    sample(interventions) {
      const scenario = { ...asked, interventions: [...interventions] };
      const compiled = compileScenario(twin, scenario);
      const { brands, cells } = compiled;
      const run = {
        twin,
        scenario,
        basis: moneyBasis(twin, { cells, brands: brands.length }),
        ...compiled,
      };
      const plan = planRun(scenario, twin.periodDays);
      const share = createColumns(brands.length, draws + 1);
      const baselineShare = createColumns(brands.length, draws + 1);
      const sums = createMoneyTotals({ brands: brands.length, draws, goods: true });
      const coefficients = coefficientsOf(brands);
      let at = 0;
      const range = { from: 0, to: cells.length, plan, watch: () => null, coefficients };
      for (const [, cellRun, money] of cellRuns(run, range)) {
        const weight = weights[at++]!;
        addWeighted(share, cellRun.share, weight);
        addWeighted(baselineShare, cellRun.baseline, weight);
        if (money) sums.add(money);
      }
      return { brands, share, baselineShare, money: run.basis && moneyOf(sums.totals(), draws) };
    },
  };
}

function moneyOf(totals: MoneyTotals, draws: number): OutcomeMoney {
  const { regular, given } = totals;
  return { ...totals, regular: regular ?? [], given: filled(given, draws) };
}

function addWeighted(sums: Columns, columns: Columns, weight: number): void {
  for (let j = 0; j < sums.length; j++) {
    const [sum, column] = [sums[j]!, columns[j]!];
    for (let d = 0; d < sum.length; d++) sum[d]! += weight * column[d]!;
  }
}
