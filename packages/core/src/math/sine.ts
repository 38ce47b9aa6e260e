const RADIANS_PER_DEGREE = 0.017453292519943295;

/**
 * Sine of an angle in degrees, the same bits on every engine; absolute error below 1e-14 where |degrees| < 1e6.
 *
 * @remarks The remainder by 360 is exact; then Taylor's series within ±45°.
 */
export function sineOfDegrees(degrees: number): number {
  const turn = degrees % 360;
  const quarter = Math.round(turn / 90);
  const x = (turn - 90 * quarter) * RADIANS_PER_DEGREE;
  const side = ((quarter % 4) + 4) % 4;
  const value = side % 2 === 0 ? sineSeries(x) : cosineSeries(x);
  return side < 2 ? value : -value;
}

/** Cosine of an angle in degrees. @see {@link sineOfDegrees} */
export function cosineOfDegrees(degrees: number): number {
  return sineOfDegrees((degrees % 360) + 90);
}

function sineSeries(x: number): number {
  let term = x;
  let total = x;
  for (let k = 2; k < 20; k += 2) {
    term *= (-x * x) / (k * (k + 1));
    total += term;
  }
  return total;
}

function cosineSeries(x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < 20; k += 2) {
    term *= (-x * x) / (k * (k + 1));
    total += term;
  }
  return total;
}
