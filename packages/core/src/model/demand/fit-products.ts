import type { FitOptions } from "../fit-progress.js";
import type { ElasticityPrior } from "./demand-model.js";
import { FIRST_COVARIATE, kindOf, type PooledProducts, poolProducts } from "./pool-products.js";
import { residualsOf } from "./robust-error.js";
import { NO_SHOCKS, type SharedShocks, sharedShocks } from "./shared-shock.js";
import type { WithinColumns } from "./within.js";

/** Passes in which shocks that groups share are read off the residuals. */
const SHOCK_PASSES = 3;

export interface FittedProducts {
  readonly pooled: PooledProducts;
  readonly residuals: readonly Float64Array[];
  readonly shocks: readonly SharedShocks[];
}

/** Coefficients of the products, counting rows as fewer where groups share their shocks. */
export function fitProducts(
  data: readonly WithinColumns[],
  {
    shrinkage,
    prior,
    covariates,
    onProgress,
  }: {
    shrinkage: "auto" | "none";
    prior: ElasticityPrior | null;
    /** Number of covariates. */
    covariates: number;
    onProgress?: NonNullable<FitOptions["onProgress"]>;
  },
): FittedProducts {
  const scales = scalesOf(data, covariates);
  let shocks = data.map((): SharedShocks => NO_SHOCKS);
  for (let pass = 0; ; pass++) {
    const pooled = poolProducts(data, {
      shrinkage,
      prior,
      scales,
      inflations: shocks.map(({ counted }) => counted),
      onIteration: (iteration) =>
        onProgress?.({
          stage: `products, pass ${pass + 1}, step ${iteration}`,
          done: 0.2 + 0.1 * (pass + iteration / (iteration + 20)),
        }),
    });
    const residuals = data.map((each, p) => residualsOf(each, pooled.products[p]!));
    const found = data.map((each, p) =>
      sharedShocks(each, { coefficients: pooled.products[p]!, residuals: residuals[p]! }),
    );
    if (shrinkage === "none" || pass === SHOCK_PASSES) return { pooled, residuals, shocks: found };
    if (found.every(({ counted }, p) => counted < 1.05 * shocks[p]!.counted)) {
      return { pooled, residuals, shocks: found };
    }
    shocks = found;
  }
}

/** 1 for prices, the pooled standard deviation within groups for covariates. */
function scalesOf(data: readonly WithinColumns[], covariates: number): number[] {
  const scales = new Array<number>(FIRST_COVARIATE + covariates).fill(1);
  for (let kind = FIRST_COVARIATE; kind < scales.length; kind++) {
    let squares = 0;
    let rows = 0;
    for (const each of data) {
      const j = each.source.priced.length + kind - FIRST_COVARIATE;
      if (!each.moves[j] || kindOf(each, j) !== kind) continue;
      squares += each.gram[j * (each.source.columns + 1)]!;
      rows += each.weight;
    }
    if (squares > 0) scales[kind] = Math.sqrt(squares / rows);
  }
  return scales;
}
