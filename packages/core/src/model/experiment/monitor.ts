import { exp, findRoot, log } from "../../math/index.js";
import type { ArmEstimate } from "./arm.js";
import type { Difference, Limits } from "./compare-arms.js";
import { outOfRange } from "./design.js";
import { mixtureBound, mixturePValue, tightestInformation } from "./mixture-bound.js";
import { type Spending, spendingBounds } from "./spending.js";

/** Customers in the control arm at which an always-valid interval is tightest, where nobody says. */
export const TIGHTEST_AT = 5000;

/** How a test is looked at. */
export type Monitoring =
  | {
      /** At any moment, as often as one likes. */
      readonly kind: "always-valid";
      /** Customers in the control arm at which the interval is tightest; fixed before the test; 5,000 unless told. */
      readonly tightestAt?: number;
    }
  | {
      /** At planned looks that share alpha. */
      readonly kind: "group";
      readonly spending?: Spending;
      /** Customers at the end, all arms together. */
      readonly planned: number;
      /** Customers, all arms together, at the looks before this one. */
      readonly looks: readonly number[];
    };

/** What a look at a running test says. */
export interface MonitoredDifference {
  readonly interval: Limits;
  readonly standardError: number;
  readonly pValue: number;
}

interface Look {
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
  /** In all arms. */
  readonly customers: number;
  readonly tail: number;
  readonly sides: 1 | 2;
  readonly goal: 1 | -1;
}

/**
 * Interval and p-value that keep their error rate over all looks.
 *
 * @remarks Asymptotic: holds once the mean of an arm is near normal, like every interval of a mean.
 * @throws CoreError `out_of_range`
 * @see Jennison and Turnbull, Group Sequential Methods (2000), chapter 9, for repeated intervals; for always-valid ones
 * see {@link mixtureBound}
 */
export function monitorDifference(
  difference: Difference,
  monitoring: Monitoring,
  look: Look,
): MonitoredDifference {
  const { sides, goal } = look;
  const standardError = monitoredError(difference, look);
  const statistic = difference.estimate / standardError;
  const { bound, pValue } = judgeOf(
    monitoring,
    look,
  )(sides === 2 ? Math.abs(statistic) : goal * statistic);
  const half = bound * standardError;
  return {
    interval: { lower: difference.estimate - half, upper: difference.estimate + half },
    standardError,
    pValue,
  };
}

/** Share of the planned customers that are in, at most 1. */
export function plannedShare(planned: number, customers: number): number {
  return Math.min(1, customers / planned);
}

function judgeOf(monitoring: Monitoring, { control, customers, tail, sides }: Look) {
  if (monitoring.kind === "always-valid") {
    const { tightestAt = TIGHTEST_AT } = monitoring;
    if (!(tightestAt > 0 && tightestAt < Infinity)) {
      throw outOfRange("tightestAt", tightestAt, "above 0");
    }
    const information = (tightestInformation(tail) * control.customers) / tightestAt;
    return (z: number) => ({
      bound: mixtureBound(information, tail, sides),
      pValue: mixturePValue(z, information, sides),
    });
  }
  const { planned, looks, spending = "obrien-fleming" } = monitoring;
  if (!(planned > 0 && planned < Infinity))
    throw outOfRange("planned customers", planned, "above 0");
  const earlier = looks.filter((look) => look < customers && look < planned);
  const times = [...earlier, Math.min(customers, planned)].map((look) => look / planned);
  const boundAt = (each: number) => spendingBounds(times, { spending, tail: each, sides }).at(-1)!;
  return (z: number) => ({ bound: boundAt(tail), pValue: repeatedPValue(z, boundAt, sides) });
}

/** The error rate at which the bound of this look is just met. */
function repeatedPValue(z: number, boundAt: (tail: number) => number, sides: 1 | 2): number {
  const [least, most] = [log(1e-15), log(0.499)];
  const excess = (logTail: number) => boundAt(exp(logTail)) - z;
  if (excess(most) >= 0) return 1;
  if (excess(least) <= 0) return 1e-15 * sides;
  return sides * exp(findRoot(excess, least, most));
}

/**
 * Standard error at a look; of proportions with one success and one failure added to each arm, which early looks at rare events need.
 *
 * @see Agresti and Caffo, Simple and effective confidence intervals for proportions, The American Statistician 54 (2000)
 */
function monitoredError({ standardError }: Difference, { control, treatment }: Look): number {
  if (control.conversions === null || treatment.conversions === null) return standardError;
  return Math.sqrt(addedVariance(control) + addedVariance(treatment));
}

function addedVariance({ customers, conversions }: ArmEstimate): number {
  const rate = (conversions! + 1) / (customers + 2);
  return (rate * (1 - rate)) / (customers + 2);
}
