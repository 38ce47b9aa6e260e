import { CoreError } from "../../error.js";

/** What is compared between arms: a share of customers, a mean per customer, or a ratio of two means. */
export type ExperimentMetric = "proportion" | "mean" | "ratio";

/** Mean per customer before the test, and the standard deviation between customers. */
export interface MeanBaseline {
  readonly mean?: number;
  readonly sd: number;
}

/** Moments per customer of a ratio's two parts, such as revenue and orders. */
export interface RatioBaseline {
  readonly numeratorMean: number;
  readonly denominatorMean: number;
  readonly numeratorVariance: number;
  readonly denominatorVariance: number;
  readonly covariance: number;
}

/** How comparisons of several arms with one control share the error rate. */
export type ArmAdjustment = "none" | "bonferroni" | "holm" | "dunnett";

/** How a test may be looked at before its end. */
export type SequentialDesign =
  | {
      /** Intervals that hold at every moment, whoever looks and however often; needs no end. */
      readonly kind: "always-valid";
      /** Evenly spaced looks for which power is computed; 28 unless told. The interval holds at any others too. */
      readonly looks?: number;
    }
  | {
      /** A few planned looks that share alpha (Lan and DeMets). */
      readonly kind: "group";
      readonly spending?: "obrien-fleming" | "pocock";
      /** Number of evenly spaced looks, the last included, or their shares of all customers; 4 unless told. */
      readonly looks?: number | readonly number[];
    };

/** A design without its size. */
export interface ExperimentDesign {
  readonly metric: ExperimentMetric;
  /** Rate of a proportion; mean or ratio with `sd` beside it; or the moments. */
  readonly baseline: number | MeanBaseline | RatioBaseline;
  /** Standard deviation between customers, of the linearised ratio for a ratio; where `baseline` is a number. */
  readonly sd?: number;
  /** Share of tests without effect that find one; 0.05 unless told. */
  readonly alpha?: number;
  /** Two-sided unless told. */
  readonly sided?: "one" | "two" | "one-sided" | "two-sided" | 1 | 2;
  /** Names, the control first; `control` and `treatment` unless told. */
  readonly arms?: readonly string[];
  /** Weight of each arm in any unit; equal unless told. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Size of each treatment arm over that of the control, where `shares` is not given. */
  readonly ratio?: number;
  /** For three and more arms; `holm` unless told, sized by its first step, which is Bonferroni's. */
  readonly adjustment?: ArmAdjustment;
  /** Of proportions: `normal` is that of R's `power.prop.test`, `arcsine` that of Cohen's h. */
  readonly method?: "normal" | "arcsine";
  /** Correlation of the outcome with a covariate from before the test (CUPED). */
  readonly covariateCorrelation?: number;
  /** Customers that are assigned together: mean size, intra-cluster correlation, coefficient of variation of sizes. */
  readonly cluster?: {
    readonly size: number;
    readonly correlation: number;
    readonly sizeVariation?: number;
  };
  /** `true` is always-valid. */
  readonly sequential?: SequentialDesign | boolean;
}

/** A checked design in numbers. */
export interface CheckedDesign {
  readonly metric: ExperimentMetric;
  readonly arcsine: boolean;
  /** Rate, mean or ratio of the control; null where nobody said. */
  readonly level: number | null;
  /** Standard deviation between customers of a mean or linearised ratio; 0 for a proportion, whose rate tells it. */
  readonly sd: number;
  readonly alpha: number;
  readonly sides: 1 | 2;
  readonly arms: readonly string[];
  /** Size of each arm over that of the control. */
  readonly relativeSizes: readonly number[];
  readonly adjustment: ArmAdjustment;
  readonly varianceFactor: number;
  readonly clusterSize: number;
  readonly sequential: SequentialDesign | null;
}

/**
 * Checks a design and fills in what was not told.
 *
 * @throws CoreError `out_of_range` | `not_finite` | `invalid_input` | `unknown_key`
 */
export function checkDesign(design: ExperimentDesign): CheckedDesign {
  const { metric, alpha = 0.05, arms = ["control", "treatment"], method = "normal" } = design;
  const { covariateCorrelation = 0, cluster, sequential = false, adjustment = "holm" } = design;
  if (metric !== "proportion" && metric !== "mean" && metric !== "ratio") {
    throw new CoreError(
      "invalid_input",
      `metric ${metric}, expected "proportion", "mean" or "ratio"`,
    );
  }
  inside("alpha", alpha, 0, 1);
  if (!(covariateCorrelation > -1 && covariateCorrelation < 1)) {
    throw outOfRange("covariateCorrelation", covariateCorrelation, "between -1 and 1");
  }
  if (new Set(arms).size !== arms.length || arms.length < 2) {
    throw new CoreError(
      "invalid_input",
      `arms ${arms.join(", ")}; expected two or more different ones`,
    );
  }
  const designEffect = cluster === undefined ? 1 : designEffectOf(cluster);
  return {
    metric,
    arcsine: metric === "proportion" && method === "arcsine",
    ...outcomeOf(design),
    alpha,
    sides: sidesOf(design.sided ?? "two"),
    arms,
    relativeSizes: relativeSizesOf(arms, design),
    adjustment: arms.length === 2 ? "none" : adjustment,
    varianceFactor: designEffect * (1 - covariateCorrelation * covariateCorrelation),
    clusterSize: cluster?.size ?? 1,
    sequential: sequential === true ? { kind: "always-valid" } : sequential || null,
  };
}

/** 1 or 2, from any of the ways to say it. @throws CoreError `invalid_input` */
export function sidesOf(sided: NonNullable<ExperimentDesign["sided"]>): 1 | 2 {
  if (sided === 1 || sided === "one" || sided === "one-sided") return 1;
  if (sided === 2 || sided === "two" || sided === "two-sided") return 2;
  throw new CoreError("invalid_input", `sided ${String(sided)}, expected "one" or "two"`);
}

/** @throws CoreError `out_of_range` unless low < value < high */
export function inside(name: string, value: number, low: number, high: number): void {
  if (!(value > low && value < high)) {
    throw outOfRange(name, value, `above ${low} and below ${high}`);
  }
}

export function outOfRange(name: string, found: unknown, expected: string): CoreError {
  return new CoreError("out_of_range", `${name} is ${String(found)}, expected ${expected}`);
}

/** Level and spread of the outcome. */
function outcomeOf({ metric, baseline, sd }: ExperimentDesign): {
  level: number | null;
  sd: number;
} {
  if (metric === "proportion") {
    if (typeof baseline !== "number") {
      throw new CoreError("invalid_input", "baseline of a proportion: expected its rate, a number");
    }
    inside("baseline", baseline, 0, 1);
    return { level: baseline, sd: 0 };
  }
  if (typeof baseline === "number") return checkOutcome(baseline, sd);
  if ("sd" in baseline) return checkOutcome(baseline.mean ?? null, baseline.sd);
  const { numeratorMean, denominatorMean, numeratorVariance, denominatorVariance, covariance } =
    baseline;
  if (!(denominatorMean > 0)) throw outOfRange("denominatorMean", denominatorMean, "above 0");
  const ratio = numeratorMean / denominatorMean;
  const square = numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance;
  return checkOutcome(ratio, Math.sqrt(square) / denominatorMean);
}

function checkOutcome(level: number | null, sd: number | undefined) {
  if (level !== null && !Number.isFinite(level)) {
    throw new CoreError("not_finite", `baseline is ${level}, expected a number`);
  }
  if (sd === undefined || !(sd > 0 && sd < Infinity)) {
    throw outOfRange("standard deviation (sd)", sd, "a number above 0");
  }
  return { level, sd };
}

function relativeSizesOf(
  arms: readonly string[],
  { shares, ratio = 1 }: ExperimentDesign,
): number[] {
  if (shares === undefined) {
    if (!(ratio > 0 && ratio < Infinity)) throw outOfRange("ratio", ratio, "above 0");
    return arms.map((_, i) => (i === 0 ? 1 : ratio));
  }
  const weights = arms.map((arm) => {
    const share = shares[arm];
    if (share === undefined) throw new CoreError("unknown_key", `arm ${arm} has no share`);
    if (!(share > 0 && share < Infinity)) throw outOfRange(`share of ${arm}`, share, "above 0");
    return share;
  });
  return weights.map((weight) => weight / weights[0]!);
}

/**
 * Factor by which clusters inflate a variance: 1 + ((cv² + 1) m - 1) ρ.
 *
 * @see Eldridge, Ashby and Kerry, Sample size for cluster randomized trials, International Journal of Epidemiology 35 (2006)
 */
function designEffectOf({
  size,
  correlation,
  sizeVariation = 0,
}: NonNullable<ExperimentDesign["cluster"]>): number {
  if (!(size >= 1 && size < Infinity)) throw outOfRange("cluster size", size, "1 or more");
  if (!(correlation >= 0 && correlation <= 1)) {
    throw outOfRange("intra-cluster correlation", correlation, "0 to 1");
  }
  if (!(sizeVariation >= 0 && sizeVariation < Infinity)) {
    throw outOfRange("variation of cluster sizes", sizeVariation, "0 or more");
  }
  return 1 + ((sizeVariation * sizeVariation + 1) * size - 1) * correlation;
}
