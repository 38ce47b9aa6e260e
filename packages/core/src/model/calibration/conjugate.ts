import { CoreError } from "../../error.js";

/** Beta distribution of a proportion. */
export interface BetaBelief {
  readonly alpha: number;
  readonly beta: number;
}

/** Gamma distribution of a rate per unit of exposure. */
export interface GammaBelief {
  readonly shape: number;
  /** In units of exposure. */
  readonly rate: number;
}

/** Mean and standard deviation of a belief. */
export interface BeliefSummary {
  readonly value: number;
  readonly standardError: number;
}

/**
 * Belief in a proportion after so many successes in so many trials: Beta(α + successes, β + failures), exactly.
 *
 * @param options.weight - how much of a trial each trial counts, 1 unless told; below 1 where it was measured elsewhere (power prior)
 * @throws CoreError `out_of_range`
 * @see Ibrahim and Chen, Power prior distributions for regression models, Statistical Science 15 (2000)
 */
export function calibrateProportion(
  { alpha, beta }: BetaBelief,
  { successes, trials, weight = 1 }: { successes: number; trials: number; weight?: number },
): BetaBelief {
  check(
    alpha > 0 && beta > 0 && alpha + beta < Infinity,
    `Beta(${alpha}, ${beta})`,
    "both above 0",
  );
  check(
    successes >= 0 && trials >= successes && trials < Infinity,
    `${successes} successes in ${trials} trials`,
    "no more successes than trials",
  );
  check(weight >= 0 && weight <= 1, `weight ${weight}`, "0 to 1");
  return { alpha: alpha + weight * successes, beta: beta + weight * (trials - successes) };
}

/**
 * Belief in a rate after so many events in so much exposure: Gamma(shape + events, rate + exposure), exactly.
 *
 * @param options.weight - as in {@link calibrateProportion}
 * @throws CoreError `out_of_range`
 */
export function calibrateRate(
  { shape, rate }: GammaBelief,
  { events, exposure, weight = 1 }: { events: number; exposure: number; weight?: number },
): GammaBelief {
  check(
    shape > 0 && rate > 0 && shape + rate < Infinity,
    `Gamma(${shape}, ${rate})`,
    "both above 0",
  );
  check(
    events >= 0 && exposure >= 0 && events + exposure < Infinity,
    `${events} events in exposure ${exposure}`,
    "both 0 or more",
  );
  check(weight >= 0 && weight <= 1, `weight ${weight}`, "0 to 1");
  return { shape: shape + weight * events, rate: rate + weight * exposure };
}

/**
 * The Beta distribution of a given mean and standard deviation.
 *
 * @throws CoreError `out_of_range` where no Beta distribution has them
 */
export function betaBelief({ value, standardError }: BeliefSummary): BetaBelief {
  const variance = standardError * standardError;
  const size = (value * (1 - value)) / variance - 1;
  check(
    value > 0 && value < 1 && variance > 0 && size > 0,
    `proportion ${value} ± ${standardError}`,
    "a mean between 0 and 1 and a spread below that of a coin's toss",
  );
  return { alpha: value * size, beta: (1 - value) * size };
}

/**
 * The gamma distribution of a given mean and standard deviation.
 *
 * @throws CoreError `out_of_range`
 */
export function gammaBelief({ value, standardError }: BeliefSummary): GammaBelief {
  check(
    value > 0 && standardError > 0 && value + standardError < Infinity,
    `rate ${value} ± ${standardError}`,
    "both above 0",
  );
  const rate = value / (standardError * standardError);
  return { shape: value * rate, rate };
}

/** Mean and standard deviation of a proportion's belief. */
export function summariseBeta({ alpha, beta }: BetaBelief): BeliefSummary {
  const size = alpha + beta;
  const value = alpha / size;
  return { value, standardError: Math.sqrt((value * (beta / size)) / (size + 1)) };
}

/** Mean and standard deviation of a rate's belief. */
export function summariseGamma({ shape, rate }: GammaBelief): BeliefSummary {
  return { value: shape / rate, standardError: Math.sqrt(shape) / rate };
}

function check(holds: boolean, found: string, expected: string): void {
  if (!holds) throw new CoreError("out_of_range", `${found}, expected ${expected}`);
}
