/** c0 + c1 z + c2 z² + …, by Horner's rule. */
export function polynomial(coefficients: readonly number[], z: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * z + coefficients[i]!;
  return value;
}
