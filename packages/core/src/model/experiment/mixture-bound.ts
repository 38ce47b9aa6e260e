import { exp, findRoot, log, log1p, normalCdf } from "../../math/index.js";

/**
 * Critical value, in standard errors, of an interval that holds at all moments at once.
 *
 * Robbins' normal mixture: with information r over that of the mixing distribution, a martingale under no effect is
 * (1 + r)^(-1/2) exp(r z² / (2 (1 + r))), and by Ville's inequality it exceeds 1/α at any time with probability α at most.
 *
 * @param information - r, above 0
 * @param tail - error rate of one tail
 * @param sides - 2 mixes over both directions at twice `tail`, 1 over one direction
 * @see Robbins, Statistical methods related to the law of the iterated logarithm, Annals of Mathematical Statistics 41
 * (1970); Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform central limit theory, Annals of Statistics 52 (2024)
 */
export function mixtureBound(information: number, tail: number, sides: 1 | 2): number {
  if (sides === 2) {
    return Math.sqrt((1 + 1 / information) * (log1p(information) - 2 * log(2 * tail)));
  }
  const excess = (z: number) => logMixture(z, information, 1) + log(tail);
  let high = 4;
  while (excess(high) < 0) high *= 2;
  return excess(0) >= 0 ? 0 : findRoot(excess, 0, high);
}

/**
 * P-value that holds at all moments at once: the error rate at which the mixture's interval just excludes no effect.
 *
 * @param statistic - in standard errors, in the direction of the test where it has one side
 * @param information - r, above 0
 */
export function mixturePValue(statistic: number, information: number, sides: 1 | 2): number {
  return Math.min(1, exp(-logMixture(statistic, information, sides)));
}

/** Logarithm of the martingale. */
function logMixture(z: number, information: number, sides: 1 | 2): number {
  const root = information / (1 + information);
  const both = 0.5 * (root * z * z - log1p(information));
  if (sides === 2) return both;
  // Mixing over positive effects alone; below -37 the normal tail is 0 and so is the martingale.
  return both + log(Math.max(1e-300, 2 * normalCdf(z * Math.sqrt(root))));
}

/**
 * Information over that of the mixing distribution at which the interval is tightest for its sample size.
 *
 * @returns r that minimises the two-sided critical value
 */
export function tightestInformation(tail: number): number {
  const spent = -2 * log(2 * tail);
  // Zero of the derivative of (1 + 1/r)(log(1 + r) + spent).
  return findRoot((r) => r - log1p(r) - spent, 1e-9, 10 + 4 * spent);
}
