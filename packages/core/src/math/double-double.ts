/** An unevaluated sum of two doubles, about 106 bits; `low` is at most half an ulp of `high`. */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** Exact sum of two doubles (Knuth). */
export function twoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

/** Exact product of two doubles whose magnitudes keep clear of 2^996 and of underflow (Dekker). */
export function twoProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

/** The upper 26 bits of a double, so that products of halves are exact (Veltkamp); |x| below 2^996. */
export function upperHalf(x: number): number {
  const shifted = 134217729 * x;
  return shifted - (shifted - x);
}

/** Sum, correct to about 2^-104. */
export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = twoSum(a.high, b.high);
  return twoSum(sum.high, sum.low + a.low + b.low);
}

/** Product, correct to about 2^-102. */
export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.high, b.high);
  return twoSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

/** Quotient, correct to about 2^-101. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high;
  const back = multiply(b, { high: first, low: 0 });
  const rest = a.high - back.high - back.low + a.low;
  return twoSum(first, rest / b.high);
}

/** Square root of a positive number, correct to about 2^-102. */
export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a.high);
  const square = twoProduct(root, root);
  return twoSum(root, (a.high - square.high - square.low + a.low) / (2 * root));
}

/** Natural logarithm of a ratio of two exact positive doubles that differ by less than a factor of 2. */
export function logRatio(numerator: number, denominator: number): DoubleDouble {
  const z = divide(twoSum(numerator, -denominator), twoSum(numerator, denominator));
  const square = multiply(z, z);
  let term = z;
  let sum = z;
  for (let n = 3; n < 65; n += 2) {
    term = multiply(term, square);
    sum = add(sum, divide(term, { high: n, low: 0 }));
  }
  return { high: 2 * sum.high, low: 2 * sum.low };
}
