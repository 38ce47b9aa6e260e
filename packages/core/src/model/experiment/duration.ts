import { outOfRange } from "./design.js";

const LONGEST_DAYS = 36_500;

/** Who comes into a test, and when. */
export interface Traffic {
  /** Customers a day who come into the test for the first time, all arms together. */
  readonly customersPerDay: number;
  /** Share of them let in on each of the first days, such as `[0.05, 0.2, 0.5]`; all from then on. */
  readonly ramp?: readonly number[];
  /** Whether a test ends after whole weeks, so that each weekday counts alike; true unless told. */
  readonly wholeWeeks?: boolean;
}

/**
 * Days until `customers` have come into a test.
 *
 * @throws CoreError `out_of_range`, also where it would take more than 100 years
 */
export function daysFor(customers: number, traffic: Traffic): number {
  const { customersPerDay, ramp = [], wholeWeeks = true } = traffic;
  if (!(customersPerDay > 0 && customersPerDay < Infinity)) {
    throw outOfRange("customersPerDay", customersPerDay, "above 0");
  }
  const bad = ramp.findIndex((share) => !(share >= 0 && share <= 1));
  if (bad >= 0) throw outOfRange(`ramp[${bad}]`, ramp[bad], "0 to 1");
  let left = customers;
  let days = 0;
  while (left > 0 && days < ramp.length) left -= customersPerDay * ramp[days++]!;
  if (left > 0) days += Math.ceil(left / customersPerDay);
  if (!(days <= LONGEST_DAYS)) throw outOfRange("days needed", days, `at most ${LONGEST_DAYS}`);
  return wholeWeeks ? 7 * Math.ceil(days / 7) : days;
}
