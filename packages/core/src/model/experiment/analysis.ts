import { CoreError } from "../../error.js";
import { readTime } from "../../schema/index.js";
import type { ArmSummary } from "./arm.js";
import {
  type ArmAdjustment,
  type ExperimentDesign,
  type ExperimentMetric,
  inside,
  outOfRange,
  sidesOf,
} from "./design.js";
import type { ExperimentPlan } from "./experiment-plan.js";
import type { ExperimentRow } from "./experiment-row.js";
import type { Monitoring } from "./monitor.js";

/** What came out of a test, and how it is to be read. A plan fills in what is not told here. */
export interface AnalysisOptions {
  readonly plan?: ExperimentPlan;
  readonly metric?: ExperimentMetric;
  /** One row per customer; or the sums in `arms`. */
  readonly rows?: readonly ExperimentRow[];
  readonly arms?: Readonly<Record<string, ArmSummary>>;
  /** Name of the arm that the others are compared with. */
  readonly control?: string;
  /** 0.05 unless told. */
  readonly alpha?: number;
  /** Two-sided unless told. */
  readonly sided?: ExperimentDesign["sided"];
  /** Direction of a one-sided test, and of the best arm; `increase` unless told. */
  readonly goal?: "increase" | "decrease";
  /** For several treatment arms; `holm` unless told. */
  readonly adjustment?: ArmAdjustment;
  /** Planned weight of each arm, in any unit, for the check of the sample ratio; equal unless told. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Quantile beyond which values of a mean or ratio are capped, such as 0.999; none unless told. */
  readonly winsorise?: number;
  /** For a test that is looked at before its end; `true` is always-valid. */
  readonly sequential?: Monitoring | boolean;
  /** Customers planned, all arms together. */
  readonly planned?: number;
  readonly test?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Options with everything filled in. */
export interface CheckedAnalysis {
  readonly metric: ExperimentMetric;
  readonly control: string;
  readonly alpha: number;
  readonly sides: 1 | 2;
  readonly goal: 1 | -1;
  readonly adjustment: ArmAdjustment;
  readonly shares: Readonly<Record<string, number>> | null;
  readonly sequential: Monitoring | null;
  readonly planned: number | null;
  readonly test: string;
}

/** @throws CoreError `invalid_input` | `out_of_range` */
export function checkAnalysis(options: AnalysisOptions): CheckedAnalysis {
  const { plan, metric = plan?.metric, control = plan?.control } = options;
  if (metric !== "proportion" && metric !== "mean" && metric !== "ratio") {
    throw new CoreError(
      "invalid_input",
      `metric ${String(metric)}, expected "proportion", "mean" or "ratio"`,
    );
  }
  if (control === undefined) throw new CoreError("invalid_input", "no control, expected its name");
  if ((options.rows === undefined) === (options.arms === undefined)) {
    throw new CoreError("invalid_input", "expected either rows or arms");
  }
  const alpha = options.alpha ?? plan?.alpha ?? 0.05;
  inside("alpha", alpha, 0, 1);
  const sides = sidesOf(options.sided ?? plan?.sided ?? "two");
  if (sides === 1) inside("alpha of a one-sided test", alpha, 0, 0.5);
  const falls = options.goal === undefined && (plan?.minimumEffect ?? 1) < 0 && sides === 1;
  const planned = options.planned ?? plan?.total ?? null;
  if (planned !== null && !(planned > 0 && planned < Infinity)) {
    throw outOfRange("planned customers", planned, "above 0");
  }
  for (const date of [options.from, options.to]) {
    if (date !== undefined && readTime(date)?.dateOnly !== true) {
      throw new CoreError("invalid_input", `date ${date}, expected YYYY-MM-DD`);
    }
  }
  return {
    metric,
    control,
    alpha,
    sides,
    goal: options.goal === "decrease" || falls ? -1 : 1,
    adjustment: options.adjustment ?? (plan?.adjustment === "dunnett" ? "dunnett" : "holm"),
    shares:
      options.shares ??
      (plan === undefined
        ? null
        : Object.fromEntries(plan.arms.map(({ name, share }) => [name, share]))),
    sequential: monitoringOf(options, planned),
    planned,
    test: options.test ?? plan?.test ?? "experiment",
  };
}

function monitoringOf(options: AnalysisOptions, planned: number | null): Monitoring | null {
  const { plan, sequential = plan !== undefined && plan.sequential !== null } = options;
  if (sequential === false) return null;
  if (sequential !== true) return sequential;
  if (plan?.sequential?.kind === "group") {
    const { spending, looks } = plan.sequential;
    return {
      kind: "group",
      spending: spending ?? "obrien-fleming",
      planned: planned ?? plan.total,
      looks: earlierLooks(looks, customersOf(options)),
    };
  }
  return { kind: "always-valid", ...(plan === undefined ? {} : { tightestAt: plan.perArm }) };
}

/** The planned look that is nearest to the present is the present one; those before it have been. */
function earlierLooks(looks: readonly { readonly customers: number }[], present: number): number[] {
  let nearest = 0;
  looks.forEach(({ customers }, k) => {
    const best = looks[nearest]!.customers;
    if (Math.abs(customers - present) < Math.abs(best - present)) nearest = k;
  });
  return looks.slice(0, nearest).map(({ customers }) => customers);
}

function customersOf({ rows, arms = {} }: AnalysisOptions): number {
  if (rows !== undefined) return rows.length;
  return Object.values(arms).reduce((sum, { customers }) => sum + customers, 0);
}
