/** Eigenvalues in descending order, and their unit eigenvectors. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Row-major, n × n; row i is the eigenvector of value i, its largest component positive. */
  readonly vectors: Float64Array;
}

const MAX_SWEEPS = 64;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
 *
 * @param a - symmetric, row-major, n × n, finite; it is not changed
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  const m = a.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(m, n) > 0; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(m, v, n, p, q);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i);
  order.sort((i, j) => m[j * n + j]! - m[i * n + i]! || i - j);
  const values = Float64Array.from(order, (i) => m[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = v.subarray(from * n, from * n + n);
    const sign = largestComponent(row) < 0 ? -1 : 1;
    for (let k = 0; k < n; k++) vectors[to * n + k] = sign * row[k]!;
  });
  return { values, vectors };
}

/** Turns rows and columns p and q so that m[p][q] becomes 0; `v` collects the turns, vectors as rows. */
function rotate(m: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const pq = m[p * n + q]!;
  const pp = m[p * n + p]!;
  const qq = m[q * n + q]!;
  if (Math.abs(pq) <= 1e-17 * Math.sqrt(Math.abs(pp) * Math.abs(qq)) || Math.abs(pq) < 1e-300) {
    m[p * n + q] = 0;
    m[q * n + p] = 0;
    return;
  }
  const theta = (qq - pp) / (2 * pq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  m[p * n + p] = pp - t * pq;
  m[q * n + q] = qq + t * pq;
  m[p * n + q] = 0;
  m[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    if (k !== p && k !== q) {
      const kp = m[k * n + p]!;
      const kq = m[k * n + q]!;
      m[k * n + p] = m[p * n + k] = c * kp - s * kq;
      m[k * n + q] = m[q * n + k] = s * kp + c * kq;
    }
    const vp = v[p * n + k]!;
    const vq = v[q * n + k]!;
    v[p * n + k] = c * vp - s * vq;
    v[q * n + k] = s * vp + c * vq;
  }
}

function offDiagonal(m: Float64Array, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) total += Math.abs(m[i * n + j]!);
  return total;
}

function largestComponent(row: Float64Array): number {
  let best = 0;
  for (const value of row) if (Math.abs(value) > Math.abs(best) * (1 + 1e-9)) best = value;
  return best;
}
