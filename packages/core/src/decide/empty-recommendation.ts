import type { Recommendation } from "../schema/recommendation.js";
import type { Objective, RecommendationRequest } from "../schema/recommendation-request.js";
import type { Twin } from "../schema/twin.js";
import { ENGINE_VERSION, prepareRun, quantityOf, twinDigest } from "../simulate/index.js";
import type { Outcomes } from "./action-outcome.js";
import { scoreFormula } from "./score.js";

const ROI = "profit ÷ mean spend over the draws";
const OBJECTIVE: Readonly<Record<Objective, string>> = {
  profit:
    "Σ brands that count: change of (revenue − (1 − margin) × regular price × units) − fixed cost − variable cost",
  revenue: "Σ brands that count: change of revenue, before any cost",
  units: "Σ brands that count: change of units",
  share: "Σ brands that count: change of mean share over all cells, weighted by people",
  roi: ROI,
};
const SPEND =
  "fixed cost + variable cost (points and offsets given) + (regular price − price paid) × units, where that is above 0";

/** A recommendation before any action: who is asked, what for, and what comes of doing nothing. */
export function emptyRecommendation(
  twin: Twin,
  {
    request,
    brands,
    outcomes: { nothing, sampler },
  }: { request: RecommendationRequest; brands: readonly string[]; outcomes: Outcomes },
): Recommendation {
  const { given, durationDays } = request;
  const margin = request.economics.margin;
  const { provenance, verdict } = prepareRun(twin, {
    interventions: given,
    durationDays,
    draws: 0,
    ...(Object.keys(margin).length > 0 && { margin }),
  }).empty;
  const { money } = nothing;
  const own = brands.map((brand) => nothing.brands.indexOf(brand));
  const total = (
    columns: readonly Float64Array[],
    value = (x: number, _d: number, _i: number) => x,
  ) => {
    const sum = new Float64Array(columns[0]?.length ?? 1);
    for (const [i, j] of own.entries()) {
      for (const [d, x] of (columns[j] ?? []).entries()) sum[d] = (sum[d] ?? 0) + value(x, d, i);
    }
    return sum;
  };
  const margins = brands.map((brand) => sampler.margins[brand] ?? null);
  const revenue = money && total(money.revenue);
  const goods =
    money && margins.every((one) => one !== null)
      ? total(money.regular, (x, d, i) => x * (1 - (margins[i]?.[d] ?? 0)))
      : null;
  return {
    kind: "recommendation",
    version: 1,
    engine: ENGINE_VERSION,
    twinDigest: twinDigest(twin),
    demo: twin.demo,
    request,
    brands: [...brands],
    currency: sampler.currency,
    periodDays: durationDays,
    formula: {
      objective: OBJECTIVE[request.objective],
      score: scoreFormula(request),
      money: sampler.formula,
      spend: SPEND,
      roi: ROI,
    },
    nothing: {
      share: Object.fromEntries(
        nothing.brands.map((brand, j) => [
          brand,
          quantityOf(nothing.share[j] ?? new Float64Array(1)),
        ]),
      ),
      units: money?.units ? quantityOf(total(money.units.sold)) : null,
      revenue: revenue && quantityOf(revenue),
      grossProfit:
        revenue && goods && quantityOf(revenue.map((value, d) => value - (goods[d] ?? 0))),
      probabilityBest: null,
    },
    actions: [],
    advice: "nothing",
    reasons: verdict.reasons,
    needs: [],
    search: { evaluations: 0, combinations: 0, exhaustive: false, feasible: 0 },
    provenance: {
      historyDigest: twin.historyDigest,
      asOf: twin.asOf,
      backtest: twin.backtest,
      margins: Object.fromEntries(
        Object.entries(provenance.parameters).filter(([name]) => name.startsWith("margin:")),
      ),
    },
  };
}
