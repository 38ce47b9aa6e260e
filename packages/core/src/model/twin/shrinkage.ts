/** Where the coefficients of a group of brands are centred, and how far they spread. */
export interface Pool {
  readonly mean: number;
  readonly spread: number;
}

/**
 * Centre and spread of a group of estimates (DerSimonian and Laird's moments), the spread never below a floor: with
 * a handful of brands chance alone often makes them look the same.
 *
 * @param options.prior - what is believed of the centre before the estimates
 */
export function poolOf(
  estimates: readonly { readonly value: number; readonly variance: number }[],
  { prior, leastSpread }: { prior: { mean: number; spread: number }; leastSpread: number },
): Pool {
  const weigh = (between: number) => {
    let total = 0;
    let sum = 0;
    for (const { value, variance } of estimates) {
      total += 1 / (variance + between);
      sum += value / (variance + between);
    }
    return { total, mean: total > 0 ? sum / total : prior.mean };
  };
  let between = leastSpread * leastSpread;
  if (estimates.length > 1) {
    const { total, mean } = weigh(0);
    let squares = 0;
    let weights = 0;
    for (const { value, variance } of estimates) {
      squares += ((value - mean) * (value - mean)) / variance;
      weights += 1 / (variance * variance);
    }
    const excess = (squares - (estimates.length - 1)) / (total - weights / total);
    if (excess > between) between = excess;
  }
  const { total, mean } = weigh(between);
  const precision = 1 / (prior.spread * prior.spread);
  return {
    mean: (mean * total + prior.mean * precision) / (total + precision),
    spread: Math.sqrt(between + 1 / (total + precision)),
  };
}
