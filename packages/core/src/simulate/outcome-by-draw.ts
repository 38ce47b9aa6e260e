import { type Intervention, Scenario } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { marginOf, marginOver } from "./brand-money.js";
import { createMoneyTotals, type MoneyTotals } from "./cell-money.js";
import { cellRuns } from "./cell-runs.js";
import { type Coefficients, drawCoefficients } from "./coefficient.js";
import { type Columns, createColumns } from "./columns.js";
import { compileScenario, reached } from "./compile.js";
import { createDrawTable } from "./draw-table.js";
import { filled } from "./money.js";
import { type Plan, planKey, planRun } from "./plan.js";
import type { CellStart } from "./run-cell.js";
import { type Stretch, stretchesOf } from "./stretch.js";
import { keptWorth, type MoneyBasis, moneyBasis } from "./worth.js";

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
  const known = new Map<string, Known>();
  const knownOf = (brands: readonly string[]): Known => {
    const key = brands.join("\n");
    const found = known.get(key);
    if (found) return found;
    const made: Known = {
      coefficients: drawCoefficients(twin, { brands, table }),
      starts: new Map(),
      basis: keptWorth(moneyBasis(twin, { cells: within, brands: brands.length })),
    };
    known.set(key, made);
    return made;
  };
  const planOf = keptPlans(twin.periodDays);
  const basis = moneyBasis(twin, { cells: within, brands: twin.brands.length });
  const people = within.reduce((sum, cell) => sum + cell.people, 0);
  const weights = within.map((cell) => (people > 0 ? cell.people / people : 1 / within.length));
  return {
    currency: basis?.currency ?? null,
    formula: basis?.formula ?? null,
    margins: Object.fromEntries(
      twin.brands.map((brand) => {
        const found = marginOf(twin, asked, brand);
        return [brand, found && marginOver(table, brand, found)];
      }),
    ),
    sample(interventions) {
      const scenario = { ...asked, interventions: [...interventions] };
      const compiled = compileScenario(twin, scenario);
      const { brands } = compiled;
      const { basis: money, ...kept } = knownOf(brands);
      const run = { twin, scenario, basis: money, ...compiled };
      const { plan, stretches } = planOf(scenario);
      const share = createColumns(brands.length, draws + 1);
      const baselineShare = createColumns(brands.length, draws + 1);
      const sums = createMoneyTotals({ brands: brands.length, draws, goods: true });
      let at = 0;
      for (const carried of cellRuns(run, {
        plan,
        watch: unwatched,
        kept: { ...kept, stretches },
      })) {
        const how = { from: carried.at, weight: weights[at++]! };
        addWeighted(share, carried.run.share, how);
        addWeighted(baselineShare, carried.run.baseline, how);
        if (carried.money) sums.add(carried.money);
      }
      return { brands, share, baselineShare, money: run.basis && moneyOf(sums.totals(), draws) };
    },
  };
}

/** What samples with the same brands share. */
interface Known {
  readonly coefficients: Coefficients;
  readonly starts: Map<TwinCell, CellStart>;
  readonly basis: MoneyBasis | null;
}

const unwatched = () => null;

/** Plans by the days on which interventions act, which is all that they depend on. */
function keptPlans(periodDays: number) {
  const kept = new Map<string, { plan: Plan; stretches: readonly Stretch[] }>();
  return (scenario: Scenario) => {
    const key = planKey(scenario);
    const known = kept.get(key);
    if (known) return known;
    const plan = planRun(scenario, periodDays);
    const made = { plan, stretches: stretchesOf(plan) };
    kept.set(key, made);
    return made;
  };
}

function moneyOf(totals: MoneyTotals, draws: number): OutcomeMoney {
  const { regular, given } = totals;
  return { ...totals, regular: regular ?? [], given: filled(given, draws) };
}

function addWeighted(
  sums: Columns,
  columns: Columns,
  { from, weight }: { from: number; weight: number },
): void {
  for (let j = 0; j < sums.length; j++) {
    const [sum, column] = [sums[j]!, columns[j]!];
    for (let d = 0; d < sum.length; d++) sum[d]! += weight * column[from + d]!;
  }
}
