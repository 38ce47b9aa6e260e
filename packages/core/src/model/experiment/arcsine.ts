/** Coefficients of arcsin x = Σ c_k x^(2k + 1), from the binomial series of its derivative. */
const SERIES = Array.from({ length: 16 }, (_, k) => {
  let coefficient = 1;
  for (let i = 1; i <= k; i++) coefficient *= (2 * i - 1) / (2 * i);
  return coefficient / (2 * k + 1);
});

/**
 * The angle from 0 to π/2 whose sine is `x`: its quarter by two half-angle steps, then the series.
 *
 * @param x - 0 to 1
 */
export function arcsine(x: number): number {
  const half = sineOfHalf(x);
  const quarter = sineOfHalf(half);
  const square = quarter * quarter;
  let total = 0;
  for (let k = SERIES.length - 1; k >= 0; k--) total = total * square + SERIES[k]!;
  return 4 * quarter * total;
}

function sineOfHalf(sine: number): number {
  return sine / Math.sqrt(2 * (1 + Math.sqrt((1 - sine) * (1 + sine))));
}
