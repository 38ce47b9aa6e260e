/** Where a function is smallest, as far as the search went. */
export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
  /** Gradient at the minimum. */
  readonly gradient: Float64Array;
  readonly iterations: number;
  /** Whether the gradient or the gain of a step fell below the tolerance. */
  readonly converged: boolean;
}

/** Pairs of steps and gradient changes that are remembered. */
const MEMORY = 10;
const SUFFICIENT = 1e-4;
const CURVATURE = 0.9;
const MOST_TRIALS = 40;

/**
 * Minimises a smooth function by L-BFGS with a line search to the strong Wolfe conditions.
 *
 * @param f - value at `x`, and its gradient written into `gradient`; a value that is not finite is stepped back from
 * @param start - where to begin; not changed
 * @param options.tolerance - on the largest gradient component relative to 1 + |value|
 * @param options.onIteration - told of each step; throwing ends the search
 * @see Nocedal and Wright, Numerical Optimization, algorithms 7.4, 7.5, 3.5 and 3.6
 */
export function minimise(
  f: (x: Float64Array, gradient: Float64Array) => number,
  start: ArrayLike<number>,
  {
    tolerance = 1e-8,
    iterations = 200,
    onIteration,
  }: {
    tolerance?: number;
    iterations?: number;
    onIteration?: (iteration: number, value: number) => void;
  } = {},
): Minimum {
  const n = start.length;
  let at = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = f(at, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  let iteration = 0;
  let converged = largest(gradient) <= tolerance * (1 + Math.abs(value));
  let stalled = 0;
  while (!converged && iteration < iterations) {
    let direction = descent(gradient, steps, changes);
    if (!(dot(direction, gradient) < 0)) {
      steps.length = 0;
      changes.length = 0;
      direction = gradient.map((slope) => -slope);
    }
    const first = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const found = searchLine(f, { at, value, gradient, direction, first });
    if (found === null) {
      if (steps.length === 0) break;
      // The remembered curvature misleads: once more from the gradient alone.
      steps.length = 0;
      changes.length = 0;
      continue;
    }
    iteration++;
    onIteration?.(iteration, found.value);
    const step = found.at.map((x, i) => x - at[i]!);
    const change = found.gradient.map((slope, i) => slope - gradient[i]!);
    if (dot(step, change) > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) {
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) {
        steps.shift();
        changes.shift();
      }
    }
    stalled = value - found.value <= 1e-15 * Math.abs(value) ? stalled + 1 : 0;
    ({ at, value, gradient } = found);
    converged = largest(gradient) <= tolerance * (1 + Math.abs(value)) || stalled >= 3;
  }
  return { at, value, gradient, iterations: iteration, converged };
}

interface Point {
  readonly at: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly gradient: Float64Array<ArrayBuffer>;
}

interface Line extends Point {
  readonly direction: Float64Array;
  readonly first: number;
}

/** A point along the direction that fulfils the strong Wolfe conditions, or the best that descends enough; null where none does. */
function searchLine(
  f: (x: Float64Array, gradient: Float64Array) => number,
  { at, value, gradient, direction, first }: Line,
): Point | null {
  const slope = dot(direction, gradient);
  let low = 0;
  let high = Infinity;
  let length = first;
  let best: Point | null = null;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const x = at.map((start, i) => start + length * direction[i]!);
    const g = new Float64Array(at.length);
    const found = f(x, g);
    const enough = found <= value + SUFFICIENT * length * slope;
    // NaN is not enough, too.
    if (!enough) high = length;
    else {
      const here = dot(direction, g);
      if (best === null || found <= best.value) best = { at: x, value: found, gradient: g };
      if (Math.abs(here) <= -CURVATURE * slope) return best;
      if (here > 0) high = length;
      else low = length;
    }
    length = high === Infinity ? 2 * length : (low + high) / 2;
    if (high - low <= 1e-16 * (1 + high)) break;
  }
  return best;
}

/** The two-loop recursion: minus the inverse Hessian, as the memory has it, times the gradient. */
function descent(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const weights = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const step = steps[k]!;
    const change = changes[k]!;
    weights[k] = dot(step, direction) / dot(step, change);
    add(direction, change, -weights[k]!);
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! * scale;
  }
  for (let k = 0; k < steps.length; k++) {
    const step = steps[k]!;
    const change = changes[k]!;
    add(direction, step, weights[k]! - dot(change, direction) / dot(step, change));
  }
  return direction;
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + times * what[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function largest(values: Float64Array): number {
  let top = 0;
  for (let i = 0; i < values.length; i++) top = Math.max(top, Math.abs(values[i]!));
  return top;
}
