import { CoreError } from "../../error.js";
import {
  type ExperimentDesign,
  minimumDetectableEffect,
  planExperiment,
  type SequentialDesign,
} from "../../model/experiment/index.js";
import { Intervention, type InterventionInput } from "../../schema/scenario.js";
import type { Quantity } from "../../schema/simulation-result.js";
import type { Twin } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import { quantityOf, twinDigest } from "../../simulate/index.js";
import { guardRailsOf } from "./guard-rail.js";
import { informedBy } from "./learn.js";
import { cellsReached, type TestSetting, testEffect, testTwin } from "./test-effect.js";
import type { TestPlan } from "./test-plan.js";

/** How a test is to be made; all of it has defaults. */
export interface TestOptions {
  /** Whose share is measured; the first brand that the action moves unless told. */
  readonly brand?: string;
  /** Days over which a customer's purchases count; the action's own, 7 to 56 in whole weeks, unless told. */
  readonly measureDays?: number;
  /** Customers a day who come into the test; a seventh of the people there unless told. */
  readonly customersPerDay?: number;
  readonly test?: string;
  readonly from?: string;
  readonly alpha?: number;
  readonly power?: number;
  readonly sided?: "one" | "two";
  /** Four looks that share alpha by O'Brien and Fleming unless told; false for a single look at the end. */
  readonly sequential?: SequentialDesign | boolean;
  /** Whether each customer's purchases before the test are known (CUPED); they are unless told. */
  readonly prePeriod?: boolean;
  /** By brand, for the guard rail on gross profit. */
  readonly margin?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly draws?: number;
}

const PRE_PERIOD_DAYS = 28;
/** Days in which everybody comes by once, where nothing tells how many come a day. */
const ROUND_DAYS = 7;

/**
 * Turns an action into a test of it: customers of the cells it reaches are assigned to it or to nothing.
 *
 * The metric is the share of purchases at the brand. Baseline and effect are the twin's; the effect to be found is the end of
 * the predicted 80 % band that is nearer to nothing, or half the prediction where the band holds nothing.
 *
 * @throws CoreError `invalid_input`, `unknown_brand`, `no_data` where the action reaches nobody, `no_variation` where the twin
 * foretells no effect at all, `out_of_range` as `planExperiment` does
 */
export function planTest(
  twin: Twin,
  action: { readonly interventions: readonly InterventionInput[] },
  options: TestOptions = {},
): TestPlan {
  const interventions = readInterventions(action.interventions);
  const setting = settingOf(twin, interventions, options);
  const { seed = 0, draws = 500, margin = {} } = options;
  const effect = testEffect(twin, setting, { seed, draws: Math.max(2, draws), margin });
  const predicted = quantityOf(effect.share);
  const baseline = effect.baseline[0] ?? 0;
  if (Math.abs(predicted.value) < 1e-9 || !(baseline > 0 && baseline < 1)) {
    throw new CoreError(
      "no_variation",
      `the twin foretells a change of ${predicted.value} in the share ${baseline} of ${setting.brand}: there is nothing to test`,
    );
  }
  const reasons: Reason[] = [];
  const minimumEffect = effectToFind(predicted, reasons);
  const cells = testTwin(twin, setting.cells).cells;
  const people = cells.every(({ peopleKnown }) => peopleKnown)
    ? cells.reduce((sum, cell) => sum + cell.people, 0)
    : 0;
  const covariate = covariateOf(twin, setting, options);
  const customersPerDay = trafficOf(people, options, reasons);
  const { test = `test of ${setting.brand}`, from, alpha, power, sided, sequential } = options;
  const design: ExperimentDesign = {
    metric: "proportion",
    baseline,
    sequential: sequential ?? { kind: "group" },
    ...(alpha !== undefined && { alpha }),
    ...(sided !== undefined && { sided }),
    ...(covariate && { covariateCorrelation: covariate.correlation }),
  };
  const plan = planExperiment({
    ...design,
    minimumEffect,
    test,
    ...(power !== undefined && { power }),
    ...(customersPerDay !== null && { customersPerDay }),
    ...(from !== undefined && { from }),
  });
  let detectable: number | null = null;
  if (people > 0 && plan.total > people) {
    const perArm = Math.max(2, Math.floor(people / 2));
    detectable = detectableOf(design, { perArm, power, rises: minimumEffect > 0 });
    reasons.push({ code: "too_few_people", values: { needed: plan.total, people } });
  }
  return {
    kind: "test-plan",
    version: 1,
    twinDigest: twinDigest(twin),
    ...setting,
    cells: [...setting.cells],
    interventions: [...interventions],
    baseline,
    predicted,
    plan,
    detectable,
    covariate,
    guardRails: guardRailsOf(effect, { brand: setting.brand, people }),
    informs: informedBy(twin, setting),
    reasons,
  };
}

function readInterventions(given: readonly InterventionInput[]): Intervention[] {
  const parsed = Intervention.array().min(1).safeParse(given);
  if (parsed.success) {
    // The test begins when the action does.
    const first = Math.min(...parsed.data.map(({ startDay }) => startDay));
    return parsed.data.map((one) => ({ ...one, startDay: one.startDay - first }));
  }
  throw new CoreError(
    "invalid_input",
    "not an action to test",
    parsed.error.issues.map(({ path, message }) => ({
      pointer: `/interventions${path.map((part) => `/${String(part)}`).join("")}`,
      detail: message,
    })),
  );
}

function settingOf(
  twin: Twin,
  interventions: readonly Intervention[],
  { brand = brandMoved(interventions), measureDays = daysOf(interventions) }: TestOptions,
): TestSetting {
  if (!(Number.isInteger(measureDays) && measureDays >= 1 && measureDays <= 365)) {
    throw new CoreError("out_of_range", `measureDays ${measureDays}, expected 1 to 365`, [
      { pointer: "/measureDays", detail: "expected a whole number from 1 to 365" },
    ]);
  }
  return { brand, measureDays, interventions, cells: cellsReached(twin, interventions) };
}

function brandMoved(interventions: readonly Intervention[]): string {
  for (const one of interventions) {
    if (one.type === "price_change") {
      const [brand] = Object.entries(one.price).find(([, times]) => times !== 1) ?? [];
      if (brand !== undefined) return brand;
    } else if (one.type !== "external" && one.brand !== undefined) return one.brand;
  }
  throw new CoreError("invalid_input", "no brand of which the action moves anything", [
    { pointer: "/brand", detail: "expected the brand whose share is measured" },
  ]);
}

/** The longest intervention, in whole weeks from one to eight. */
function daysOf(interventions: readonly Intervention[]): number {
  const longest = Math.max(
    ...interventions.map(({ startDay, durationDays = 28 }) => startDay + durationDays),
  );
  return 7 * Math.min(8, Math.max(1, Math.ceil(longest / 7)));
}

function effectToFind({ value, band }: Quantity, reasons: Reason[]): number {
  if (band && band.p10 > 0 && value > 0) return band.p10;
  if (band && band.p90 < 0 && value < 0) return band.p90;
  reasons.push({
    code: "effect_unclear",
    values: {
      points: 100 * value,
      low: 100 * (band?.p10 ?? value),
      high: 100 * (band?.p90 ?? value),
    },
  });
  return value / 2;
}

function trafficOf(
  people: number,
  { customersPerDay }: TestOptions,
  reasons: Reason[],
): number | null {
  if (customersPerDay !== undefined) return customersPerDay;
  if (people <= 0) {
    reasons.push({ code: "people_unknown", values: {} });
    return null;
  }
  const perDay = people / ROUND_DAYS;
  reasons.push({ code: "traffic_assumed", values: { perDay, days: ROUND_DAYS } });
  return perDay;
}

/**
 * Correlation of what a customer buys in a period with what it bought in the one before: habit within a cell, and cells that
 * differ.
 */
function covariateOf(
  twin: Twin,
  { brand, cells }: TestSetting,
  { prePeriod = true }: TestOptions,
): TestPlan["covariate"] {
  if (!prePeriod) return null;
  const j = twin.brands.indexOf(brand);
  const kept = testTwin(twin, cells).cells;
  const people = kept.reduce((sum, cell) => sum + cell.people, 0);
  const weights = kept.map((cell) => (people > 0 ? cell.people / people : 1 / kept.length));
  const mean = kept.reduce((sum, { share }, i) => sum + (weights[i] ?? 0) * (share[j] ?? 0), 0);
  let [within, between, repeated] = [0, 0, 0];
  for (const [i, { share, habit }] of kept.entries()) {
    const [weight, own] = [weights[i] ?? 0, share[j] ?? 0];
    within += weight * own * (1 - own);
    repeated += weight * own * (1 - own) * Math.min(0.99, Math.max(0, habit.value));
    between += weight * (own - mean) * (own - mean);
  }
  const total = within + between;
  const correlation = total > 0 ? Math.min(0.99, (repeated + between) / total) : 0;
  return correlation > 0 ? { prePeriodDays: PRE_PERIOD_DAYS, correlation } : null;
}

/** The smallest effect that so many customers show; null where even the largest would not be seen. */
function detectableOf(
  design: ExperimentDesign,
  { perArm, power = 0.8, rises }: { perArm: number; power: number | undefined; rises: boolean },
): number | null {
  try {
    const direction = rises ? "increase" : "decrease";
    return minimumDetectableEffect({ ...design, perArm, power, direction });
  } catch (error) {
    if (error instanceof CoreError && error.code === "out_of_range") return null;
    throw error;
  }
}
