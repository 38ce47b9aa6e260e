import { CoreError } from "../../error.js";
import type { Origin, Parameter } from "../../schema/parameter.js";
import type { Reason } from "../../schema/verdict.js";
import { conflictReasons, type Disagreement, disagreementOf } from "./conflict.js";
import { type Evidence, type EvidenceSource, normalEvidence } from "./evidence.js";

/** A parameter after evidence. */
export interface CalibratedParameter extends Disagreement {
  readonly parameter: Parameter;
  /** Weight of the evidence in the new value, 0 to 1; the old value has the rest. */
  readonly weight: number;
  readonly weaknesses: Reason[];
}

/**
 * Narrows a parameter by a measured or published value of it: both are weighted by their precision.
 *
 * Exact where both are normal and independent: evidence that the parameter was already estimated from must not be used again.
 * Several pieces give the same posterior in any order.
 *
 * @returns the parameter with origin `experiment` after a test; `z` and `pValue` tell how far the evidence lies from what was believed
 * @throws CoreError `invalid_input` for evidence that is none or a certain value against another one
 * @see Gelman et al., Bayesian Data Analysis (2013), section 2.5
 */
export function calibrateParameter(parameter: Parameter, evidence: Evidence): CalibratedParameter {
  checkParameter(parameter);
  const { value, variance, source } = normalEvidence(evidence);
  const before = parameter.standardError * parameter.standardError;
  const disagreement = disagreementOf(value - parameter.value, before + variance);
  const total = before + variance;
  const weight = total > 0 ? before / total : 0;
  return {
    parameter: {
      ...parameter,
      value: parameter.value + weight * (value - parameter.value),
      standardError: total > 0 ? Math.sqrt((before / total) * variance) : 0,
      origin: originAfter(parameter.origin, source),
    },
    weight,
    ...disagreement,
    weaknesses: conflictReasons(disagreement, source),
  };
}

/** @throws CoreError `not_finite` | `out_of_range` */
function checkParameter({ value, standardError }: Parameter): void {
  if (!Number.isFinite(value) || !Number.isFinite(standardError)) {
    throw new CoreError("not_finite", `parameter ${value} ± ${standardError}, expected numbers`);
  }
  if (standardError < 0) {
    throw new CoreError("out_of_range", `standard error ${standardError}, expected 0 or more`);
  }
}

const SEPARATOR = "; ";

/** Names joined once each and in order, so that the order of evidence does not show. */
const joined = (names: string, name: string): string =>
  [...new Set([...names.split(SEPARATOR), name])].sort().join(SEPARATOR);

/**
 * Where a parameter is from after evidence: a test names itself, and outranks everything; a publication outranks what was
 * assumed and is named beside an estimate's method.
 */
export function originAfter(origin: Origin, source: EvidenceSource): Origin {
  if (source.kind === "experiment") {
    const test = origin.kind === "experiment" ? joined(origin.test, source.test) : source.test;
    return { kind: "experiment", test };
  }
  if (origin.kind === "experiment") return origin;
  if (origin.kind === "estimated") {
    return { ...origin, method: `${origin.method}, with ${source.publication}` };
  }
  const publication =
    origin.kind === "prior" ? joined(origin.publication, source.publication) : source.publication;
  return { kind: "prior", publication };
}
