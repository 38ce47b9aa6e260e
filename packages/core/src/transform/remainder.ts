import type { DecidedShares } from "../schema/brand-share.js";

/**
 * Completes named shares with the unnamed rest as `Other`.
 *
 * @param named - fractions of the named brands, without the rest
 * @returns null when the named brands already exceed the whole
 */
export function withRemainder(
  named: readonly (readonly [brand: string, fraction: number])[],
  { rest, repairs }: { rest: string; repairs: readonly string[] },
): DecidedShares | null {
  const sum = named.reduce((total, [, fraction]) => total + fraction, 0);
  if (sum > 1 + 1e-9) return null;
  // A remainder of decimals, 1 - 0.402 - 0.371, is meant as 0.227, not as 0.22699999999999998.
  const remainder = Math.max(0, Math.round((1 - sum) * 1e12) / 1e12);
  return {
    brands: [...named.map(([brand]) => brand), rest],
    fractions: [...named.map(([, fraction]) => fraction), remainder],
    repairs,
  };
}
