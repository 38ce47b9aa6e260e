import { recommend } from "../../src/index.js";
import { type InterventionInput, Scenario } from "../../src/schema/scenario.js";
import type { Twin } from "../../src/schema/twin.js";
import { moneyByDraw } from "../../src/simulate/index.js";
import { HORIZON } from "./market-plan.js";
import type { StudyMarket } from "./planted-market.js";
import { kendall } from "./tally.js";
import { type TrueOutcome, trueOutcome } from "./truth-path.js";
import { withoutDip } from "./what-if-study.js";

/** How a market's twin ranked actions by what the planted law earns with them. */
export interface Decision {
  /** Rank correlation of expected and true profit over all candidates. */
  readonly kendall: number;
  /** True profit of the action that is recommended over doing nothing, and the best that was to be had. */
  readonly earned: number;
  readonly best: number;
  /** Revenue of the brand over the horizon, to measure losses by. */
  readonly revenue: number;
  readonly acted: boolean;
}

/** Ranks the same candidates by the twin and by the truth; the margin differs from market to market. */
export function decideMarket(
  market: StudyMarket,
  { afterDip, draws }: { afterDip: "as assumed" | "as it is"; draws: number },
): Decision {
  const { truth, state, seed } = market;
  const twin: Twin = afterDip === "as it is" ? withoutDip(market.fit.twin) : market.fit.twin;
  const [own = "", rest = ""] = [truth.brands[0]?.id, truth.regions[0]?.id];
  const margin = 0.25 + 0.05 * (seed % 7);
  const region = truth.regions.length > 1 ? rest : undefined;
  const before = trueOutcome(state, [], HORIZON);
  const trueProfit = (interventions: readonly InterventionInput[]) => {
    const { interventions: parsed } = Scenario.parse({ interventions });
    return grossProfit(trueOutcome(state, parsed, HORIZON), margin) - grossProfit(before, margin);
  };
  const { candidates, levers } = candidatesOf(own, region);
  const expected = candidates.map((interventions) => {
    const { money } = moneyByDraw(twin, {
      interventions: [...interventions],
      durationDays: HORIZON,
      draws,
      margin: { [own]: margin },
    });
    const [, ...gains] = money?.grossProfitChange[twin.brands.indexOf(own)] ?? [];
    return gains.reduce((sum, value) => sum + value, 0) / Math.max(1, gains.length);
  });
  const earned = candidates.map(trueProfit);
  const advice = recommend(twin, {
    levers,
    brands: [own],
    constraints: { maxActions: 1 },
    economics: { margin: { [own]: margin } },
    durationDays: HORIZON,
    draws,
    effort: 2000,
  });
  const [first] = advice.actions;
  const acted = advice.advice === "act" && first !== undefined;
  return {
    kendall: kendall(expected, earned),
    earned: acted ? trueProfit(first.interventions) : 0,
    best: Math.max(0, ...earned),
    revenue: before.revenue[0] ?? 0,
    acted,
  };
}

function grossProfit({ revenue, regular }: TrueOutcome, margin: number): number {
  return (revenue[0] ?? 0) - (1 - margin) * (regular[0] ?? 0);
}

/** Candidates one by one, and the same as levers of a request. */
function candidatesOf(
  own: string,
  region: string | undefined,
): { candidates: InterventionInput[][]; levers: LeverInput[] } {
  const places = region === undefined ? [undefined] : [undefined, region];
  const prices = [0.8, 0.9, 1.1, 1.2];
  const discounts = [0.1, 0.2];
  const where = (place: string | undefined) => (place === undefined ? {} : { region: place });
  const candidates = places.flatMap((place): InterventionInput[][] => [
    ...prices.map((factor): InterventionInput[] => [
      { type: "price_change", price: { [own]: factor }, ...where(place) },
    ]),
    ...discounts.map((discount): InterventionInput[] => [
      { type: "promotion", brand: own, discount, durationDays: 14, ...where(place) },
    ]),
  ]);
  const levers = places.flatMap((place): LeverInput[] => [
    { lever: "price", brand: own, values: prices, ...(place && { regions: [place] }) },
    {
      lever: "discount",
      brand: own,
      values: discounts,
      durations: [14],
      ...(place && { regions: [place] }),
    },
  ]);
  return { candidates, levers };
}

interface LeverInput {
  lever: "price" | "discount";
  brand: string;
  values: number[];
  durations?: number[];
  regions?: string[];
}
