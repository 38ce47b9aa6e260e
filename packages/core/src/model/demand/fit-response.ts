import { CoreError } from "../../error.js";
import { columnsOf } from "./columns.js";
import { type FittedCounts, fitCounts } from "./count-model.js";
import type { Causality, DemandModel, ElasticityPrior } from "./demand-model.js";
import type { DemandOptions } from "./demand-option.js";
import type { DemandRow, ProductColumns } from "./demand-row.js";
import { checkPrior } from "./elasticity-prior.js";
import { fitProducts } from "./fit-products.js";
import { fitGroups } from "./group-departure.js";
import { FIRST_COVARIATE, OWN } from "./pool-products.js";
import { blockOf, recordOf } from "./product-block.js";
import { levelOf } from "./product-level.js";
import { standardErrors } from "./robust-error.js";
import { weaknessesOf } from "./weakness.js";
import { type WithinColumns, within } from "./within.js";

const METHODS = {
  log: {
    auto: "least squares of ln units on ln prices within groups; products and groups shrunk by empirical Bayes",
    none: "least squares of ln units on ln prices within groups",
  },
  counts: {
    auto: "quasi-likelihood of units, ln mean units on ln prices within groups; products and groups shrunk by empirical Bayes",
    none: "quasi-likelihood of units, ln mean units on ln prices within groups",
  },
};
const ASSOCIATION =
  "prices were observed, not set by a test: an elasticity is an effect only where prices moved for reasons that did not move demand";

/** Demand whose units are told to be read as they are, or by their logarithms. @see fitDemand */
export function fitResponse(
  rows: readonly DemandRow[],
  { response, ...options }: DemandOptions & { response: DemandModel["response"] },
): DemandModel {
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
  const isCounted = response === "counts";
  const input = columnsOf(rows, {
    covariates,
    crossPrices: crossPrices === "all",
    keepZeros: isCounted,
  });
  onProgress?.({ stage: "products", done: 0.2 });
  const shape = {
    shrinkage,
    prior,
    covariates: covariates.length,
    check: (data: readonly WithinColumns[]) => checkEnough(data, { shrinkage, prior }),
    ...(onProgress && { onProgress }),
  };
  const fitted = isCounted ? fitCounts(input.products, shape) : fitLogs(input.products, shape);
  const { data, pooled, residuals, shocks, overdispersion } = fitted;
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
  const grouped = fitGroups(data, {
    products: pooled.products,
    residuals,
    freedom,
    shrinkage,
    counts: isCounted ? { sources: input.products, overdispersion } : null,
  });
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
  const converged = pooled.converged && grouped.converged && fitted.converged;
  const iterations = isCounted ? fitted.iterations : pooled.iterations;
  if (!converged) weaknesses.push({ code: "not_converged", values: { iterations } });
  const names = data.map(({ source }) => source.product);
  const used = input.products.reduce((sum, source) => sum + source.rows, 0);
  onProgress?.({ stage: "done", done: 1 });
  return {
    kind: "demand",
    version: 1,
    level,
    response,
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
          variance: grouped.variances[p]!,
          residuals: residuals[p]!,
          counts: isCounted ? { source: input.products[p]!, overdispersion } : null,
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
    method: METHODS[response][shrinkage],
    backtest: null,
    rows: used,
    rowsLeftOut: input.leftOut,
    from: input.from,
    to: input.to,
    iterations,
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

/** Least squares of ln units. */
function fitLogs(
  sources: readonly ProductColumns[],
  { check, ...options }: Parameters<typeof fitCounts>[1],
): FittedCounts {
  const data = sources.map((each) => within(each, { needed: 1 + options.covariates }));
  check(data);
  return {
    ...fitProducts(data, options),
    data,
    overdispersion: 0,
    iterations: 1,
    converged: true,
  };
}
