import { type InterventionInput, Scenario } from "../../src/schema/scenario.js";
import type { SimulationResult } from "../../src/schema/simulation-result.js";
import type { Twin } from "../../src/schema/twin.js";
import { simulate } from "../../src/simulate/index.js";
import { surveyOf } from "../../src/synthetic/behaviour-line.js";
import { HORIZON } from "./market-plan.js";
import type { StudyMarket } from "./planted-market.js";
import { questionsOf } from "./question.js";
import type { Told } from "./tally.js";
import { type TrueOutcome, trueOutcome } from "./truth-path.js";

/** Added to a market's seed for surveys that the fit has not seen. */
const FRESH = 1_000_000;

/** What one question came to: a change of share by cell, shares as surveyed, and a change of all revenue. */
export interface WhatIf {
  readonly question: string;
  readonly estimated: boolean;
  readonly change: readonly Told[];
  readonly surveyed: readonly Told[];
  readonly revenue: readonly Told[];
  /** The same by a twin that is told that promotions sell nothing from later, as it is here. */
  readonly revenueNoDip: readonly Told[];
}

/** Asks a market's twin every question, and the planted law the same. */
export function askMarket(market: StudyMarket, { draws }: { draws: number }): WhatIf[] {
  const { truth, state, fit, kind } = market;
  const { twin } = fit;
  const before = trueOutcome(state, [], HORIZON);
  return questionsOf(truth, twin).map(({ name, brand, interventions, estimated }) => {
    const { interventions: parsed } = Scenario.parse({ interventions });
    const after = trueOutcome(state, parsed, HORIZON);
    const result = ask(twin, interventions, draws);
    const j = truth.brands.findIndex(({ id }) => id === brand);
    const change: Told[] = [];
    const surveyed: Told[] = [];
    state.cells.forEach(({ cell }, c) => {
      const told = result.change[cell.key]?.[brand];
      const [first, last] = [before.share[c]?.[j], after.share[c]?.[j]];
      if (told === undefined || first === undefined || last === undefined) return;
      const band = result.changeBands[cell.key]?.[brand] ?? null;
      change.push({ market: market.seed, told, found: last - first, band });
      surveyed.push({
        market: market.seed,
        told: result.results[cell.key]?.[brand] ?? Number.NaN,
        found: freshSurvey(market, { after, cell: c, brand: j }),
        band: result.forecastBands[cell.key]?.[brand] ?? null,
      });
    });
    const found = total(after.revenue) - total(before.revenue);
    const money = (of: SimulationResult): Told[] => {
      if (!kind.prices || !of.money) return [];
      const { value, band } = of.money.change;
      return [{ market: market.seed, told: value, found, band }];
    };
    return {
      question: name,
      estimated,
      change,
      surveyed,
      revenue: money(result),
      revenueNoDip: money(ask(withoutDip(twin), interventions, draws)),
    };
  });
}

const ask = (twin: Twin, interventions: readonly InterventionInput[], draws: number) =>
  simulate(twin, { interventions: [...interventions], durationDays: HORIZON, draws });

/** A twin that is told that nothing is bought forward: so it is in a generated market. */
export const withoutDip = (twin: Twin): Twin => ({
  ...twin,
  afterDip: { ...twin.afterDip, value: 0, standardError: 0 },
});

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Mean share in a survey of every day of the horizon, drawn anew. */
function freshSurvey(
  { truth, seed }: StudyMarket,
  { after, cell, brand }: { after: TrueOutcome; cell: number; brand: number },
): number {
  const planted = truth.cells[cell];
  if (!planted) return Number.NaN;
  const survey = surveyOf({ ...truth, seed: seed + FRESH }, planted);
  const days = after.days[cell] ?? [];
  let sum = 0;
  days.forEach((share, day) => {
    sum += (survey(day, share)[brand] ?? 0) / truth.people;
  });
  return sum / Math.max(1, days.length);
}
