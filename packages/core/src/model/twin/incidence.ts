import { exp, log, studentTQuantile, weightedLeastSquares } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import type { Parameter } from "../../schema/parameter.js";
import type { Panel } from "./panel.js";
import { CATEGORY_ELASTICITY, prior } from "./published.js";
import type { ShareParameters } from "./share-likelihood.js";
import { choose } from "./share-path.js";

/** Fewest region × period totals from which λ is estimated. */
const FEWEST_ROWS = 20;

/** Units of the whole category by region and period; NaN where a brand's units are missing. */
export function categoryUnits(history: History, panel: Panel): Float64Array[] {
  const n = panel.brands.length;
  const counts = panel.regions.map(() => new Float64Array(panel.periods * n));
  const sums = panel.regions.map(() => new Float64Array(panel.periods));
  const place = new Map(panel.regions.map((region, i) => [region, i]));
  const brand = new Map(panel.brands.map((name, j) => [name, j]));
  for (const row of history.market) {
    const g = place.get(row.region);
    const j = brand.get(row.brand);
    const t = Math.floor((row.day - panel.firstDay) / panel.periodDays);
    if (g === undefined || j === undefined || row.planned || row.units === null) continue;
    if (t < 0 || t >= panel.periods) continue;
    sums[g]![t] = sums[g]![t]! + row.units;
    counts[g]![t * n + j] = 1;
  }
  return sums.map((series, g) =>
    series.map((sum, t) => {
      for (let j = 0; j < n; j++) if (counts[g]![t * n + j] === 0) return Number.NaN;
      return sum;
    }),
  );
}

/**
 * How much of a category's attraction turns into buying: `ln units = region + λ I`.
 *
 * Without units of every brand it comes from two publications: the category's elasticity over the brands' coefficient.
 *
 * @param options.priceCoefficient - mean of the brands' price coefficients
 */
export function fitIncidence(
  history: History,
  {
    panel,
    parameters,
    priceCoefficient,
    dates,
  }: {
    panel: Panel;
    parameters: ShareParameters;
    priceCoefficient: number;
    dates: { from: string; to: string };
  },
): Parameter {
  const units = categoryUnits(history, panel);
  const attraction = panel.regions.map((_, g) => attractionOf(panel, { parameters, place: g }));
  const rows: { g: number; t: number; y: number; x: number }[] = [];
  units.forEach((series, g) => {
    series.forEach((value, t) => {
      if (value > 0) rows.push({ g, t, y: log(value), x: attraction[g]![t]! });
    });
  });
  const spread = Math.max(0, ...rows.map(({ x }) => Math.abs(x)));
  if (rows.length < FEWEST_ROWS || spread < 1e-6) return publishedIncidence(priceCoefficient);
  const within = demeaned(rows, panel.regions.length);
  const fit = weightedLeastSquares({
    x: Float64Array.from(within, ({ x }) => x),
    y: Float64Array.from(within, ({ y }) => y),
    columns: 1,
    clusters: within.map(({ t }) => t),
  });
  const freedom = Math.max(1, new Set(rows.map(({ t }) => t)).size - 1);
  const inflate = studentTQuantile(0.975, freedom) / 1.959963984540054;
  const standardError = inflate * Math.sqrt(fit.robustCovariance[0] ?? 0);
  return {
    value: Math.min(1, Math.max(0, fit.coefficients[0] ?? 0)),
    standardError,
    unit: "log units of the category per unit of attraction",
    origin: {
      kind: "estimated",
      rows: rows.length,
      ...dates,
      method:
        "least squares of log category units on attraction, region effects, errors clustered by period",
    },
  };
}

function publishedIncidence(priceCoefficient: number): Parameter {
  const value = Math.min(1, -CATEGORY_ELASTICITY.value / priceCoefficient);
  return prior(value, {
    standardError: value / 2,
    unit: "log units of the category per unit of attraction",
    publication: `category elasticity ${CATEGORY_ELASTICITY.value} (food away from home; ${CATEGORY_ELASTICITY.source}) over the brands' price coefficient; spread assumed`,
  });
}

/**
 * Log of how much more attractive a region's brands are in a period than at average conditions.
 *
 * Cells count by their people. What weather and the like do is centred over the brands: shares tell who gains from whom by it, and nothing of how
 * much all gain together.
 */
export function attractionOf(
  panel: Panel,
  { parameters, place }: { parameters: ShareParameters; place: number },
): Float64Array {
  const n = panel.brands.length;
  const weights = new Float64Array(n);
  let total = 0;
  panel.cells.forEach((cell, c) => {
    if (cell.place !== place) return;
    const choice = parameters.intercepts[c]!.slice();
    choose(choice);
    const people = cell.people.reduce((sum, count) => sum + count, 0) / cell.people.length;
    total += people;
    for (let j = 0; j < n; j++) weights[j] = weights[j]! + people * choice[j]!;
  });
  const utility = new Float64Array(n);
  return Float64Array.from({ length: panel.periods }, (_, period) => {
    if (total === 0) return 0;
    utility.fill(0);
    let common = 0;
    panel.regressors.forEach(({ brand, kind, value }, r) => {
      const moved = parameters.slopes[r]! * value[place]![period]!;
      utility[brand] = utility[brand]! + moved;
      if (kind === "trigger") common += (weights[brand]! / total) * moved;
    });
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (weights[j]! / total) * exp(utility[j]! - common);
    return log(sum);
  });
}

function demeaned<T extends { g: number; x: number; y: number }>(
  rows: readonly T[],
  groups: number,
): T[] {
  const sums = Array.from({ length: groups }, () => ({ x: 0, y: 0, count: 0 }));
  for (const { g, x, y } of rows) {
    const sum = sums[g]!;
    sum.x += x;
    sum.y += y;
    sum.count++;
  }
  return rows.map((row) => {
    const { x, y, count } = sums[row.g]!;
    return { ...row, x: row.x - x / count, y: row.y - y / count };
  });
}
