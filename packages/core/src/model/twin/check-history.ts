import { CoreError } from "../../error.js";
import type { CellSeries, ConditionRow, History, MarketRow } from "../../schema/history.js";

/** How far the shares of a row may sum from 1: what rounding to two digits leaves. */
const ROUNDING = 0.01;

/**
 * Checks a history that no store has checked, such as one made by hand.
 *
 * @throws CoreError `out_of_range` with the place of the first number that cannot be; `invalid_input` where columns do not
 * fit each other
 */
export function checkHistory({ brands, cells, market, conditions }: History): void {
  if (new Set(brands).size < brands.length) {
    throw new CoreError("invalid_input", `brands ${brands.join(", ")}: expected each name once`, [
      { pointer: "/brands", detail: "expected each name once" },
    ]);
  }
  cells.forEach((cell, c) => {
    checkCell(cell, { place: `/cells/${c}`, brands: brands.length });
  });
  market.forEach((row, i) => {
    for (const [field, isFit, expected] of MARKET) {
      check(row[field], { isFit, expected, pointer: () => `/market/${i}/${field}` });
    }
  });
  conditions.forEach((row, i) => {
    for (const field of CONDITIONS) {
      check(row[field], { ...FINITE, pointer: () => `/conditions/${i}/${field}` });
    }
  });
}

type Rule = readonly [isFit: (value: number) => boolean, expected: string];

const fraction: Rule = [(value) => value >= 0 && value <= 1, "0 to 1"];
const positive: Rule = [(value) => value > 0 && Number.isFinite(value), "a number above 0"];
const amount: Rule = [(value) => value >= 0 && Number.isFinite(value), "0 or more"];
const FINITE = { isFit: Number.isFinite, expected: "a number" };

const MARKET = [
  ["day", Number.isInteger, "a whole number of days since 1970-01-01"],
  ["price", ...positive],
  ["units", ...amount],
  ["discount", ...fraction],
  ["pointMultiplier", ...positive],
  ["deal", ...fraction],
  ["feature", ...fraction],
  ["display", ...fraction],
  ["distribution", ...fraction],
] as const satisfies readonly (readonly [keyof MarketRow, ...Rule])[];

const CONDITIONS = [
  "temperature",
  "rain",
  "comfort",
  "holiday",
  "sentiment",
] as const satisfies readonly (keyof ConditionRow)[];

function check(
  value: number | null,
  {
    isFit,
    expected,
    pointer,
  }: { isFit: (value: number) => boolean; expected: string; pointer: () => string },
): void {
  if (value === null || isFit(value)) return;
  throw outOfRange(pointer(), value, expected);
}

function outOfRange(pointer: string, found: number, expected: string): CoreError {
  return new CoreError("out_of_range", `${pointer} is ${found}, expected ${expected}`, [
    { pointer, detail: `expected ${expected}` },
  ]);
}

function checkCell(
  { persona, region, days, people, shares }: CellSeries,
  { place, brands }: { place: string; brands: number },
): void {
  if (people.length !== days.length || shares.length !== days.length * brands) {
    const found = `${days.length} days, ${people.length} people, ${shares.length} shares`;
    const expected = `as many people as days, and ${brands} shares for each`;
    throw new CoreError(
      "invalid_input",
      `${persona} in ${region}: ${found}, expected ${expected}`,
      [{ pointer: place, detail: `expected ${expected}` }],
    );
  }
  for (let i = 0; i < days.length; i++) {
    if (i > 0 && days[i]! <= days[i - 1]!) {
      throw outOfRange(`${place}/days/${i}`, days[i]!, "a day after the one before");
    }
    if (people[i]! < 0 || people[i] === Number.POSITIVE_INFINITY) {
      throw outOfRange(`${place}/people/${i}`, people[i]!, "0 or more, or NaN where not known");
    }
    let sum = 0;
    for (let j = 0; j < brands; j++) {
      const share = shares[i * brands + j]!;
      if (!(share >= 0)) throw outOfRange(`${place}/shares/${i * brands + j}`, share, fraction[1]);
      sum += share;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) {
      const at = `${place}/shares/${i * brands}`;
      const expected = "fractions that sum to 1 in each row";
      throw new CoreError(
        "out_of_range",
        `shares that sum to ${sum} from ${at} on: expected ${expected}`,
        [{ pointer: at, detail: `expected ${expected}` }],
      );
    }
  }
}
