import { findRoot, normalCdf, normalQuantile } from "../../math/index.js";
import { crossingOf } from "./crossing.js";
import { outOfRange, type SequentialDesign } from "./design.js";
import { mixtureBound, tightestInformation } from "./mixture-bound.js";
import { type Spending, spendingBounds } from "./spending.js";

const DAILY_LOOKS = 28;
const GROUP_LOOKS = 4;
const MOST_LOOKS = 400;
/** Drift at which every test of ordinary power has long stopped. */
const MOST_DRIFT = 40;

/** Looks at a test and the critical value of each. */
export interface LookSchedule {
  readonly kind: "always-valid" | "group";
  readonly spending: Spending | null;
  /** Share of all customers at each look, ascending to 1. */
  readonly times: readonly number[];
  /** In standard errors. */
  readonly bounds: readonly number[];
  readonly sides: 1 | 2;
  readonly tail: number;
}

/**
 * Looks and their critical values, for one comparison.
 *
 * @throws CoreError `out_of_range`
 */
export function scheduleLooks(
  sequential: SequentialDesign,
  { tail, sides }: { tail: number; sides: 1 | 2 },
): LookSchedule {
  if (sequential.kind === "always-valid") {
    const times = evenly(sequential.looks ?? DAILY_LOOKS);
    const full = tightestInformation(tail);
    const bounds = times.map((time) => mixtureBound(full * time, tail, sides));
    return { kind: "always-valid", spending: null, times, bounds, sides, tail };
  }
  const { looks = GROUP_LOOKS, spending = "obrien-fleming" } = sequential;
  const times = typeof looks === "number" ? evenly(looks) : [...looks];
  if (times.length === 0 || times.at(-1) !== 1) {
    throw outOfRange("shares of the looks", times.join(", "), "ascending, the last 1");
  }
  const bounds = spendingBounds(times, { spending, tail, sides });
  return { kind: "group", spending, times, bounds, sides, tail };
}

/** Power of a test with looks, where one without them would have `fixedPower` at its end. */
export function powerOfLooks(schedule: LookSchedule, fixedPower: number): number {
  return powerAtDrift(schedule, normalQuantile(fixedPower) - normalQuantile(schedule.tail));
}

/** Power that a test without looks must have, so that one with them has `power`. */
export function fixedPowerFor(schedule: LookSchedule, power: number): number {
  return normalCdf(driftFor(schedule, power) + normalQuantile(schedule.tail));
}

/** What looks cost and save. */
export interface LookFigures {
  /** Customers at most, over those of a test without looks. */
  readonly inflation: number;
  /** Mean share of the customers at which it stops, with the planned effect and without any. */
  readonly expectedShare: number;
  readonly expectedShareWithoutEffect: number;
  /** Chance of a false finding over all looks. */
  readonly falsePositives: number;
}

/** @param fixedPower - that of the test without looks, see {@link fixedPowerFor} */
export function figuresOfLooks(
  schedule: LookSchedule,
  { power, fixedPower }: { power: number; fixedPower: number },
): LookFigures {
  const { tail, sides } = schedule;
  const drift = normalQuantile(fixedPower) - normalQuantile(tail);
  const fixed = normalQuantile(power) - normalQuantile(tail);
  const none = crossingOf(schedule.times, { ...schedule, sides, drift: 0 });
  return {
    inflation: (drift / fixed) * (drift / fixed),
    expectedShare: expectedShare(schedule, drift),
    expectedShareWithoutEffect: expectedShare(schedule, 0),
    falsePositives: total(none.above) + total(none.below),
  };
}

function driftFor(schedule: LookSchedule, power: number): number {
  return findRoot((drift) => powerAtDrift(schedule, drift) - power, 0, MOST_DRIFT);
}

function powerAtDrift(schedule: LookSchedule, drift: number): number {
  return total(crossingOf(schedule.times, { ...schedule, drift }).above);
}

function expectedShare(schedule: LookSchedule, drift: number): number {
  const { above, below } = crossingOf(schedule.times, { ...schedule, drift });
  let share = 1;
  schedule.times.forEach((time, k) => {
    share -= (above[k]! + below[k]!) * (1 - time);
  });
  return share;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function evenly(looks: number): number[] {
  if (!(Number.isSafeInteger(looks) && looks >= 1 && looks <= MOST_LOOKS)) {
    throw outOfRange("looks", looks, `a whole number, 1 to ${MOST_LOOKS}`);
  }
  return Array.from({ length: looks }, (_, k) => (k + 1) / looks);
}
