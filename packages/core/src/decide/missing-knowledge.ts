import type { LeverOption, RecommendationRequest } from "../schema/recommendation-request.js";
import type { Twin } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";
import { prepareRun } from "../simulate/index.js";
import type { Outcomes } from "./action-outcome.js";
import { untoldMoney } from "./untold-money.js";

/** What nobody said and no data tell, without which the question has no answer; null where nothing is missing. */
export function missingKnowledge(
  twin: Twin,
  {
    request,
    brands,
    levers,
    outcomes: { sampler, nothing },
  }: {
    request: RecommendationRequest;
    brands: readonly string[];
    levers: readonly LeverOption[];
    outcomes: Outcomes;
  },
): { reasons: Reason[]; needs: Reason[] } | null {
  const { objective, constraints, budget, given, durationDays } = request;
  const reasons: Reason[] = [];
  const needs: Reason[] = [];
  const anyway = prepareRun(twin, { interventions: given, durationDays, draws: 0 }).empty.verdict;
  if (anyway.status === "refused") {
    reasons.push(...anyway.reasons);
    needs.push(...anyway.needs);
  }
  const inMoney = objective === "profit" || objective === "revenue" || objective === "roi";
  if (nothing.money === null && (inMoney || budget !== undefined)) {
    const untold = untoldMoney(twin, twin.cells);
    reasons.push(
      ...(untold.length > 0 ? untold : [{ code: "money_unknown", values: { objective } }]),
    );
    needs.push({ code: "prices_and_units", values: {} });
  }
  if (objective === "units" && !nothing.money?.units) {
    reasons.push({ code: "units_unknown", values: {} });
    needs.push({ code: "prices_and_units", values: {} });
  }
  const moved = levers.map(({ brand }) => brand);
  const { marginFloor } = constraints;
  const floored =
    typeof marginFloor === "number"
      ? moved
      : moved.filter((brand) => marginFloor?.[brand] !== undefined);
  const counted = objective === "profit" || objective === "roi" ? brands : [];
  const unknown = twin.brands.filter(
    (brand) =>
      (counted.includes(brand) || floored.includes(brand)) &&
      (sampler.margins[brand] ?? null) === null,
  );
  if (unknown.length > 0) {
    reasons.push({ code: "margin_unknown", values: { brands: unknown.join(", ") } });
    needs.push({ code: "margins", values: { brands: unknown.join(", ") } });
  }
  const unpriced = Object.keys(constraints.price).filter((brand) => {
    const j = twin.brands.indexOf(brand);
    return twin.cells.some(({ price }) => (price[j] ?? null) === null);
  });
  if (unpriced.length > 0) {
    reasons.push({ code: "price_unknown", values: { brands: unpriced.join(", ") } });
    needs.push({ code: "prices_and_units", values: {} });
  }
  return reasons.length > 0 ? { reasons, needs } : null;
}
