/** How coefficients differ between choosers, in working units. */
export type Population =
  | {
      /** A few kinds of choosers; one kind is plain multinomial logit. */
      readonly kind: "points";
      readonly shares: Float64Array;
      readonly thetas: readonly Float64Array[];
    }
  | {
      readonly kind: "normal";
      readonly mean: Float64Array;
      /** Row-major, parameters × parameters. */
      readonly covariance: Float64Array;
      /** What each persona's mean differs by, shrunk. */
      readonly offsets: readonly Float64Array[];
      /** Variance of a persona's mean, for a chooser whose persona is not known. */
      readonly offsetVariance: Float64Array;
    };

/** Everything that a forecast needs beside the frame. */
export interface Estimate {
  readonly population: Population;
  /** Smoothing of the loyalty state; null where there is none. */
  readonly smoothing: number | null;
  /** Where loyalty states start: share of each alternative. */
  readonly initial: Float64Array;
  /** Nest of each alternative and dissimilarity of each nest; null for no nests. */
  readonly nests: { readonly of: Int32Array; readonly dissimilarity: Float64Array } | null;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The one kind of chooser that plain logit knows. */
export function onePoint(theta: Float64Array): Population {
  return { kind: "points", shares: Float64Array.of(1), thetas: [theta] };
}
