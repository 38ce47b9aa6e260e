import type { FitOptions } from "../fit-progress.js";

/** What trees are fitted to, and how. */
export interface TreeOptions extends FitOptions {
  /** Column to foretell. */
  readonly target: string;
  /** Columns to foretell it from. */
  readonly features: readonly string[];
  /** Unless told, text, true/false and numbers that are only 0 and 1 are classes. */
  readonly task?: "classification" | "regression";
  /** Of two classes, the one whose probability is foretold; the last unless told (true, 1, "yes"). */
  readonly event?: string;
  /** Of a regression: "poisson" for counts and amounts that cannot be negative. */
  readonly loss?: "squared" | "poisson";
  /** 1 where the prediction may not fall with a feature, -1 where it may not rise. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
  /** Column of weights, from 0. */
  readonly weights?: string;
  /** Units of features, for rules that people read. */
  readonly units?: Readonly<Record<string, string>>;
  /** "auto" chooses by inner cross-validation, with all settings that are not told. */
  readonly rounds?: "auto" | number;
  readonly learningRate?: number;
  readonly leaves?: number;
  readonly depth?: number;
  readonly minLeaf?: number;
  readonly l2?: number;
  readonly rowShare?: number;
  readonly featureShare?: number;
  /** Most bins of a number, 2 to 254; 127 unless told. */
  readonly bins?: number;
}
