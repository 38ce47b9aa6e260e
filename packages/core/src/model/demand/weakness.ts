import { choleskyJittered, invertFromCholesky } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { ProductCoefficients } from "./pool-products.js";
import { priceFollowsDemand } from "./price-follows-demand.js";
import { FEW_GROUPS } from "./robust-error.js";
import type { SharedShocks } from "./shared-shock.js";
import type { WithinColumns } from "./within.js";

/** Below this standard deviation of ln price within groups a price hardly varies. */
const HARDLY = 0.02;
/** Share of a price's variation that is its own and not the other columns', below which effects cannot be told apart. */
const OWN_VARIATION = 0.01;

/** Inflation of variances from which errors that allow only for groups are much too small. */
const SHARED = 4;

/** What is weak about elasticities, product by product. */
export function weaknessesOf(
  data: readonly WithinColumns[],
  {
    products,
    residuals,
    shocks,
    covariates,
    oneGroup,
  }: {
    products: readonly ProductCoefficients[];
    residuals: readonly Float64Array[];
    shocks: readonly SharedShocks[];
    covariates: readonly string[];
    oneGroup: boolean;
  },
): Reason[] {
  const reasons: Reason[] = [];
  if (oneGroup) reasons.push({ code: "one_group", values: {} });
  data.forEach((each, p) => {
    const { product, groups, priced, rows, columns } = each.source;
    if (!each.absorbed && groups.length > 1) {
      reasons.push({
        code: "group_effects_not_absorbed",
        values: { product, groups: groups.length, rows },
      });
    }
    if (!oneGroup && groups.length < FEW_GROUPS) {
      reasons.push({ code: "few_groups", values: { product, groups: groups.length } });
    }
    each.moves.forEach((moves, j) => {
      if (moves) return;
      const code = j < priced.length ? "price_never_moved" : "covariate_never_moved";
      const column = j < priced.length ? priced[j]! : covariates[j - priced.length]!;
      reasons.push({ code, values: { product, column } });
    });
    const spread = Math.sqrt(each.gram[0]! / each.weight);
    if (each.moves[0] && spread < HARDLY) {
      reasons.push({ code: "price_hardly_varies", values: { product, spread } });
    }
    const kept = each.source.rows - each.effects - columns;
    if (kept < 1) reasons.push({ code: "fewer_rows_than_coefficients", values: { product, rows } });
    const alike = ownVariation(each);
    if (alike !== null && alike.share < OWN_VARIATION) {
      const other =
        alike.with < priced.length ? priced[alike.with]! : covariates[alike.with - priced.length]!;
      reasons.push({
        code: "collinear_prices",
        values: { product, with: other, share: alike.share },
      });
    }
    const { correlation, inflation } = shocks[p]!;
    if (inflation > SHARED) {
      reasons.push({ code: "groups_share_shocks", values: { product, correlation, inflation } });
    }
    const follows = priceFollowsDemand(each, residuals[p]!);
    if (follows !== null) {
      reasons.push({ code: "price_follows_demand", values: { product, ...follows } });
    }
    const value = products[p]!.values[0]!;
    const error = Math.sqrt(products[p]!.covariance[0]!);
    if (each.moves[0] && value - 2 * error > 0) {
      reasons.push({ code: "own_elasticity_positive", values: { product, value } });
    }
  });
  return reasons;
}

/** Share of the own price's variation that no other column explains, and the column that it goes with most. */
function ownVariation({
  gram,
  moves,
  source,
}: WithinColumns): { share: number; with: number } | null {
  const k = source.columns;
  const columns = moves.flatMap((moving, j) => (moving ? [j] : []));
  if (!moves[0] || columns.length < 2) return null;
  const n = columns.length;
  const correlation = new Float64Array(n * n);
  columns.forEach((j, i) => {
    columns.forEach((l, m) => {
      correlation[i * n + m] =
        gram[j * k + l]! / Math.sqrt(gram[j * (k + 1)]! * gram[l * (k + 1)]!);
    });
  });
  const { factor } = choleskyJittered(correlation, n);
  const share = 1 / invertFromCholesky(factor, n)[0]!;
  let closest = 1;
  for (let i = 2; i < n; i++) {
    if (Math.abs(correlation[i]!) > Math.abs(correlation[closest]!)) closest = i;
  }
  return { share, with: columns[closest]! };
}
