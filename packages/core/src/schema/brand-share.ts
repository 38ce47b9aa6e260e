import type { Rejection } from "./dead-letter.js";
import { pointer, reject } from "./rejection.js";

/** What brand values turned out to be, decided from their sum. */
export type ShareUnit = "counts" | "shares" | "percent";

/** Brand shares as fractions that sum to 1 within 1e-9, by names still spelled as in the line. */
export interface DecidedShares {
  readonly brands: readonly string[];
  readonly fractions: readonly number[];
  readonly repairs: readonly string[];
}

/** What a line says of brands. */
export interface BrandValues {
  readonly distribution: Readonly<Record<string, number>> | null | undefined;
  readonly percentages?: Readonly<Record<string, number>> | null | undefined;
  readonly people: number | null | undefined;
}

/** Percent with one decimal are off by at most this much. */
const PERCENT_STEP = 0.05;
/** A sum this many times larger or smaller than 1 and 100 is of neither unit. */
const CLEARLY_OTHER = 1.2;

/**
 * Decides the unit of brand values from the data and returns fractions.
 *
 * A sum nearest (as a ratio) to the people is of counts, to 1 of shares, to 100 of percent; the rule that fired is in `repairs`.
 * Counts must sum to the people; shares and percent to 1 and 100 within rounding to 3 and 1 decimals (three
 * brands: ± 0.0015 and ± 0.15). Percentages beside a distribution must agree with it within 0.05 points and rounding.
 */
export function decideShares(values: BrandValues): DecidedShares | Rejection {
  const { distribution, percentages } = values;
  const people = values.people ?? null;
  if (people === 0) {
    return reject("no_people", {
      field: "/total_personas",
      found: 0,
      expected: "more than 0 people, without whom there is no share",
    });
  }
  if (!distribution || Object.keys(distribution).length === 0) {
    return percentages
      ? normalise(percentages, {
          unit: "percent",
          field: "/brand_percentages",
          name: "brand_percentages",
        })
      : missingShares(distribution);
  }
  const sum = total(distribution);
  const whole = () => Object.values(distribution).every(Number.isInteger);
  const unit = shareUnit({ sum, people, whole });
  if (unit === "counts" && people !== null && Math.abs(sum - people) > 1e-6 * people) {
    return reject("counts_do_not_sum", {
      field: "/brand_distribution",
      found: distribution,
      expected: `counts that sum to total_personas = ${people}; they sum to ${rounded(sum)}`,
    });
  }
  const decided = normalise(distribution, {
    unit,
    field: "/brand_distribution",
    name: "brand_distribution",
    sum,
  });
  if ("rule" in decided || !percentages) return decided;
  return conflict(decided, { percentages, unit }) ?? decided;
}

function total(values: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const brand in values) sum += values[brand] ?? 0;
  return sum;
}

/** The unit that a sum speaks for; `whole` tells whether all values are whole numbers. */
export function shareUnit({
  sum,
  people,
  whole,
}: {
  readonly sum: number;
  readonly people: number | null;
  readonly whole: () => boolean;
}): ShareUnit {
  const apart = (target: number) => (sum > target ? sum / target : target / sum);
  const [shares, percent] = [apart(1), apart(100)];
  const nearest = shares <= percent ? "shares" : "percent";
  const least = Math.min(shares, percent);
  if (people !== null) return apart(people) <= least ? "counts" : nearest;
  return least > CLEARLY_OTHER && whole() ? "counts" : nearest;
}

function normalise(
  values: Readonly<Record<string, number>>,
  about: { unit: ShareUnit; field: string; name: string; sum?: number },
): DecidedShares | Rejection {
  const { unit, field, name, sum = total(values) } = about;
  const brands = Object.keys(values);
  const { whole, allowed, by, exact } = shareScale(unit, { sum, brands: brands.length });
  if (by === null) {
    return reject(name === "brand_percentages" ? "percentages_do_not_sum" : "shares_do_not_sum", {
      field,
      found: values,
      expected: `${unit} that sum to ${unit === "counts" ? "more than 0" : `${whole} ± ${rounded(allowed)}`}; they sum to ${rounded(sum)}`,
    });
  }
  const fractions = brands.map((brand) => (values[brand] ?? 0) / by);
  const rule = `${name}:${unit}`;
  return { brands, fractions, repairs: exact ? [rule] : [rule, "shares_normalised"] };
}

/** What values of a unit are divided by to be fractions; `by` is null when their sum is too far off. */
export function shareScale(
  unit: ShareUnit,
  { sum, brands }: { readonly sum: number; readonly brands: number },
) {
  const whole = unit === "shares" ? 1 : unit === "percent" ? 100 : sum;
  const off = Math.abs(sum - whole);
  const allowed = Math.max(3, brands) * (unit === "shares" ? 0.0005 : PERCENT_STEP);
  const wrong = sum <= 0 || (unit !== "counts" && off > allowed + 1e-9);
  const exact = off <= 1e-9 * whole;
  return { whole, allowed, exact, by: wrong ? null : exact ? whole : sum };
}

/** How far percentages may be from a distribution of a unit, in points: percent are rounded to 0.1, shares to 0.001. */
export function percentTolerance(unit: ShareUnit): number {
  return (unit === "counts" ? PERCENT_STEP : 3 * PERCENT_STEP) + 1e-9;
}

function conflict(
  decided: DecidedShares,
  { percentages, unit }: { percentages: Readonly<Record<string, number>>; unit: ShareUnit },
): Rejection | null {
  const sum = total(percentages);
  const brands = Object.keys(percentages);
  const allowed = Math.max(3, brands.length) * PERCENT_STEP;
  if (Math.abs(sum - 100) > allowed + 1e-9) {
    return reject("percentages_do_not_sum", {
      field: "/brand_percentages",
      found: percentages,
      expected: `percent that sum to 100 ± ${rounded(allowed)}; they sum to ${rounded(sum)}`,
    });
  }
  const step = percentTolerance(unit);
  for (let i = 0; i < decided.brands.length; i++) {
    const brand = decided.brands[i] ?? "";
    const expected = 100 * (decided.fractions[i] ?? 0);
    const found = percentages[brand] ?? 0;
    if (Math.abs(found - expected) > step) return disagrees(brand, { found, expected });
  }
  const extra = brands.find((brand) => percentages[brand] !== 0 && !decided.brands.includes(brand));
  return extra === undefined
    ? null
    : disagrees(extra, { found: percentages[extra] ?? 0, expected: 0 });
}

function disagrees(
  brand: string,
  { found, expected }: { found: number; expected: number },
): Rejection {
  return reject("shares_conflict", {
    field: pointer("brand_percentages", brand),
    found,
    expected: `${rounded(expected)} % as in brand_distribution, within rounding`,
  });
}

function missingShares(found: unknown): Rejection {
  return reject("missing", {
    field: "/brand_distribution",
    found: found ?? undefined,
    expected: "brand_distribution or brand_percentages with at least one brand",
  });
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
