import { square } from "../../math/index.js";
import type { Panel, PanelCell } from "./panel.js";
import type { Regressor } from "./regressor.js";
import { type Belief, withoutResponseError } from "./response-error.js";
import type { ShareModel } from "./share-error.js";
import { firstPrior, poolOfKind } from "./shared-prior.js";

/** Responses that a fit may be wrong about: its own, and those to what had never moved before. */
interface Doubted {
  readonly regressors: readonly Regressor[];
  /** What is believed of their errors. */
  readonly belief: Belief;
}

export function doubtOf(
  panel: Panel,
  { model, novel }: { model: ShareModel; novel: readonly Regressor[] },
): Doubted {
  const { covariance } = model;
  const known = panel.regressors.length;
  const stride = known + panel.personas.length;
  const expected = expectedOf(panel, { model, novel });
  const size = known + novel.length;
  const spread = Float64Array.from({ length: size * size }, (_, i) => {
    const a = Math.floor(i / size);
    const b = i % size;
    if (a < known && b < known) return covariance[a * stride + b]!;
    return a === b ? square(expected[a - known]!.spread) : 0;
  });
  const mean = Float64Array.from({ length: size }, (_, a) =>
    a < known ? 0 : expected[a - known]!.mean,
  );
  return { regressors: [...panel.regressors, ...novel], belief: { mean, covariance: spread } };
}

/** Standard deviation of the prior of a promotion's utility where no brand has ever tried it: what doubles the odds. */
const UNTRIED_SPREAD = 0.7;

/** What responses to something new are expected to be: as other brands', else as before any data. */
function expectedOf(
  panel: Panel,
  { model, novel }: { model: ShareModel; novel: readonly Regressor[] },
): { mean: number; spread: number }[] {
  const { mean, precision } = firstPrior({ ...panel, regressors: novel });
  return novel.map(({ kind }, k) => {
    const first = { mean: mean[k]!, spread: 1 / Math.sqrt(precision[k]!) };
    if (kind === "trigger") return first;
    const pool = poolOfKind(panel, { kind, model });
    if (pool) return { mean: pool.mean, spread: pool.spread };
    return kind === "price" ? first : { ...first, spread: UNTRIED_SPREAD };
  });
}

/** Periods × regressors: how far each has moved the shares of a cell, whose people follow it as they choose anew. */
export function movedBy(
  regressors: readonly Regressor[],
  { cell, periods, habit, lag }: { cell: PanelCell; periods: number; habit: number; lag: number },
): Float64Array {
  const r = regressors.length;
  const out = new Float64Array(periods * r);
  regressors.forEach(({ value }, k) => {
    const series = value[cell.place]!;
    let moved = 0;
    for (let t = 0; t < periods; t++) {
      moved = habit * moved + (1 - habit) * series[Math.max(0, t - lag)]!;
      out[t * r + k] = moved;
    }
  });
  return out;
}

/** By brand: a group's surprises; those of later periods without what errors of the responses make of them. */
export function excessOf(
  { brands, periods }: Panel,
  {
    doubted: { regressors, belief },
    seen,
    steady,
    moved,
    weight,
  }: {
    doubted: Doubted;
    seen: number;
    steady: Float64Array;
    moved: Float64Array;
    weight: Float64Array;
  },
): (number | null)[][] {
  const n = brands.length;
  const r = regressors.length;
  // The levels were fitted beside the responses: an error of these counts from where conditions were on average.
  const usual = new Float64Array(r);
  let total = 0;
  for (let t = 0; t < seen; t++) {
    total += weight[t]!;
    for (let k = 0; k < r; k++) usual[k] = usual[k]! + moved[t * r + k]!;
  }
  const fitted = 1 + r / Math.max(1, n - 1);
  return brands.map((_, j) => {
    const series = Array.from(weight, (w, t) => (w === 0 ? null : steady[t * n + j]! / w));
    const weights = Array.from({ length: periods - seen }, (_, i) => {
      const at = (seen + i) * r;
      const w = weight[seen + i]!;
      return Float64Array.from(regressors, ({ brand }, k) =>
        w === 0
          ? 0
          : (moved[at + k]! / w - usual[k]! / Math.max(total, 1e-300)) *
            ((brand === j ? 1 : 0) - 1 / n),
      );
    });
    const own = series.slice(0, seen);
    const later = withoutResponseError(series.slice(seen), { weights, belief, own, fitted });
    return [...own, ...later];
  });
}
