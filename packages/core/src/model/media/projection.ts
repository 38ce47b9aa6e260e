import { choleskyJittered, solveCholesky } from "../../math/index.js";

/** Precision of the baseline's coefficients in units of the noise: only keeps what the rows do not tell finite. */
const PRECISION = 0.01;

/** The baseline taken out of what it is shown: inner products of what is left, with its coefficients integrated out. */
export interface Projection {
  readonly rows: number;
  readonly columns: number;
  /** v ↦ L⁻¹ Zᵀ v, into `out`. */
  readonly reduce: (v: Float64Array, out: Float64Array) => void;
  /** Most likely coefficients for what is left of the outcome. */
  readonly solve: (v: Float64Array) => Float64Array;
  /** Coefficients plus noise times a draw from their posterior. */
  readonly draw: (v: Float64Array, z: Float64Array, noise: number) => Float64Array;
}

/**
 * Projection off the columns, the intercept free and all others with a weak normal prior.
 *
 * @param columns - each with a value per row; the first is the intercept
 */
export function projectionOff(columns: readonly Float64Array[]): Projection {
  const p = columns.length;
  const rows = columns[0]!.length;
  const normal = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      let total = 0;
      for (let t = 0; t < rows; t++) total += columns[i]![t]! * columns[j]![t]!;
      if (i === j && i > 0) total += PRECISION;
      normal[i * p + j] = total;
      normal[j * p + i] = total;
    }
  }
  const { factor } = choleskyJittered(normal, p);
  const times = (v: Float64Array, j: number) => {
    const column = columns[j]!;
    let total = 0;
    for (let t = 0; t < rows; t++) total += column[t]! * v[t]!;
    return total;
  };
  const solve = (v: Float64Array) =>
    solveCholesky(
      factor,
      p,
      Float64Array.from({ length: p }, (_, j) => times(v, j)),
    );
  return {
    rows,
    columns: p,
    reduce(v, out) {
      for (let i = 0; i < p; i++) {
        let value = times(v, i);
        for (let k = 0; k < i; k++) value -= factor[i * p + k]! * out[k]!;
        out[i] = value / factor[i * p + i]!;
      }
    },
    solve,
    draw(v, z, noise) {
      const found = solve(v);
      const step = new Float64Array(p);
      for (let i = p - 1; i >= 0; i--) {
        let value = z[i]!;
        for (let k = i + 1; k < p; k++) value -= factor[k * p + i]! * step[k]!;
        step[i] = value / factor[i * p + i]!;
      }
      for (let i = 0; i < p; i++) found[i] = found[i]! + noise * step[i]!;
      return found;
    },
  };
}
