/**
 * Where an increasing or decreasing function crosses zero, by Chandrupatla's bracketing method.
 *
 * @param f - continuous, with different signs at the two ends
 * @returns a point within a few ulp of the crossing
 * @see Chandrupatla, A new hybrid quadratic/bisection algorithm, Advances in Engineering Software 28 (1997)
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  let at = 0.5;
  for (let step = 0; step < 200; step++) {
    const x = a + at * (b - a);
    const fx = f(x);
    const sameSide = fx > 0 === fa > 0;
    const c = sameSide ? a : b;
    const fc = sameSide ? fa : fb;
    if (!sameSide) {
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const smallest = (4e-16 * Math.abs(best) + 1e-300) / Math.abs(b - a);
    if (smallest > 0.5 || fa === 0) return fa === 0 ? a : best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const quadratic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    at = quadratic
      ? (fa / (fb - fa)) * (fc / (fb - fc)) +
        ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb))
      : 0.5;
    at = Math.min(1 - smallest, Math.max(smallest, at));
  }
  return a;
}
