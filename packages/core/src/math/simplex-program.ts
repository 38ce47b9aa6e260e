import { choleskyJittered, solveCholesky } from "./cholesky.js";

/** A quadratic program over blocks of shares: minimise x'Hx/2 - g'x, x not negative, each block summing to 1. */
export interface SimplexProgram {
  /** Symmetric, positive semidefinite, row-major, (blocks × size) squared. */
  readonly hessian: Float64Array;
  readonly linear: ArrayLike<number>;
  readonly blocks: number;
  /** Variables in each block; block b holds variables b × size to (b + 1) × size - 1. */
  readonly size: number;
}

/** Where a quadratic program is smallest. */
export interface SimplexMinimum {
  readonly at: Float64Array;
  /** x'Hx/2 - g'x there. */
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const TOLERANCE = 1e-9;
/** Added to the diagonal, as a share of its largest entry. */
const LIFT = 1e-9;
const LEAST_GAIN = 1e-14;

/**
 * Solves a quadratic program over blocks of shares exactly, by the primal active-set method.
 *
 * @remarks A thousand-millionth of the largest diagonal entry is added to the diagonal: where H is singular it picks one of the minima. A hundred times that where the search does not end.
 * @param options.start - feasible; even shares unless told
 * @param options.held - variable kept at its value in `start`
 * @see Nocedal and Wright, Numerical Optimization, algorithm 16.3
 */
export function minimiseOnSimplices(
  program: SimplexProgram,
  options: { start?: Float64Array; held?: number } = {},
): SimplexMinimum {
  // A singular program has no one minimum and sends the search astray; one that is a little bowl-shaped does not.
  const n = program.blocks * program.size;
  const hessian = program.hessian.slice();
  const lift = LIFT * largestDiagonal(hessian, n);
  for (let i = 0; i < n; i++) hessian[i * n + i]! += lift;
  let lifted = search({ ...program, hessian }, options);
  if (!lifted.converged) {
    for (let i = 0; i < n; i++) hessian[i * n + i]! += 99 * lift;
    lifted = search({ ...program, hessian }, options);
  }
  const gradient = new Float64Array(n);
  gradientInto(gradient, program, lifted.at);
  let value = 0;
  for (let i = 0; i < n; i++) value += 0.5 * lifted.at[i]! * (gradient[i]! - program.linear[i]!);
  return { ...lifted, value };
}

function search(
  program: SimplexProgram,
  { start, held = -1 }: { start?: Float64Array; held?: number },
): SimplexMinimum {
  const { hessian, linear, blocks, size } = program;
  const n = blocks * size;
  const x = start?.slice() ?? new Float64Array(n).fill(1 / size);
  const active = new Uint8Array(n);
  for (let i = 0; i < n; i++) if (x[i]! <= 0) active[i] = 1;
  if (held >= 0) active[held] = 2;
  const scale = largestDiagonal(hessian, n);
  const gradient = new Float64Array(n);
  let converged = false;
  let iterations = 0;
  const most = 50 * n + 50;
  while (iterations++ < most) {
    gradientInto(gradient, program, x);
    const step = freeStep(program, gradient, active);
    let longest = 0;
    let gain = 0;
    for (let i = 0; i < n; i++) {
      longest = Math.max(longest, Math.abs(step[i]!));
      gain -= gradient[i]! * step[i]!;
    }
    // Where H is singular a step may be long and yet gain nothing.
    if (longest > TOLERANCE && gain > LEAST_GAIN * scale) {
      let share = 1;
      let stops = -1;
      for (let i = 0; i < n; i++) {
        if (step[i]! < 0 && -x[i]! > share * step[i]!) {
          share = -x[i]! / step[i]!;
          stops = i;
        }
      }
      for (let i = 0; i < n; i++) if (!active[i]) x[i] = Math.max(0, x[i]! + share * step[i]!);
      if (stops < 0) continue;
      x[stops] = 0;
      active[stops] = 1;
      continue;
    }
    const release = mostNegative(gradient, active, { blocks, size, tolerance: 1e-9 * scale });
    if (release < 0) {
      converged = true;
      break;
    }
    active[release] = 0;
  }
  gradientInto(gradient, program, x);
  let value = 0;
  for (let i = 0; i < n; i++) value += 0.5 * x[i]! * (gradient[i]! - linear[i]!);
  return { at: x, value, iterations, converged };
}

/** The step of the free variables to the minimum with block sums kept. */
function freeStep(
  { hessian, blocks, size }: SimplexProgram,
  gradient: Float64Array,
  active: Uint8Array,
): Float64Array {
  const n = blocks * size;
  const free: number[] = [];
  for (let i = 0; i < n; i++) if (!active[i]) free.push(i);
  const m = free.length;
  const step = new Float64Array(n);
  if (m === 0) return step;
  const h = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) h[i * m + j] = hessian[free[i]! * n + free[j]!]!;
  }
  const { factor } = choleskyJittered(h, m);
  const down = solveCholesky(
    factor,
    m,
    Float64Array.from(free, (i) => -gradient[i]!),
  );
  const open = [...new Set(free.map((i) => Math.floor(i / size)))];
  const k = open.length;
  const towards = open.map((block) =>
    solveCholesky(
      factor,
      m,
      Float64Array.from(free, (i) => (Math.floor(i / size) === block ? 1 : 0)),
    ),
  );
  const sumOver = (block: number, values: Float64Array) => {
    let total = 0;
    for (let i = 0; i < m; i++) if (Math.floor(free[i]! / size) === block) total += values[i]!;
    return total;
  };
  const schur = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) schur[a * k + b] = sumOver(open[a]!, towards[b]!);
  }
  const excess = Float64Array.from(open, (block) => sumOver(block, down));
  const multipliers = solveCholesky(choleskyJittered(schur, k).factor, k, excess);
  for (let i = 0; i < m; i++) {
    let value = down[i]!;
    for (let b = 0; b < k; b++) value -= multipliers[b]! * towards[b]![i]!;
    step[free[i]!] = value;
  }
  // Where H is all but singular the sums are kept by cancellation only: what is left of it goes out evenly.
  for (let block = 0; block < blocks; block++) {
    let drift = 0;
    let count = 0;
    for (let i = block * size; i < (block + 1) * size; i++) {
      drift += step[i]!;
      if (!active[i]) count++;
    }
    for (let i = block * size; i < (block + 1) * size; i++) {
      if (!active[i]) step[i] = step[i]! - drift / count;
    }
  }
  return step;
}

/** The variable at 0 whose growth would lower the value most; -1 where none does. */
function mostNegative(
  gradient: Float64Array,
  active: Uint8Array,
  { blocks, size, tolerance }: { blocks: number; size: number; tolerance: number },
): number {
  let found = -1;
  let least = -tolerance;
  for (let block = 0; block < blocks; block++) {
    let level = 0;
    let free = 0;
    for (let i = block * size; i < (block + 1) * size; i++) {
      if (active[i]) continue;
      level += gradient[i]!;
      free++;
    }
    if (free === 0) continue;
    level /= free;
    for (let i = block * size; i < (block + 1) * size; i++) {
      if (active[i] === 1 && gradient[i]! - level < least) {
        least = gradient[i]! - level;
        found = i;
      }
    }
  }
  return found;
}

function gradientInto(gradient: Float64Array, program: SimplexProgram, x: Float64Array): void {
  const { hessian, linear } = program;
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let value = -linear[i]!;
    for (let j = 0; j < n; j++) value += hessian[i * n + j]! * x[j]!;
    gradient[i] = value;
  }
}

function largestDiagonal(a: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  return largest;
}
