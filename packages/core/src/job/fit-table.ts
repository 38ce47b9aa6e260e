import { fitTwin } from "../model/index.js";

/** Every fit that a worker carries out, by name. */
export const FITS = {
  twin: fitTwin,
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
