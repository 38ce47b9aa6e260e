import { CoreError } from "../../error.js";
import { normalQuantile } from "../../math/index.js";
import { dateOfDay, dayOfDate, readTime } from "../../schema/index.js";
import type { Reason } from "../../schema/verdict.js";
import { decisionsOf } from "./decision.js";
import {
  type CheckedDesign,
  checkDesign,
  type ExperimentDesign,
  inside,
  outOfRange,
} from "./design.js";
import { tailPerComparison } from "./dunnett.js";
import { daysFor, type Traffic } from "./duration.js";
import type { ExperimentPlan } from "./experiment-plan.js";
import {
  figuresOfLooks,
  fixedPowerFor,
  type LookSchedule,
  powerOfLooks,
  scheduleLooks,
} from "./look.js";
import { type Comparison, effectFor, powerAt, sizeFor } from "./power.js";

const FEW_CLUSTERS = 15;
const LONG_DAYS = 90;

/** A design, what it is to find, and who comes. */
export interface PlanOptions extends ExperimentDesign, Partial<Traffic> {
  /** Absolute: treatment minus control; its sign is the direction of a one-sided test. */
  readonly minimumEffect: number;
  /** Share of tests with that effect that find it; 0.8 unless told. */
  readonly power?: number;
  /** Id of the test, `experiment` unless told. */
  readonly test?: string;
  /** First day, `YYYY-MM-DD`; needs `customersPerDay` to tell the last. */
  readonly from?: string;
  /** Of the assignment; the id of the test unless told. */
  readonly salt?: string;
}

/**
 * Plans a test: customers per arm, looks, duration, and what is decided at which bound.
 *
 * @remarks Sizes equal R's `power.prop.test` and `power.t.test` (`strict = FALSE`), rounded up. With clusters they are
 * whole clusters. Where treatment arms differ in share, the one that needs most decides.
 * @throws CoreError `out_of_range` | `not_finite` | `invalid_input` | `unknown_key`
 * @see Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), chapter 4; Deng, Xu, Kohavi and
 * Walker, Improving the sensitivity of online controlled experiments by utilizing pre-experiment data, WSDM (2013)
 */
export function planExperiment(options: PlanOptions): ExperimentPlan {
  const { minimumEffect, power = 0.8, test = "experiment", salt = test } = options;
  const design = checkDesign(options);
  checkEffect(minimumEffect);
  inside("power", power, 0, 1);
  const { comparisons, tail, schedule } = comparisonsOf(design);
  const fixedPower = schedule === null ? power : fixedPowerFor(schedule, power);
  const exactPerArm = Math.max(
    ...comparisons.map((comparison) => sizeFor(comparison, minimumEffect, fixedPower)),
  );
  const arms = sizesOf(design, exactPerArm);
  const total = arms.reduce((sum, { customers }) => sum + customers, 0);
  const duration = durationOf(total, options);
  const days = (customers: number) =>
    duration === null ? null : daysFor(customers, { ...trafficOf(options)!, wholeWeeks: false });
  const spread = spreadAtEnd(comparisons[0]!, minimumEffect, arms[0]!.customers);
  const plan = {
    kind: "experiment-plan",
    version: 1,
    test,
    metric: design.metric,
    method: methodOf(design),
    baseline: design.level,
    minimumEffect,
    alpha: design.alpha,
    power,
    sided: design.sides === 1 ? "one" : "two",
    adjustment: design.adjustment,
    control: design.arms[0]!,
    arms,
    perArm: arms[0]!.customers,
    exactPerArm,
    total,
    varianceFactor: design.varianceFactor,
    sequential:
      schedule === null ? null : sequentialOf(schedule, { power, fixedPower, total, days, spread }),
    criticalValue: schedule === null ? -normalQuantile(tail) : schedule.bounds.at(-1)!,
    duration,
    salt,
    weaknesses: weaknessesOf(design, { arms, duration }),
  } as const;
  return { ...plan, decisions: decisionsOf(plan) };
}

/**
 * Power of a design with `perArm` customers in the control arm, of the comparison that has least.
 *
 * @throws CoreError `out_of_range` | `not_finite` | `invalid_input` | `unknown_key`
 */
export function powerOfExperiment(
  options: ExperimentDesign & { readonly minimumEffect: number; readonly perArm: number },
): number {
  const { minimumEffect, perArm } = options;
  const design = checkDesign(options);
  checkEffect(minimumEffect);
  inside("perArm", perArm, 0, 1e15);
  const { comparisons, schedule } = comparisonsOf(design);
  const power = Math.min(...comparisons.map((each) => powerAt(each, minimumEffect, perArm)));
  return schedule === null || power === 0 || power === 1 ? power : powerOfLooks(schedule, power);
}

/**
 * Minimum detectable effect, absolute: the smallest that a design with `perArm` customers in the control arm finds with `power`.
 *
 * @throws CoreError `out_of_range` (also where no effect of a proportion can be found) | `not_finite` | `invalid_input` | `unknown_key`
 */
export function minimumDetectableEffect(
  options: ExperimentDesign & {
    readonly perArm: number;
    readonly power?: number;
    readonly direction?: "increase" | "decrease";
  },
): number {
  const { perArm, power = 0.8, direction = "increase" } = options;
  const design = checkDesign(options);
  inside("perArm", perArm, 0, 1e15);
  inside("power", power, 0, 1);
  const { comparisons, tail, schedule } = comparisonsOf(design);
  if (power <= tail) throw outOfRange("power", power, `above alpha (${tail} in the tail)`);
  const wanted = {
    power: schedule === null ? power : fixedPowerFor(schedule, power),
    direction: direction === "increase" ? 1 : -1,
  } as const;
  const effects = comparisons.map((each) => effectFor(each, perArm, wanted));
  return effects.reduce((most, effect) => (Math.abs(effect) > Math.abs(most) ? effect : most));
}

function comparisonsOf(design: CheckedDesign): {
  comparisons: Comparison[];
  tail: number;
  schedule: LookSchedule | null;
} {
  const relativeSizes = design.relativeSizes.slice(1);
  const tail = tailPerComparison(design.alpha, { ...design, relativeSizes });
  const comparisons = relativeSizes.map((relativeSize) => ({ design, relativeSize, tail }));
  const { sequential, sides } = design;
  return {
    comparisons,
    tail,
    schedule: sequential === null ? null : scheduleLooks(sequential, { tail, sides }),
  };
}

/** Whole customers, and whole clusters; a size within 1e-9 of a whole number is that number. */
function sizesOf(design: CheckedDesign, exact: number): ExperimentPlan["arms"] {
  const { clusterSize, relativeSizes } = design;
  const all = relativeSizes.reduce((sum, size) => sum + size, 0);
  return design.arms.map((name, i) => {
    const clusters = Math.max(
      1,
      Math.ceil(((exact * relativeSizes[i]!) / clusterSize) * (1 - 1e-12)),
    );
    return {
      name,
      share: relativeSizes[i]! / all,
      customers: Math.ceil(clusters * clusterSize),
      clusters: clusterSize === 1 ? null : clusters,
    };
  });
}

function trafficOf({ customersPerDay, ramp, wholeWeeks }: PlanOptions): Traffic | null {
  if (customersPerDay === undefined) return null;
  return { customersPerDay, ramp: ramp ?? [], wholeWeeks: wholeWeeks ?? true };
}

function durationOf(total: number, options: PlanOptions): ExperimentPlan["duration"] {
  const { from } = options;
  if (from !== undefined && readTime(from)?.dateOnly !== true) {
    throw new CoreError("invalid_input", `from ${from}, expected a date YYYY-MM-DD`);
  }
  const traffic = trafficOf(options);
  if (traffic === null) return null;
  const days = daysFor(total, traffic);
  return {
    days,
    customersPerDay: traffic.customersPerDay,
    from: from ?? null,
    to: from === undefined ? null : dateOfDay(dayOfDate(from) + days - 1),
  };
}

function sequentialOf(
  schedule: LookSchedule,
  {
    power,
    fixedPower,
    total,
    days,
    spread,
  }: {
    power: number;
    fixedPower: number;
    total: number;
    days: (customers: number) => number | null;
    spread: number;
  },
): NonNullable<ExperimentPlan["sequential"]> {
  const figures = figuresOfLooks(schedule, { power, fixedPower });
  return {
    kind: schedule.kind,
    spending: schedule.spending,
    inflation: figures.inflation,
    expectedCustomers: Math.ceil(total * figures.expectedShare),
    expectedCustomersWithoutEffect: Math.ceil(total * figures.expectedShareWithoutEffect),
    falsePositives: figures.falsePositives,
    looks: schedule.times.map((share, k) => {
      const customers = Math.ceil(total * share * (1 - 1e-12));
      const bound = schedule.bounds[k]!;
      return {
        share,
        customers,
        day: days(customers),
        criticalValue: bound,
        effect: (bound * spread) / Math.sqrt(share),
      };
    }),
  };
}

/** Standard error of the difference at the end, from the drift that the planned power implies. */
function spreadAtEnd(comparison: Comparison, effect: number, size: number): number {
  const { design, relativeSize } = comparison;
  const effective = size / design.varianceFactor;
  if (design.metric !== "proportion") {
    return design.sd * Math.sqrt((1 + 1 / relativeSize) / effective);
  }
  const control = design.level!;
  const treatment = control + effect;
  return Math.sqrt(
    (control * (1 - control) + (treatment * (1 - treatment)) / relativeSize) / effective,
  );
}

function methodOf({ metric, arcsine }: CheckedDesign): string {
  if (metric === "proportion") return arcsine ? "arcsine" : "two proportions, normal";
  return metric === "mean" ? "two-sample t, noncentral" : "ratio by the delta method, normal";
}

function weaknessesOf(
  design: CheckedDesign,
  { arms, duration }: Pick<ExperimentPlan, "arms" | "duration">,
): Reason[] {
  const found: Reason[] = [];
  for (const { name, clusters, customers } of arms) {
    if (clusters !== null && clusters < FEW_CLUSTERS) {
      found.push({ code: "few_clusters", values: { arm: name, clusters, needed: FEW_CLUSTERS } });
    }
    const rate = design.level ?? 0;
    const rarer = customers * Math.min(rate, 1 - rate);
    if (design.metric === "proportion" && rarer < 10) {
      found.push({
        code: "too_few_conversions",
        values: { arm: name, expected: rarer, needed: 10 },
      });
    }
  }
  if (duration !== null && duration.days > LONG_DAYS) {
    found.push({ code: "long_test", values: { days: duration.days, atMost: LONG_DAYS } });
  }
  return found;
}

function checkEffect(effect: number): void {
  if (!Number.isFinite(effect) || effect === 0) {
    throw outOfRange("minimumEffect", effect, "a number other than 0");
  }
}
