import type { FitOptions } from "../fit-progress.js";

/** What a network is fitted to, and how. */
export interface NetworkOptions extends FitOptions {
  /** Column to foretell. */
  readonly target: string;
  /** Columns to foretell it from. */
  readonly features: readonly string[];
  /** Unless told, text, true/false and numbers that are only 0 and 1 are classes. */
  readonly task?: "classification" | "regression";
  /** Of two classes, the one whose probability is foretold; the last unless told (true, 1, "yes"). */
  readonly event?: string;
  /** Units of each hidden layer, one or two layers; [32, 16] unless told. */
  readonly hidden?: readonly number[];
  readonly activation?: "relu" | "tanh";
  /** Networks that are trained from other starts on other parts of the rows and averaged; 5 unless told. */
  readonly members?: number;
  /** Most passes over the rows; training ends earlier where held-out rows say so. */
  readonly epochs?: number;
  readonly batch?: number;
  readonly learningRate?: number;
  /** Penalty on squared weights, decoupled from the gradient. */
  readonly l2?: number;
  /** Pieces into which a number's range is cut at quantiles; 0 for a straight line only. */
  readonly pieces?: number;
}
