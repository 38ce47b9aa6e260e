import { exp } from "../../math/index.js";
import type { Panel, PanelCell } from "./panel.js";
import type { Regressor } from "./regressor.js";

/** What moves one cell: `x_t = ρ x_{t-1} + (1 - ρ) softmax(a + Σ β z_{t-lag})`, from `x_0 = softmax(start)`. */
export interface CellParameters {
  /** Utility of each brand at average conditions; the last is 0. */
  readonly intercepts: Float64Array;
  /** Utilities that give the shares of the first period; the last is 0. */
  readonly start: Float64Array;
  /** One coefficient per regressor of the panel; a price counts as `-α`. */
  readonly slopes: Float64Array;
  readonly habit: number;
  /** Periods by which conditions precede the shares that they moved. */
  readonly lag: number;
}

/** One period of a cell's path; the arrays are overwritten by the next. */
export interface PathPoint {
  /** Expected shares. */
  readonly share: Float64Array;
  /** Choice row of the period. */
  readonly choice: Float64Array;
  /** Derivative of `share`, parameters × brands: `intercepts` and `start` but their last, slopes, habit's log odds. */
  readonly slope: Float64Array;
}

/** Utilities of a region's brands in a period, added to `out`. */
export function addConditions(
  out: Float64Array,
  {
    regressors,
    slopes,
    place,
    period,
  }: { regressors: readonly Regressor[]; slopes: Float64Array; place: number; period: number },
): void {
  for (let r = 0; r < regressors.length; r++) {
    const { brand, value } = regressors[r]!;
    const series = value[place]!;
    out[brand] = out[brand]! + slopes[r]! * series[period]!;
  }
}

/** Softmax in place, in index order. */
export function choose(utility: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of utility) most = Math.max(most, value);
  let total = 0;
  for (let j = 0; j < utility.length; j++) {
    utility[j] = exp(utility[j]! - most);
    total += utility[j]!;
  }
  for (let j = 0; j < utility.length; j++) utility[j] = utility[j]! / total;
}

/**
 * Follows a cell's expected shares, with their derivatives when these are wanted.
 *
 * @param visit - sees every period from the cell's first, up to `until` (exclusive)
 */
export function followPath(
  { panel, cell }: { panel: Panel; cell: PanelCell },
  {
    intercepts,
    start,
    slopes,
    habit,
    lag,
    derivatives,
    until,
    visit,
  }: CellParameters & {
    derivatives: boolean;
    until: number;
    visit: (t: number, point: PathPoint) => void;
  },
): void {
  const n = panel.brands.length;
  const { regressors } = panel;
  const width = pathWidth(n, regressors.length);
  const share = new Float64Array(n);
  const choice = new Float64Array(n);
  const slope = new Float64Array(derivatives ? n * width : 0);
  const change = new Float64Array(derivatives ? n * width : 0);
  const logistic = habit * (1 - habit);
  const point = { share, choice, slope };
  share.set(start);
  choose(share);
  if (derivatives) startDerivatives(slope, share);
  for (let t = 0; t < until; t++) {
    if (t > 0) {
      const period = Math.max(0, Math.min(panel.periods - 1, cell.first + t - lag));
      choice.set(intercepts);
      addConditions(choice, { regressors, slopes, place: cell.place, period });
      choose(choice);
      if (derivatives) {
        choiceDerivatives(change, { choice, regressors, place: cell.place, period });
        const last = (width - 1) * n;
        for (let i = 0; i < last; i++) slope[i] = habit * slope[i]! + (1 - habit) * change[i]!;
        for (let j = 0; j < n; j++) {
          slope[last + j] = habit * slope[last + j]! + logistic * (share[j]! - choice[j]!);
        }
      }
      for (let j = 0; j < n; j++) share[j] = habit * share[j]! + (1 - habit) * choice[j]!;
    }
    visit(t, point);
  }
}

/** Parameters of a cell's path: two utilities per brand but the last, slopes, habit. */
export const pathWidth = (brands: number, regressors: number): number =>
  2 * (brands - 1) + regressors + 1;

/** Derivative of the first shares with respect to `start`. */
function startDerivatives(out: Float64Array, share: Float64Array): void {
  const n = share.length;
  for (let k = 0; k < n - 1; k++) {
    for (let j = 0; j < n; j++) {
      out[(n - 1 + k) * n + j] = share[j]! * ((j === k ? 1 : 0) - share[k]!);
    }
  }
}

/** Derivative of the choice row with respect to the intercepts but the last, then the slopes. */
function choiceDerivatives(
  out: Float64Array,
  {
    choice,
    regressors,
    place,
    period,
  }: { choice: Float64Array; regressors: readonly Regressor[]; place: number; period: number },
): void {
  const n = choice.length;
  const single = (column: number, brand: number, value: number) => {
    for (let j = 0; j < n; j++) {
      out[column * n + j] = value * choice[j]! * ((j === brand ? 1 : 0) - choice[brand]!);
    }
  };
  for (let j = 0; j < n - 1; j++) single(j, j, 1);
  for (let r = 0; r < regressors.length; r++) {
    const { brand, value } = regressors[r]!;
    const series = value[place]!;
    single(2 * (n - 1) + r, brand, series[period]!);
  }
}
