/** Standard normal quantile of 97.5 %. */
export const Z95 = 1.959963984540054;

/** A number with its bounds. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Variance of an observed share of `people`: x(1 − x)(1/n + noise / records).
 *
 * @remarks For a score between 0 and 1 it is an upper bound, since no such variable varies more.
 * @param share - fraction
 * @param options.people - how many different people are behind it
 * @param options.noise - variance beyond sampling over x(1 − x), per record
 * @param options.records - how many records were averaged
 */
export function shareVariance(
  share: number,
  { people, noise = 0, records = 1 }: { people: number; noise?: number; records?: number },
): number {
  return share * (1 - share) * (1 / people + noise / records);
}

/** 95 % interval of an observed share, within 0–1; null without people. */
export function shareInterval(
  share: number | null,
  people: number | null,
  { noise = 0 }: { noise?: number } = {},
): Interval | null {
  if (share === null || people === null || !(people > 0)) return null;
  const reach = Z95 * Math.sqrt(shareVariance(share, { people, noise }));
  return { value: share, low: Math.max(0, share - reach), high: Math.min(1, share + reach) };
}

/** 95 % interval of a difference from its value and variance; `distinct` when 0 lies outside. */
export function differenceInterval(
  value: number,
  variance: number,
): Interval & { readonly distinct: boolean } {
  const reach = Z95 * Math.sqrt(variance);
  const [low, high] = [value - reach, value + reach];
  return { value, low, high, distinct: low > 0 || high < 0 };
}
