/** Zeros above 0 of the Legendre polynomial of degree 16, and their weights. */
const NODE = [
  0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438,
  0.755404408355003, 0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
];
const WEIGHT = [
  0.1894506104550685, 0.18260341504492358, 0.16915651939500254, 0.14959598881657674,
  0.12462897125553388, 0.09515851168249279, 0.062253523938647894, 0.027152459411754096,
];

/** Points and weights: an integral is the sum of weight times value at the point. */
export interface Quadrature {
  readonly at: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Gauss–Legendre quadrature, 16 points in each of `panels` equal parts of an interval, points ascending.
 *
 * @param panels - 1 or more; a part should be no wider than about 4 standard deviations of a Gaussian to be integrated
 */
export function legendrePoints(low: number, high: number, panels: number): Quadrature {
  const at = new Float64Array(16 * panels);
  const weight = new Float64Array(16 * panels);
  const half = (high - low) / (2 * panels);
  for (let panel = 0; panel < panels; panel++) {
    const centre = low + (2 * panel + 1) * half;
    for (let i = 0; i < 8; i++) {
      at[16 * panel + 8 + i] = centre + half * NODE[i]!;
      at[16 * panel + 7 - i] = centre - half * NODE[i]!;
      weight[16 * panel + 8 + i] = half * WEIGHT[i]!;
      weight[16 * panel + 7 - i] = half * WEIGHT[i]!;
    }
  }
  return { at, weight };
}

/**
 * Integral of a function that is smooth between the breaks.
 *
 * @param breaks - ascending; the first and the last are the ends
 * @param panels - parts of 16 points between two breaks
 */
export function integrate(
  f: (x: number) => number,
  breaks: readonly number[],
  panels: number,
): number {
  let total = 0;
  for (let i = 1; i < breaks.length; i++) {
    const low = breaks[i - 1]!;
    const high = breaks[i]!;
    if (!(high > low)) continue;
    const { at, weight } = legendrePoints(low, high, panels);
    for (let k = 0; k < at.length; k++) total += weight[k]! * f(at[k]!);
  }
  return total;
}
