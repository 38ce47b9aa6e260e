import type { BinnedColumns } from "./bin-columns.js";
import type { Derivatives } from "./histogram.js";

/** How a node is parted: what is in a bin up to `bin`, or in a bin of `categories`, goes left. */
export interface FoundSplit {
  /** Loss that the split saves, by the second-order expansion, times two. */
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  /** 1 for each bin that goes left; null of numbers. */
  readonly categories: Uint8Array | null;
  readonly isMissingLeft: boolean;
  /** Sums of the left child, as in the histogram. */
  readonly leftGradient: number;
  readonly leftHessian: number;
}

/** What a split has to hold to. */
export interface SplitLimits {
  /** Fewest rows in a leaf. */
  readonly minLeaf: number;
  /** Penalty on the square of a leaf's value, in hessians; 1 weighs like one row of squared error. */
  readonly l2: number;
  /** 1 where the value must not fall with the feature, -1 where it must not rise, else 0; by feature. */
  readonly monotone: Int8Array;
}

/** A node that may be split, with the range that its values are bound to by monotone splits above it. */
export interface SplittableNode {
  readonly gradient: number;
  readonly hessian: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Least sum of hessians of a leaf: a division by less is noise. */
const LEAST_HESSIAN = 1e-3;
/** Categories up to which each is tried alone against all others. */
const FEW_CATEGORIES = 4;
/** Rows without effect that each category is thought to hold besides its own, where many are put in order. */
const CATEGORY_PRIOR_ROWS = 10;
const LEAST_GAIN = 1e-10;

/** Value of a leaf: the Newton step, kept in range. */
export function leafValue(
  { gradient, hessian }: { gradient: number; hessian: number },
  { l2, lowest, highest }: { l2: number; lowest: number; highest: number },
): number {
  const divisor = hessian + l2;
  const value = divisor > 0 ? -gradient / divisor : 0;
  return Math.min(highest, Math.max(lowest, value));
}

/**
 * The split of a node that saves most loss, or null where none is allowed or saves any.
 *
 * @param histogram - of the node, see `buildHistogram`
 */
export function findSplit(
  histogram: Float64Array,
  node: SplittableNode,
  { binned, features, derivatives, limits }: SplitContext,
): FoundSplit | null {
  const search = new SplitSearch(node, derivatives, limits);
  for (let k = 0; k < features.length; k++) {
    const f = features[k]!;
    const from = 2 * binned.offsets[f]!;
    const count = binned.binCounts[f]!;
    if (binned.isCategory[f]) search.tryCategories(histogram, { feature: f, from, count });
    else search.tryNumbers(histogram, f, from, count);
  }
  return search.best();
}

export interface SplitContext {
  readonly binned: BinnedColumns;
  readonly features: Int32Array;
  readonly derivatives: Derivatives;
  readonly limits: SplitLimits;
}

/** The best split so far, in plain fields: nothing is allocated while bins are scanned. */
class SplitSearch {
  readonly #rows: number;
  readonly #isBound: boolean;
  readonly #perRowInverse: number;
  readonly #parent: number;
  #gain = 0;
  #feature = -1;
  #bin = 0;
  #isMissingLeft = false;
  #leftGradient = 0;
  #leftHessian = 0;
  #categories: Uint8Array | null = null;

  constructor(
    readonly node: SplittableNode,
    readonly derivatives: Derivatives,
    readonly limits: SplitLimits,
  ) {
    this.#perRowInverse = 1 / derivatives.perRow;
    this.#rows = Math.floor(node.hessian * this.#perRowInverse);
    this.#isBound = limits.monotone.some((direction) => direction !== 0);
    const hessian = (node.hessian - this.#rows * derivatives.perRow) * derivatives.hessianUnit;
    const gradient = node.gradient * derivatives.gradientUnit;
    this.#parent = this.#isBound
      ? this.#saved(gradient, hessian + limits.l2, this.#value(gradient, hessian + limits.l2))
      : (gradient * gradient) / (hessian + limits.l2);
    this.#gain = LEAST_GAIN * (1 + Math.abs(this.#parent));
  }

  tryNumbers(histogram: Float64Array, feature: number, from: number, count: number): void {
    const missingGradient = histogram[from + 2 * count]!;
    const missingHessian = histogram[from + 2 * count + 1]!;
    this.#scan(histogram, feature, from, count, 0, 0);
    if (missingHessian > 0) {
      this.#scan(histogram, feature, from, count, missingGradient, missingHessian);
    }
  }

  /** Bins from low to high go left one by one, those without value at first where their sums are given. */
  #scan(
    histogram: Float64Array,
    feature: number,
    from: number,
    count: number,
    missingGradient: number,
    missingHessian: number,
  ): void {
    const { gradientUnit, hessianUnit, perRow } = this.derivatives;
    const { minLeaf, l2, monotone } = this.limits;
    const inverse = this.#perRowInverse;
    const rows = this.#rows;
    const totalGradient = this.node.gradient;
    const totalHessian = this.node.hessian;
    const direction = monotone[feature]!;
    const isBound = this.#isBound;
    const isMissingLeft = missingHessian > 0;
    let best = this.#gain + this.#parent;
    let leftGradient = missingGradient;
    let leftHessian = missingHessian;
    // All values left and the missing ones right is a split, too.
    const end = !isMissingLeft && histogram[from + 2 * count + 1]! > 0 ? count : count - 1;
    for (let bin = 0; bin < end; bin++) {
      const more = histogram[from + 2 * bin + 1]!;
      if (more === 0) continue;
      leftGradient += histogram[from + 2 * bin]!;
      leftHessian += more;
      const left = Math.floor(leftHessian * inverse);
      if (left < minLeaf) continue;
      if (rows - left < minLeaf) break;
      const hl = (leftHessian - left * perRow) * hessianUnit;
      const rightHessian = totalHessian - leftHessian;
      const hr = (rightHessian - (rows - left) * perRow) * hessianUnit;
      if (hl < LEAST_HESSIAN || hr < LEAST_HESSIAN) continue;
      const gl = leftGradient * gradientUnit;
      const gr = (totalGradient - leftGradient) * gradientUnit;
      let saved = (gl * gl) / (hl + l2) + (gr * gr) / (hr + l2);
      if (isBound) {
        const vl = this.#value(gl, hl + l2);
        const vr = this.#value(gr, hr + l2);
        if (direction * (vr - vl) < 0) continue;
        saved = this.#saved(gl, hl + l2, vl) + this.#saved(gr, hr + l2, vr);
      }
      if (saved > best) {
        best = saved;
        this.#gain = saved - this.#parent;
        this.#feature = feature;
        this.#bin = bin;
        this.#categories = null;
        this.#isMissingLeft = isMissingLeft;
        this.#leftGradient = leftGradient;
        this.#leftHessian = leftHessian;
      }
    }
  }

  /** Few categories one against the others; many in the order of their gradients, missing ones as a category. */
  tryCategories(
    histogram: Float64Array,
    { feature, from, count }: { feature: number; from: number; count: number },
  ): void {
    const present: number[] = [];
    for (let bin = 0; bin <= count; bin++)
      if (histogram[from + 2 * bin + 1]! > 0) present.push(bin);
    if (present.length < 2) return;
    const { gradientUnit, hessianUnit, perRow } = this.derivatives;
    const hessianOf = (sum: number) =>
      (sum - Math.floor(sum * this.#perRowInverse) * perRow) * hessianUnit;
    const isFew = present.length <= FEW_CATEGORIES;
    const prior = isFew ? 0 : (CATEGORY_PRIOR_ROWS * hessianOf(this.node.hessian)) / this.#rows;
    if (!isFew) {
      const step = present.map((bin) => {
        const hessian = hessianOf(histogram[from + 2 * bin + 1]!);
        return (histogram[from + 2 * bin]! * gradientUnit) / (hessian + prior);
      });
      const order = present.map((_, i) => i).sort((a, b) => step[a]! - step[b]! || a - b);
      const sorted = order.map((i) => present[i]!);
      present.splice(0, present.length, ...sorted);
    }
    let gradient = 0;
    let hessian = 0;
    for (let i = 0; i < present.length; i++) {
      const cell = from + 2 * present[i]!;
      gradient = isFew ? histogram[cell]! : gradient + histogram[cell]!;
      hessian = isFew ? histogram[cell + 1]! : hessian + histogram[cell + 1]!;
      if (!this.#isBetter(feature, gradient, hessian, prior)) continue;
      const categories = new Uint8Array(count + 1);
      for (let j = isFew ? i : 0; j <= i; j++) categories[present[j]!] = 1;
      this.#categories = categories;
      this.#isMissingLeft = categories[count] === 1;
    }
  }

  /** Keeps a split by the sums of its left side where it saves more than all before. */
  #isBetter(feature: number, leftGradient: number, leftHessian: number, prior: number): boolean {
    const { gradientUnit, hessianUnit, perRow } = this.derivatives;
    const { minLeaf } = this.limits;
    const l2 = this.limits.l2 + prior;
    const left = Math.floor(leftHessian * this.#perRowInverse);
    if (left < minLeaf || this.#rows - left < minLeaf) return false;
    const hl = (leftHessian - left * perRow) * hessianUnit;
    const hr = (this.node.hessian - leftHessian - (this.#rows - left) * perRow) * hessianUnit;
    if (hl < LEAST_HESSIAN || hr < LEAST_HESSIAN) return false;
    const gl = leftGradient * gradientUnit;
    const gr = (this.node.gradient - leftGradient) * gradientUnit;
    let saved = (gl * gl) / (hl + l2) + (gr * gr) / (hr + l2);
    if (this.#isBound) {
      saved =
        this.#saved(gl, hl + l2, this.#value(gl, hl + l2)) +
        this.#saved(gr, hr + l2, this.#value(gr, hr + l2));
    }
    if (!(saved - this.#parent > this.#gain)) return false;
    this.#gain = saved - this.#parent;
    this.#feature = feature;
    this.#bin = 0;
    this.#leftGradient = leftGradient;
    this.#leftHessian = leftHessian;
    return true;
  }

  #value(gradient: number, divisor: number): number {
    return Math.min(this.node.highest, Math.max(this.node.lowest, -gradient / divisor));
  }

  #saved(gradient: number, divisor: number, value: number): number {
    return -(2 * gradient + divisor * value) * value;
  }

  best(): FoundSplit | null {
    if (this.#feature < 0) return null;
    return {
      gain: this.#gain,
      feature: this.#feature,
      bin: this.#bin,
      categories: this.#categories,
      isMissingLeft: this.#isMissingLeft,
      leftGradient: this.#leftGradient,
      leftHessian: this.#leftHessian,
    };
  }
}
