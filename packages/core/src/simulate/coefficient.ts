import { choleskyJittered } from "../math/index.js";
import type { Parameter } from "../schema/parameter.js";
import type { Trigger } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import { pointRebate } from "./brand-money.js";
import { type DrawTable, drawPriceCoefficients } from "./draw-table.js";
import { drawUnits, type UnknownUnits } from "./unknown-units.js";

/** A twin's behaviour over the draws of a run: arrays are indexed by draw, 0 being the estimate; drawn when asked for. */
export interface Coefficients {
  /** Per brand. */
  price(): readonly Float64Array[];
  promotion(): Readonly<Record<"points" | "pressure" | "saturation", Float64Array>>;
  redemption(): Float64Array;
  feature(): Float64Array;
  afterDip(): Float64Array;
  category(): Readonly<Record<"incidence" | "buying", Float64Array>>;
  electricity(): Readonly<
    Record<"elasticity" | "budgetShare" | "incomeEffect" | "tradeDown", Float64Array>
  >;
  /** Per brand: value of the points that it gives per unit of spending at multiplier 1. */
  pointRebate(): readonly Float64Array[];
  /** Per brand; none where the twin could not estimate it. */
  trigger(trigger: Trigger): readonly Float64Array[];
  /** Of the whole category; null where the twin could not estimate it. */
  triggerOfAll(trigger: Trigger): Float64Array | null;
  /** What a cell buys, over its estimate; null where it is taken as known. */
  readonly units: UnknownUnits;
  /** Per brand: weight of its points programme, and how cheap it is. */
  readonly programme: Float64Array;
  readonly valuePosition: Float64Array;
  /** Brands that are in the market before anybody enters. */
  readonly incumbents: number;
  readonly table: DrawTable;
}

const RANGES = {
  fraction: { low: 0, high: 1 },
  share: { low: 0, high: 0.5 },
  positive: { low: 0, high: Number.POSITIVE_INFINITY },
  lift: { low: 0.1, high: 10 },
  any: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
} as const;

/** Lower Cholesky factor of the price coefficients' covariance; rows of those known exactly are zero. */
function priceFactor({ priceCovariance, brands }: Twin): Float64Array {
  const n = brands.length;
  const spread = brands.map((_, j) => Math.sqrt(priceCovariance[j * (n + 1)]!));
  // The correlations are factorised, since spreads may differ by orders of magnitude or be nought.
  const correlation = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i === j) return 1;
    return spread[i] === 0 || spread[j] === 0 ? 0 : priceCovariance[at]! / spread[i]! / spread[j]!;
  });
  const { factor } = choleskyJittered(correlation, n);
  return factor.map((value, at) => value * spread[Math.floor(at / n)]!);
}

/**
 * Draws a twin's parameters for a run.
 *
 * @param options.brands - the twin's brands, then those that enter; these get no price coefficient of their own
 */
export function drawCoefficients(
  twin: Twin,
  { brands, table }: { brands: readonly string[]; table: DrawTable },
): Coefficients {
  const { draws } = table;
  const of = (name: string, parameter: Parameter, range: keyof typeof RANGES) =>
    table.values(name, parameter, RANGES[range]);
  const entrants = brands.length - twin.brands.length;
  const padded = (values: readonly number[]) =>
    Float64Array.from([...values, ...new Array<number>(entrants).fill(0)]);
  const { electricity } = twin;
  return {
    price: once(() => [
      ...drawPriceCoefficients(table, {
        brands: twin.brands,
        price: twin.price,
        factor: priceFactor(twin),
      }),
      ...Array.from({ length: entrants }, () => new Float64Array(draws + 1)),
    ]),
    promotion: once(() => ({
      points: of("points", twin.points, "positive"),
      pressure: of("intensity", twin.intensity, "positive"),
      saturation: of("saturation", twin.saturation, "lift"),
    })),
    redemption: once(() => of("bogo", twin.bogo, "fraction")),
    feature: once(() => of("feature", twin.feature, "positive")),
    afterDip: once(() => of("afterDip", twin.afterDip, "fraction")),
    category: once(() => ({
      incidence: of("incidence", twin.incidence, "fraction"),
      buying: of("buying", twin.buying, "fraction"),
    })),
    electricity: once(() => ({
      elasticity: of("electricity.elasticity", electricity.elasticity, "any"),
      budgetShare: of("electricity.budgetShare", electricity.budgetShare, "share"),
      incomeEffect: of("electricity.incomeEffect", electricity.incomeEffect, "positive"),
      tradeDown: of("electricity.tradeDown", electricity.tradeDown, "positive"),
    })),
    pointRebate: once(() =>
      brands.map((brand) => of(`pointRebate:${brand}`, pointRebate(twin, brand), "fraction")),
    ),
    trigger: (trigger) =>
      twin.triggers[trigger]?.effect.map((effect, j) =>
        of(`${trigger}:${twin.brands[j]}`, effect, "any"),
      ) ?? [],
    triggerOfAll(trigger) {
      const all = twin.triggers[trigger]?.category;
      return all ? of(`category:${trigger}`, all, "any") : null;
    },
    units: drawUnits(twin, table),
    programme: padded(twin.loyaltyProgrammes),
    valuePosition: padded(twin.valuePositions),
    incumbents: twin.brands.length,
    table,
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
