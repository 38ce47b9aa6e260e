import { CoreError } from "../../error.js";
import { exp, square } from "../../math/index.js";
import type { FitOptions } from "../fit-progress.js";
import { columnsOf } from "./columns.js";
import type { Causality, DemandModel, ElasticityPrior } from "./demand-model.js";
import type { DemandRow } from "./demand-row.js";
import { checkPrior } from "./elasticity-prior.js";
import { fitProducts } from "./fit-products.js";
import { fitGroups } from "./group-departure.js";
import { FIRST_COVARIATE, OWN } from "./pool-products.js";
import { blockOf, recordOf } from "./product-block.js";
import { type DemandErrors, standardErrors } from "./robust-error.js";
import { weaknessesOf } from "./weakness.js";
import { type WithinColumns, within } from "./within.js";

/** How demand is fitted. */
export interface DemandOptions extends FitOptions {
  /** Names of the rows' further columns that move units, such as `feat` and `deal`. */
  readonly covariates?: readonly string[];
  /** `auto` draws products and groups towards what they have in common; `none` is least squares. */
  readonly shrinkage?: "auto" | "none";
  /** Whether rivals' prices count; `none` leaves own prices only. */
  readonly crossPrices?: "all" | "none";
  /** Standard errors: `clustered` by group unless told (`robust` where there is one group). */
  readonly errors?: DemandErrors;
  /** What the rows' products are: brands (or items) unless told, or whole categories. */
  readonly level?: "brand" | "category";
  /** A published own-price elasticity of the same level. */
  readonly prior?: ElasticityPrior | null;
  /** Whether a test set the prices; an association unless told. */
  readonly causality?:
    | { readonly claim: "association" }
    | { readonly claim: "experiment"; readonly test: string };
}

const METHOD =
  "least squares of ln units on ln prices within groups; products and groups shrunk by empirical Bayes";
const PLAIN_METHOD = "least squares of ln units on ln prices within groups";
const ASSOCIATION =
  "prices were observed, not set by a test: an elasticity is an effect only where prices moved for reasons that did not move demand";

/**
 * Own and cross price elasticities of products that sell in groups, such as brands in stores.
 *
 * ln units = level of product and group + Σ elasticity × ln price + Σ effect × covariate. Group levels are absorbed;
 * elasticities of products, then of groups, are drawn towards what they have in common, as far as their data are thin.
 *
 * @remarks An elasticity is an effect only where prices moved for reasons that did not move demand; see `causality`.
 * @param rows - one per product, group and period, in any order
 * @throws CoreError `no_data`, `too_few_rows`, `no_variation` where no price of a product ever moved and nothing else tells,
 *   `not_finite` | `out_of_range` | `invalid_input` with the row, `wrong_level` for a prior of the other level
 */
export function fitDemand(rows: readonly DemandRow[], options: DemandOptions = {}): DemandModel {
  const {
    covariates = [],
    shrinkage = "auto",
    crossPrices = "all",
    level = "brand",
    prior = null,
    onProgress,
  } = options;
  checkCovariates(covariates);
  checkPrior(prior, level);
  onProgress?.({ stage: "columns", done: 0 });
  const input = columnsOf(rows, { covariates, crossPrices: crossPrices === "all" });
  const data = input.products.map((each) => within(each, { needed: 1 + covariates.length }));
  checkEnough(data, { shrinkage, prior });
  onProgress?.({ stage: "products", done: 0.2 });
  const { pooled, residuals, shocks } = fitProducts(data, {
    shrinkage,
    prior,
    covariates: covariates.length,
    ...(onProgress && { onProgress }),
  });
  const oneGroup = data.every(({ source }) => source.groups.length < 2);
  const errors = options.errors ?? (oneGroup ? "robust" : "clustered");
  const freedom = data.map((each) => freedomOf(each));
  let squares = 0;
  data.forEach((_, p) => {
    for (const residual of residuals[p]!) squares += residual * residual;
  });
  const allFreedom = freedom.reduce((sum, value) => sum + Math.max(0, value), 0);
  const commonVariance = squares / Math.max(1, allFreedom);
  const errorsOf = data.map((each, p) =>
    standardErrors(each, {
      coefficients: pooled.products[p]!,
      residuals: residuals[p]!,
      errors,
      commonVariance,
    }),
  );
  onProgress?.({ stage: "groups", done: 0.6 });
  const grouped = fitGroups(data, { products: pooled.products, residuals, freedom, shrinkage });
  const blocks = data.map((each, p) =>
    blockOf(each, {
      coefficients: pooled.products[p]!,
      hypers: pooled.hyper,
      errors: errorsOf[p]!,
      covariates,
      shrinkage,
    }),
  );
  onProgress?.({ stage: "checks", done: 0.9 });
  const weaknesses = [
    ...input.weaknesses,
    ...weaknessesOf(data, { products: pooled.products, residuals, shocks, covariates, oneGroup }),
  ];
  const converged = pooled.converged && grouped.converged;
  if (!converged)
    weaknesses.push({ code: "not_converged", values: { iterations: pooled.iterations } });
  const names = data.map(({ source }) => source.product);
  const used = data.reduce((sum, { source }) => sum + source.rows, 0);
  onProgress?.({ stage: "done", done: 1 });
  return {
    kind: "demand",
    version: 1,
    level,
    products: names,
    covariates: [...covariates],
    elasticities: recordOf(
      names,
      blocks.map(({ elasticities }) => elasticities),
    ),
    effects: recordOf(
      names,
      blocks.map(({ effects }) => effects),
    ),
    common: {
      own: pooled.hyper[OWN] ?? { mean: 0, standardError: 0, spread: 0, members: 0 },
      cross: pooled.hyper[1] ?? null,
      effects: Object.fromEntries(
        covariates.flatMap((name, c) => {
          const hyper = pooled.hyper[FIRST_COVARIATE + c];
          return hyper ? [[name, hyper]] : [];
        }),
      ),
    },
    productLevels: recordOf(
      names,
      data.map((each, p) =>
        levelOf(each, {
          covariates,
          level: grouped.levels[p]!,
          groupSpread: grouped.groupSpread,
          residualSd: Math.sqrt(grouped.variances[p]!),
          residuals: residuals[p]!,
        }),
      ),
    ),
    groupLevels: grouped.groupLevels,
    groups: recordOf(
      names,
      data.map((_, p) => grouped.departures[p]!(covariates)),
    ),
    heterogeneity: grouped.heterogeneity(covariates),
    shrinkage,
    errors,
    prior,
    causality: causalityOf(options.causality),
    method: shrinkage === "auto" ? METHOD : PLAIN_METHOD,
    rows: used,
    rowsLeftOut: input.leftOut,
    from: input.from,
    to: input.to,
    iterations: pooled.iterations,
    converged,
    weaknesses,
  };
}

function causalityOf(claimed: DemandOptions["causality"]): Causality {
  if (claimed?.claim === "experiment") return { claim: "experiment", test: claimed.test };
  return { claim: "association", because: ASSOCIATION };
}

function checkCovariates(covariates: readonly string[]): void {
  const taken = ["product", "group", "at", "units", "prices"];
  const wrong = covariates.find(
    (name, i) => taken.includes(name) || covariates.indexOf(name) !== i,
  );
  if (wrong !== undefined) {
    throw new CoreError("invalid_input", `covariate ${wrong} is named twice or is not a covariate`);
  }
}

const freedomOf = ({ source, effects, moves }: WithinColumns): number =>
  source.rows - effects - moves.filter((moving) => moving).length;

/** @throws CoreError `too_few_rows` | `no_variation` */
function checkEnough(
  data: readonly WithinColumns[],
  { shrinkage, prior }: { shrinkage: "auto" | "none"; prior: ElasticityPrior | null },
): void {
  const within = data.reduce((sum, { source, effects }) => sum + source.rows - effects, 0);
  if (within < 2) {
    throw new CoreError(
      "too_few_rows",
      `found ${within} row(s) beyond one level per group, expected 2 or more`,
    );
  }
  if (prior === null && !data.some(({ moves }) => moves[0])) {
    throw new CoreError(
      "no_variation",
      `found ${data.length} product(s) whose own price never moved, expected one that did, or a prior`,
    );
  }
  for (const each of data) {
    const { product, rows } = each.source;
    const freedom = freedomOf(each);
    if (shrinkage === "none" && freedom < 1) {
      throw new CoreError(
        "too_few_rows",
        `${product}: found ${rows} rows for ${rows - freedom} coefficients and group levels, expected more rows, or shrinkage`,
      );
    }
  }
}

function levelOf(
  data: WithinColumns,
  {
    covariates,
    level,
    groupSpread,
    residualSd,
    residuals,
  }: {
    covariates: readonly string[];
    level: { value: number; standardError: number };
    groupSpread: number;
    residualSd: number;
    residuals: Float64Array;
  },
): DemandModel["productLevels"][string] {
  const { source, means, absorbed } = data;
  const { priced, columns, rows } = source;
  let misfit = 0;
  let smear = 0;
  for (const residual of residuals) {
    misfit += residual * residual;
    smear += exp(residual) / rows;
  }
  let total = 0;
  for (const value of source.y) total += square(value - data.meanY);
  const ranges = [...priced.map((name) => `price:${name}`), ...covariates].map((name, j) => {
    let low = Infinity;
    let high = -Infinity;
    for (let r = 0; r < rows; r++) {
      low = Math.min(low, source.x[r * columns + j]!);
      high = Math.max(high, source.x[r * columns + j]!);
    }
    return [name, j < priced.length ? { low: exp(low), high: exp(high) } : { low, high }] as const;
  });
  return {
    level,
    groupSpread,
    meanLogPrices: Object.fromEntries(priced.map((name, j) => [name, means[j]!])),
    meanCovariates: Object.fromEntries(
      covariates.map((name, c) => [name, means[priced.length + c]!]),
    ),
    residualSd,
    smearing: smear > 0 && smear < Infinity ? smear : 1,
    rSquared: total > 0 ? 1 - misfit / total : null,
    rows,
    groups: source.groups.length,
    absorbed,
    observed: Object.fromEntries(ranges),
  };
}
