import { CoreError } from "../../error.js";
import { erfc } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { EvidenceSource } from "./evidence.js";

/** Below this probability that prior and evidence differ so much by chance, they conflict. */
const CONFLICT = 0.05;

/** How far evidence lies from what was believed, in standard errors of their difference. */
export interface Disagreement {
  readonly z: number;
  /** Probability of a difference at least as large, two-sided. */
  readonly pValue: number;
}

/**
 * Prior-predictive check of a normal observation.
 *
 * @throws CoreError `invalid_input` where both are certain and differ
 * @see Box, Sampling and Bayes' inference in scientific modelling and robustness, JRSS A 143 (1980)
 */
export function disagreementOf(difference: number, variance: number): Disagreement {
  if (!(variance > 0)) {
    if (difference === 0) return { z: 0, pValue: 1 };
    throw new CoreError(
      "invalid_input",
      `found two certain values that differ by ${difference}, expected a standard error of one of them`,
    );
  }
  const z = difference / Math.sqrt(variance);
  return { z, pValue: erfc(Math.abs(z) / Math.SQRT2) };
}

/** `evidence_conflicts` with the source, or none. */
export function conflictReasons({ z, pValue }: Disagreement, source: EvidenceSource): Reason[] {
  if (pValue >= CONFLICT) return [];
  const name = source.kind === "experiment" ? source.test : source.publication;
  return [{ code: "evidence_conflicts", values: { source: name, z, pValue } }];
}
