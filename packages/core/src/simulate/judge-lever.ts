import { exp, log, log1p } from "../math/index.js";
import { type Findings, noFindings } from "../model/twin/judge-twin.js";
import type { External, Intervention, Scenario } from "../schema/scenario.js";
import type { LeverRange, Twin } from "../schema/twin.js";
import type { VerdictLimits } from "../schema/verdict-limits.js";
import { periodsForPrice } from "./needed-periods.js";
import { activeDays } from "./plan.js";

interface Asked {
  readonly twin: Twin;
  readonly limits: VerdictLimits;
  readonly found: Findings;
}

/** Judges how far outside of what was seen a scenario moves each lever, stacked interventions taken together. */
export function judgeLevers(
  twin: Twin,
  { scenario, limits }: { scenario: Scenario; limits: VerdictLimits },
): Findings {
  const asked: Asked = { twin, limits, found: noFindings() };
  const { interventions } = scenario;
  for (const one of interventions) {
    if (one.type === "external") judgeTrigger(one, asked);
    if (one.type === "competition" && one.strength > 0) {
      asked.found.weak.push({ code: "attack_defined", values: { brand: one.brand } });
    }
    for (const { lever, brand, distance } of together(twin, { one, scenario })) {
      const range = rangeOf(twin, { lever, brand });
      if (range !== null) judgeDistance(range, distance, asked);
    }
  }
  return asked.found;
}

/** A lever that is moved, with how far, in the unit of the observed range. */
interface Moved {
  readonly lever: LeverRange["lever"];
  readonly brand: string;
  distance: number;
}

/** How far levers are moved on an intervention's first day by all that act then on some of the same people. */
function together(
  twin: Twin,
  { one, scenario: { interventions, durationDays } }: { one: Intervention; scenario: Scenario },
): Moved[] {
  const own = leversOf(twin, one);
  if (own.length === 0 || interventions.length === 1) return own;
  const [day] = activeDays(one, durationDays);
  for (const other of interventions) {
    const [first, end] = activeDays(other, durationDays);
    if (other === one || !(first <= day && day < end && meet(one, other))) continue;
    for (const { lever, brand, distance } of leversOf(twin, other)) {
      for (const moved of own) {
        if (moved.lever === lever && moved.brand === brand) moved.distance += distance;
      }
    }
  }
  return own;
}

const meet = (one: Intervention, other: Intervention): boolean =>
  (one.persona === undefined || other.persona === undefined || one.persona === other.persona) &&
  (one.region === undefined || other.region === undefined || one.region === other.region);

function leversOf(twin: Twin, one: Intervention): Moved[] {
  const moved: Moved[] = [];
  if (one.type === "price_change") {
    for (const brand of Object.keys(one.price)) {
      const multiplier = one.price[brand] ?? 1;
      if (multiplier !== 1) moved.push({ lever: "price", brand, distance: log(multiplier) });
    }
  }
  if (one.type === "promotion" && (one.discount > 0 || one.pointMultiplier !== 1)) {
    for (const brand of one.brand === undefined ? twin.brands : [one.brand]) {
      if (one.discount > 0) moved.push({ lever: "price", brand, distance: log1p(-one.discount) });
      if (one.pointMultiplier !== 1) {
        moved.push({ lever: "points", brand, distance: log(one.pointMultiplier) });
      }
    }
  }
  return moved;
}

/**
 * Where a lever was seen: of the brand itself, or of the others where this brand's never moved.
 *
 * @returns null where no brand's moved: its parameter is not estimated then, and says so itself
 */
function rangeOf(
  twin: Twin,
  { lever, brand }: Pick<LeverRange, "lever" | "brand">,
): LeverRange | null {
  const own = twin.levers.find(
    (range) => range.lever === lever && range.brand === brand && range.distinct > 1,
  );
  if (own) return own;
  const moved = twin.levers.filter((range) => range.lever === lever && range.distinct > 1);
  if (moved.length === 0) return null;
  return {
    lever,
    brand,
    low: moved.reduce((least, { low }) => Math.min(least, low), 0),
    high: moved.reduce((most, { high }) => Math.max(most, high), 0),
    distinct: 0,
  };
}

function judgeDistance(
  { lever, brand, low, high }: LeverRange,
  asked: number,
  { twin, limits, found }: Asked,
): void {
  const outside = Math.max(low - asked, asked - high, 0);
  if (outside <= ROUNDING) return;
  const width = Math.max(limits.narrowestRange, high - low);
  const far = outside > limits.refusedWidths * width && outside > limits.refusedDistance;
  const values = { lever, brand, asked: rounded(asked), low: rounded(low), high: rounded(high) };
  (far ? found.refused : found.weak).push({
    code: far ? "far_beyond_observed" : "beyond_observed",
    values,
  });
  const j = twin.brands.indexOf(brand);
  const error = limits.effectError * Math.max(0.5, twin.price[j]?.value ?? 1);
  const periods = j < 0 ? 1 : periodsForPrice(twin, { brand: j, spread: Math.abs(asked), error });
  found.needs.push({
    code: "lever_observations",
    values: { lever, brand, percent: rounded(100 * (exp(asked) - 1)), periods },
  });
}
/** Levers were rounded to four digits when they were noted. */
const ROUNDING = 1e-4;

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

/** Periods on which a condition must be known for its effect to be fitted. */
const ENOUGH = 0.8;

function judgeTrigger(one: External, { twin, limits, found }: Asked): void {
  const { trigger, value } = one;
  const known = twin.triggers[trigger];
  if (known === null) {
    found.refused.push({ code: "trigger_not_estimable", values: { trigger } });
    if (trigger === "trend") {
      found.needs.push({ code: "trigger_not_recorded", values: { trigger } });
      return;
    }
    const rows = twin.cells.reduce((most, cell) => Math.max(most, cell.rows), 0);
    const periods = Math.max(2, Math.ceil(ENOUGH * rows));
    found.needs.push({
      code: "trigger_observations",
      values: { trigger, days: periods * twin.periodDays },
    });
    return;
  }
  const { low = -3 * known.spread, high = 3 * known.spread } = known;
  const outside = Math.max(low - value, value - high, 0);
  if (outside <= ROUNDING || value === 0) return;
  const far = outside > limits.refusedTriggerWidths * (high - low);
  const values = { trigger, asked: value, low: rounded(low), high: rounded(high) };
  (far ? found.refused : found.weak).push({
    code: far ? "trigger_far_beyond_observed" : "trigger_beyond_observed",
    values,
  });
  found.needs.push({ code: "trigger_values", values: { trigger, value, periods: 1 } });
}
