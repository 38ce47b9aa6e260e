import type { BinnedColumns } from "./bin-columns.js";

/**
 * First and second derivatives of the loss by row, as whole numbers whose sums a double holds exactly: sums do not
 * depend on the order of rows, and what is left of a parent without one child is exactly the other child.
 */
export interface Derivatives {
  /** Gradient in units of `gradientUnit`, a whole number. */
  readonly gradients: Float64Array;
  /** `perRow` and the hessian in units of `hessianUnit`: the sum tells both the number of rows and the sum of hessians. */
  readonly hessians: Float64Array;
  readonly gradientUnit: number;
  readonly hessianUnit: number;
  /** What one row adds to a sum of `hessians`: a power of two above all sums of hessians. */
  readonly perRow: number;
}

const BITS = 53;
const LEAST = 1e-280;

/** Room for the derivatives of `rows` rows. */
export function createDerivatives(rows: number): {
  gradients: Float64Array;
  hessians: Float64Array;
} {
  return { gradients: new Float64Array(rows), hessians: new Float64Array(rows) };
}

/**
 * Writes derivatives as whole numbers.
 *
 * @param out - receives them; its arrays are as long as all rows
 * @param rows - the rows that count
 */
export function quantise(
  out: { gradients: Float64Array; hessians: Float64Array },
  { gradient, hessian, rows }: { gradient: Float64Array; hessian: Float64Array; rows: Int32Array },
): Derivatives {
  let largestGradient = 0;
  let largestHessian = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    largestGradient = Math.max(largestGradient, Math.abs(gradient[row]!));
    largestHessian = Math.max(largestHessian, hessian[row]!);
  }
  let bits = 1;
  let capacity = 2;
  while (capacity <= rows.length) {
    capacity *= 2;
    bits++;
  }
  const gradientSteps = powerOfTwo(BITS - 1 - bits);
  const hessianSteps = powerOfTwo(Math.max(1, BITS - 2 * bits));
  const perRow = hessianSteps * capacity;
  // Below this nothing is left to learn, and a quotient would overflow.
  largestGradient = Math.max(LEAST, largestGradient);
  largestHessian = Math.max(LEAST, largestHessian);
  const gradientsPer = gradientSteps / largestGradient;
  const hessiansPer = hessianSteps / largestHessian;
  const gradientUnit = largestGradient / gradientSteps;
  const hessianUnit = largestHessian / hessianSteps;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    out.gradients[row] = Math.floor(gradient[row]! * gradientsPer + 0.5);
    out.hessians[row] = perRow + Math.floor(hessian[row]! * hessiansPer + 0.5);
  }
  return { ...out, gradientUnit, hessianUnit, perRow };
}

/** Where in `order` the rows of a node stand, and room for their derivatives. */
export interface HistogramRows {
  readonly order: Int32Array;
  readonly spare: { readonly gradients: Float64Array; readonly hessians: Float64Array };
  readonly from: number;
  readonly to: number;
}

/**
 * Sums derivatives by bin: in `out` a gradient and a hessian for each cell of each feature of `features`.
 *
 * @param part - the rows of the node
 */
export function buildHistogram(
  out: Float64Array,
  {
    binned,
    features,
    derivatives,
  }: { binned: BinnedColumns; features: Int32Array; derivatives: Derivatives },
  { order, spare, from, to }: HistogramRows,
): void {
  const { bins, offsets, rows } = binned;
  out.fill(0);
  // Gathered once, they are read in a row by all features.
  const { gradients, hessians } = spare;
  for (let i = from; i < to; i++) {
    gradients[i] = derivatives.gradients[order[i]!]!;
    hessians[i] = derivatives.hessians[order[i]!]!;
  }
  const four = features.length - (features.length % 4);
  // Four features at once, all sums read before any is written: a read waits for the writes before it.
  for (let k = 0; k < four; k += 4) {
    const a = features[k]! * rows;
    const b = features[k + 1]! * rows;
    const c = features[k + 2]! * rows;
    const d = features[k + 3]! * rows;
    const toA = 2 * offsets[features[k]!]!;
    const toB = 2 * offsets[features[k + 1]!]!;
    const toC = 2 * offsets[features[k + 2]!]!;
    const toD = 2 * offsets[features[k + 3]!]!;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const gradient = gradients[i]!;
      const hessian = hessians[i]!;
      const atA = toA + (bins[a + row]! << 1);
      const atB = toB + (bins[b + row]! << 1);
      const atC = toC + (bins[c + row]! << 1);
      const atD = toD + (bins[d + row]! << 1);
      const gradientA = out[atA]! + gradient;
      const hessianA = out[atA + 1]! + hessian;
      const gradientB = out[atB]! + gradient;
      const hessianB = out[atB + 1]! + hessian;
      const gradientC = out[atC]! + gradient;
      const hessianC = out[atC + 1]! + hessian;
      const gradientD = out[atD]! + gradient;
      const hessianD = out[atD + 1]! + hessian;
      out[atA] = gradientA;
      out[atA + 1] = hessianA;
      out[atB] = gradientB;
      out[atB + 1] = hessianB;
      out[atC] = gradientC;
      out[atC + 1] = hessianC;
      out[atD] = gradientD;
      out[atD + 1] = hessianD;
    }
  }
  for (let k = four; k < features.length; k++) {
    const a = features[k]! * rows;
    const toA = 2 * offsets[features[k]!]!;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const at = toA + (bins[a + row]! << 1);
      out[at]! += gradients[i]!;
      out[at + 1]! += hessians[i]!;
    }
  }
}

/** Turns the histogram of a parent into that of the child whose sibling is given; exact, as all sums are whole numbers. */
export function subtractHistogram(parent: Float64Array, sibling: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i]! -= sibling[i]!;
}

function powerOfTwo(exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= 2;
  return power;
}
