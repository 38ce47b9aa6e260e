import { exp, type LeastSquaresFit, log, weightedLeastSquares } from "../../math/index.js";
import type { History } from "../../schema/history.js";
import type { Parameter } from "../../schema/parameter.js";
import type { Trigger } from "../../schema/scenario.js";
import { errorOf, errorOfCondition, ownParts, type Within } from "./category-error.js";
import { categoryUnits } from "./category-units.js";
import type { Panel } from "./panel.js";
import { CATEGORY_ELASTICITY, prior } from "./published.js";
import type { ShareModel } from "./share-error.js";
import type { ShareParameters } from "./share-likelihood.js";
import { choose } from "./share-path.js";

/** Fewest region × period totals from which λ is estimated. */
const FEWEST_ROWS = 20;

/** What moves how much of the category is bought. */
export interface CategoryResponse {
  /** λ, of the attraction. */
  readonly incidence: Parameter;
  /** Of conditions of the outside, in log units; none where units do not tell. */
  readonly conditions: ReadonlyMap<Trigger, Parameter>;
}

/**
 * How much of a category's attraction turns into buying, and what the outside does to all of it: `ln units = region + λ I + Σ γ v`.
 *
 * Without units of every brand λ comes from two publications: the category's elasticity over the brands' coefficient.
 *
 * @param options.priceCoefficient - mean of the brands' price coefficients
 */
export function fitCategory(
  history: History,
  {
    panel,
    parameters,
    priceCoefficient,
    dates,
  }: {
    panel: Panel;
    parameters: ShareParameters & Pick<ShareModel, "covariance">;
    priceCoefficient: number;
    dates: { from: string; to: string };
  },
): CategoryResponse {
  const units = categoryUnits(history, panel);
  const attraction = panel.regions.map((_, g) => attractionOf(panel, { parameters, place: g }));
  const rows: { g: number; t: number; y: number; x: number }[] = [];
  units.forEach((series, g) => {
    series.forEach((value, t) => {
      if (value > 0) rows.push({ g, t, y: log(value), x: attraction[g]![t]! });
    });
  });
  const spread = Math.max(0, ...rows.map(({ x }) => Math.abs(x)));
  if (rows.length < FEWEST_ROWS || spread < 1e-6) {
    return { incidence: publishedIncidence(priceCoefficient), conditions: new Map() };
  }
  const outside = new Map([...conditionsOf(panel)].filter(([, of]) => varies(rows, of)));
  const columns = 1 + outside.size;
  const within = demeaned(
    rows.map(({ g, t, y, x }) => ({
      g,
      t,
      values: [y, x, ...[...outside.values()].map((of) => of[g]![t]!)],
    })),
    panel.regions.length,
  );
  const fit = weightedLeastSquares({
    x: Float64Array.from(within.flatMap(({ values }) => values.slice(1))),
    y: within.map(({ values: [y = 0] }) => y),
    columns,
  });
  const origin: Parameter["origin"] = {
    kind: "estimated",
    rows: rows.length,
    ...dates,
    method:
      "least squares of log category units on attraction and conditions, region effects, Driscoll-Kraay errors",
  };
  const incidence: Parameter = {
    value: Math.min(1, Math.max(0, fit.coefficients[0] ?? 0)),
    standardError: both(
      errorOf(fit, { rows: within, column: 0 }),
      errorOfAttraction(fit, { rows: within, panel, parameters }),
    ),
    unit: "log units of the category per unit of attraction",
    origin,
  };
  const conditions = new Map<Trigger, Parameter>();
  [...outside.keys()].forEach((trigger, k) => {
    const column = 1 + k;
    // What only moved as others did has no response of its own.
    if (fit.jitter > 0) return;
    conditions.set(trigger, {
      value: fit.coefficients[column]!,
      standardError: errorOfCondition(fit, { rows: within, column }),
      unit: `log units of the category per unit of ${trigger}`,
      origin,
    });
  });
  return { incidence, conditions };
}

/** Conditions of the outside by region and period: what they do to the whole category is not the attraction's. */
const conditionsOf = ({ regressors }: Panel): ReadonlyMap<Trigger, readonly Float64Array[]> =>
  new Map(
    regressors.flatMap(({ trigger, value }) =>
      trigger === null ? [] : [[trigger, value] as const],
    ),
  );

/** Whether a condition moved in any region while units are known. */
function varies(
  rows: readonly { readonly g: number; readonly t: number }[],
  of: readonly Float64Array[],
): boolean {
  const first = new Map<number, number>();
  return rows.some(({ g, t }) => {
    const value = of[g]![t]!;
    const before = first.get(g);
    if (before === undefined) first.set(g, value);
    return before !== undefined && before !== value;
  });
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
 * Standard error of the first coefficient from not knowing the attraction that units are regressed on: its responses err.
 *
 * `dλ/dθ = Σ (r / a² − λ o) dI/dθ` with residuals r, own parts o and the sum of squares a² of the attraction beside the other columns.
 */
function errorOfAttraction(
  fit: LeastSquaresFit,
  {
    rows,
    panel,
    parameters,
  }: {
    rows: readonly Within[];
    panel: Panel;
    parameters: ShareParameters & Pick<ShareModel, "covariance">;
  },
): number {
  const { regressors, personas } = panel;
  const k = regressors.length;
  const lambda = fit.coefficients[0]!;
  const inverse = fit.residualVariance > 0 ? fit.covariance[0]! / fit.residualVariance : 0;
  const own = ownParts(fit, { rows, column: 0 });
  const weights = panel.regions.map(() => new Float64Array(panel.periods));
  rows.forEach(({ g, t }, i) => {
    weights[g]![t] = fit.residuals[i]! * inverse - lambda * own[i]!;
  });
  const slope = new Float64Array(k);
  weights.forEach((weight, place) => {
    attractionOf(panel, {
      parameters,
      place,
      visit(t, { attracted, usual }) {
        if (weight[t] === 0) return;
        regressors.forEach(({ brand, kind, value }, r) => {
          const part = attracted[brand]! - (kind === "trigger" ? usual[brand]! : 0);
          slope[r] = slope[r]! + weight[t]! * part * value[place]![t]!;
        });
      },
    });
  });
  const size = k + personas.length;
  let variance = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++)
      variance += slope[a]! * parameters.covariance[a * size + b]! * slope[b]!;
  }
  return Math.sqrt(Math.max(0, variance));
}

/**
 * Log of how much more attractive a region's brands are in a period than at average conditions.
 *
 * Cells count by their people. What weather and the like do is centred over the brands: shares tell who gains from whom by it, and nothing of how
 * much all gain together.
 */
export function attractionOf(
  panel: Panel,
  {
    parameters,
    place,
    visit,
  }: {
    parameters: ShareParameters;
    place: number;
    /** Told of each period where the brands' shares are drawn to, and where they usually are. */
    visit?: (period: number, shares: { attracted: Float64Array; usual: Float64Array }) => void;
  },
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
    if (visit) {
      const usual = weights.map((weight) => weight / total);
      const attracted = usual.map((share, j) => (share * exp(utility[j]! - common)) / sum);
      visit(period, { attracted, usual });
    }
    return log(sum);
  });
}

function demeaned(rows: readonly Within[], groups: number): Within[] {
  const sums = Array.from({ length: groups }, () => ({ count: 0, values: new Float64Array(0) }));
  for (const { g, values } of rows) {
    const sum = sums[g]!;
    if (sum.count === 0) sum.values = new Float64Array(values.length);
    sum.count++;
    values.forEach((value, k) => {
      sum.values[k] = sum.values[k]! + value;
    });
  }
  return rows.map((row) => {
    const { values, count } = sums[row.g]!;
    return { ...row, values: row.values.map((value, k) => value - values[k]! / count) };
  });
}

const both = (a: number, b: number): number => Math.sqrt(a * a + b * b);
