import { quantityOf } from "../../simulate/index.js";
import type { testEffect } from "./test-effect.js";
import type { GuardRail } from "./test-plan.js";

type Effect = ReturnType<typeof testEffect>;

/** Fall of mean satisfaction (0–1) at which a test stops: no model foretells satisfaction. */
const SATISFACTION_FALL = 0.02;

/**
 * Guard rails of a test: units and revenue of every brand, gross profit where margins are known, what is spent, and satisfaction.
 *
 * Each limit is where the 95 % band of the prediction ends: beyond it the twin was wrong about something that costs.
 *
 * @param options.people - people in the test's cells; 0 where not known
 */
export function guardRailsOf(
  { acted, nothing, margins }: Effect,
  { brand, people }: { brand: string; people: number },
): GuardRail[] {
  const rails: GuardRail[] = [];
  const relative = (after: Float64Array, before: Float64Array) =>
    quantityOf(after.map((value, d) => value / Math.max(1e-12, before[d] ?? 0) - 1)).band;
  const add = (
    metric: GuardRail["metric"],
    name: string,
    change: ReturnType<typeof relative>,
  ): void => {
    if (change === null) return;
    rails.push({
      metric,
      brand: name,
      stop: "below",
      limit: change.p2_5,
      unit: "relative",
      basis: "prediction",
    });
  };
  const [after, before] = [acted.money, nothing.money];
  for (const [j, name] of nothing.brands.entries()) {
    const [units, unitsBefore] = [after?.units?.sold[j], before?.units?.sold[j]];
    if (name !== brand && units && unitsBefore) add("units", name, relative(units, unitsBefore));
    const [revenue, revenueBefore] = [after?.revenue[j], before?.revenue[j]];
    if (name === brand && revenue && revenueBefore) {
      add("revenue", name, relative(revenue, revenueBefore));
    }
    const margin = margins[name];
    const [regular, regularBefore] = [after?.regular[j], before?.regular[j]];
    if (name !== brand || !margin || !revenue || !revenueBefore || !regular || !regularBefore)
      continue;
    const profit = (money: Float64Array, at: Float64Array) =>
      money.map((value, d) => value - (1 - (margin[d] ?? 0)) * (at[d] ?? 0));
    add(
      "gross_profit",
      name,
      relative(profit(revenue, regular), profit(revenueBefore, regularBefore)),
    );
  }
  const j = nothing.brands.indexOf(brand);
  const [regular, revenue, given] = [after?.regular[j], after?.revenue[j], after?.given[j]];
  if (regular && revenue && given && people > 0) {
    const spend = quantityOf(
      regular.map(
        (value, d) =>
          (Math.max(0, value - (revenue[d] ?? 0)) + Math.max(0, given[d] ?? 0)) / people,
      ),
    );
    if (spend.band && spend.value > 0) {
      rails.push({
        metric: "spend",
        brand,
        stop: "above",
        limit: spend.band.p97_5,
        unit: "currency per customer",
        basis: "prediction",
      });
    }
  }
  rails.push({
    metric: "satisfaction",
    brand: null,
    stop: "below",
    limit: -SATISFACTION_FALL,
    unit: "absolute",
    basis: "assumed",
  });
  return rails;
}
