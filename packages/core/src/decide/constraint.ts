import type { RecommendationRequest } from "../schema/recommendation-request.js";
import type { Intervention } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { type ActionOutcome, LEAST_SPEND } from "./action-outcome.js";
import { collide, interventionOf, reaches, type Setting, type Slot } from "./slot.js";

/** What a setting may break. */
export const CONSTRAINTS = [
  "budget",
  "margin_floor",
  "price_low",
  "price_high",
  "share_floor",
  "least_spend",
] as const;
export type ConstraintName = (typeof CONSTRAINTS)[number];

/** A constraint against what was found; `excess` is how far beyond, relative to its scale, 0 where it holds. */
export interface Checked {
  readonly constraint: ConstraintName;
  readonly brand: string | null;
  readonly limit: number;
  readonly found: number;
  readonly excess: number;
}

/** Whether slots may be used together: not one lever twice, not more promotions than allowed. */
export function mayCombine(
  twin: Twin,
  slots: readonly Slot[],
  { maxActions, maxPromotions, maxAtOnce }: RecommendationRequest["constraints"],
): boolean {
  if (slots.length > maxActions) return false;
  if (slots.some((a, i) => slots.slice(i + 1).some((b) => collide(twin, a, b)))) return false;
  const promotions = slots.filter(({ lever }) => lever !== "price");
  if (maxPromotions !== undefined && promotions.length > maxPromotions) return false;
  if (maxAtOnce === undefined) return true;
  // Intervals overlap most on the first day of one of them.
  return promotions.every(
    (one) =>
      promotions.filter(
        (other) =>
          other.startDay <= one.startDay && one.startDay < other.startDay + other.durationDays,
      ).length <= maxAtOnce,
  );
}

/** What every check of a request needs beside the settings. */
export interface CheckSetting {
  readonly twin: Twin;
  readonly request: RecommendationRequest;
  readonly brands: readonly string[];
  /** At the estimate, by brand. */
  readonly margin: Readonly<Record<string, number | null>>;
  /** What the brands take in if nothing is done; 0 where it is not known. */
  readonly revenue: number;
}

/** Constraints that need no simulation: what is paid for a unit. */
export function checkPaid(settings: readonly Setting[], setting: CheckSetting): Checked[] {
  const { request, twin } = setting;
  const { marginFloor, price } = request.constraints;
  if (marginFloor === undefined && Object.keys(price).length === 0) return [];
  const interventions = [...request.given, ...settings.map(interventionOf)];
  const touched = [...new Set(settings.map(({ slot }) => slot.brand))];
  return touched.flatMap((brand) => {
    const { lowest, highest, cheapest, dearest } = paidRange(brand, interventions, twin);
    const checked: Checked[] = [];
    const floor = typeof marginFloor === "number" ? marginFloor : marginFloor?.[brand];
    const margin = setting.margin[brand];
    if (floor !== undefined && margin !== null && margin !== undefined) {
      const found = 1 - (1 - margin) / lowest;
      checked.push({
        constraint: "margin_floor",
        brand,
        limit: floor,
        found,
        excess: over(floor - found),
      });
    }
    const bounds = price[brand];
    if (bounds?.low !== undefined && cheapest !== null) {
      const excess = over((bounds.low - cheapest) / Math.max(1e-12, Math.abs(bounds.low)));
      checked.push({ constraint: "price_low", brand, limit: bounds.low, found: cheapest, excess });
    }
    if (bounds?.high !== undefined && dearest !== null) {
      const excess = over((dearest - bounds.high) / bounds.high);
      checked.push({ constraint: "price_high", brand, limit: bounds.high, found: dearest, excess });
    }
    return highest > 0 ? checked : [];
  });
}

/** Constraints on what comes of an action, at the estimate. */
export function checkOutcome(
  outcome: ActionOutcome,
  { request, revenue }: Pick<CheckSetting, "request" | "revenue">,
): Checked[] {
  const { budget, objective, constraints } = request;
  const checked: Checked[] = [];
  const spent = outcome.money?.spend[0] ?? 0;
  if (budget !== undefined) {
    const excess = over((spent - budget) / Math.max(budget, revenue * 1e-3, 1e-9));
    checked.push({ constraint: "budget", brand: null, limit: budget, found: spent, excess });
  }
  if (objective === "roi") {
    const limit = LEAST_SPEND * revenue;
    const excess = over((limit - spent) / Math.max(limit, 1e-9));
    checked.push({ constraint: "least_spend", brand: null, limit, found: spent, excess });
  }
  for (const [brand, floor] of Object.entries(constraints.shareFloor)) {
    const found = outcome.level[brand]?.[0] ?? 0;
    checked.push({
      constraint: "share_floor",
      brand,
      limit: floor,
      found,
      excess: over(floor - found),
    });
  }
  return checked;
}

/** Rounding is no breach. */
const over = (excess: number): number => (excess > 1e-12 ? excess : 0);

/** Price paid for a unit of a brand over that of now, and in currency, at its lowest and highest over cells and days. */
function paidRange(
  brand: string,
  interventions: readonly Intervention[],
  twin: Twin,
): { lowest: number; highest: number; cheapest: number | null; dearest: number | null } {
  const own = interventions.filter((one) => movesPrice(one, brand));
  const days = [
    0,
    ...own.flatMap(({ startDay, durationDays }) => [startDay, startDay + (durationDays ?? 365)]),
  ];
  const j = twin.brands.indexOf(brand);
  let [lowest, highest] = [1, 1];
  let cheapest: number | null = null;
  let dearest: number | null = null;
  for (const cell of twin.cells) {
    const now = cell.price[j] ?? null;
    for (const day of days) {
      const paid = paidOn(day, { own, cell, brand, redemption: twin.bogo.value });
      lowest = Math.min(lowest, paid);
      highest = Math.max(highest, paid);
      // Where nothing is done, the price of now is nobody's breach.
      if (now === null || paid === 1) continue;
      cheapest = Math.min(cheapest ?? Number.MAX_VALUE, now * paid);
      dearest = Math.max(dearest ?? 0, now * paid);
    }
  }
  return { lowest, highest, cheapest, dearest };
}

function movesPrice(one: Intervention, brand: string): boolean {
  if (one.type === "price_change") return one.price[brand] !== undefined;
  if (one.type === "promotion") return one.brand === undefined || one.brand === brand;
  return one.type === "competition" && one.action === "price" && one.brand === brand;
}

function paidOn(
  day: number,
  {
    own,
    cell,
    brand,
    redemption,
  }: { own: readonly Intervention[]; cell: TwinCell; brand: string; redemption: number },
): number {
  let paid = 1;
  for (const one of own) {
    const { startDay, durationDays = 365, persona = null, region = null } = one;
    if (day < startDay || day >= startDay + durationDays) continue;
    if (!reaches({ persona, region }, cell)) continue;
    if (one.type === "price_change") paid *= one.price[brand] ?? 1;
    if (one.type === "promotion") {
      paid *= 1 - one.discount;
      if (one.bogo) paid *= 1 - Math.min(1, Math.max(0, redemption)) / 2;
    }
  }
  return paid;
}
