import {
  type Baseline,
  type BaselineOptions,
  type BaselineRow,
  fitBaseline,
  fitChoice,
  fitDemand,
  fitDriftWatch,
  fitLifetime,
  fitLogit,
  fitMedia,
  fitNetwork,
  fitOutcome,
  fitPersonas,
  fitTransitions,
  fitTransitionsFromShares,
  fitTree,
  fitTrees,
  fitTwin,
  fitUplift,
  learnTwin,
  type ShareBaseline,
  type ShareRow,
} from "../model/index.js";

type FitAnyBaseline = (
  series: readonly BaselineRow[] | readonly ShareRow[],
  options?: BaselineOptions,
) => Baseline | ShareBaseline;

/** Every fit that a worker carries out, by name. */
export const FITS = {
  baseline: fitBaseline as FitAnyBaseline,
  choice: fitChoice,
  demand: fitDemand,
  driftWatch: fitDriftWatch,
  lifetime: fitLifetime,
  liveTwin: learnTwin,
  logit: fitLogit,
  media: fitMedia,
  network: fitNetwork,
  outcome: fitOutcome,
  personas: fitPersonas,
  transitions: fitTransitions,
  transitionsFromShares: fitTransitionsFromShares,
  tree: fitTree,
  trees: fitTrees,
  twin: fitTwin,
  uplift: fitUplift,
};

type Fits = typeof FITS;

/** Name of a fit: `"choice"` stands for `fitChoice`. */
export type FitName = keyof Fits;

/** What a fit learns from: its first argument. */
export type FitRows<Name extends FitName> = Parameters<Fits[Name]>[0];

/** A fit's options; `onProgress` is given to the pool instead. */
export type FitOptionsOf<Name extends FitName> = Omit<
  NonNullable<Parameters<Fits[Name]>[1]>,
  "onProgress"
>;

/** What a fit returns. */
export type FittedModel<Name extends FitName> = ReturnType<Fits[Name]>;
