import { CoreError } from "../../error.js";
import { findRoot } from "../../math/index.js";
import type { Twin } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import { originAfter } from "./calibrate-parameter.js";
import { type CalibratedVector, calibrateVector } from "./calibrate-vector.js";
import { type Evidence, normalEvidence } from "./evidence.js";
import { brandOf, elasticityPerCoefficient, shareChange, type Where } from "./twin-response.js";

/** Own-price elasticity of a brand, as measured in a test or imported. */
export interface ElasticityResult extends Evidence, Where {
  readonly kind: "elasticity";
  readonly brand: string;
  /** Of which quantity: units (unless told), or the brand's share of those who choose. */
  readonly of?: "units" | "share";
}

/** Change of a brand's share, in fractions, in the days after its price changed in a test. */
export interface ShareResult extends Evidence, Where {
  readonly kind: "share_change";
  readonly brand: string;
  /** New price over old, above 0 and not 1. */
  readonly priceRatio: number;
  /** Days of the test over which the change is a mean. */
  readonly days: number;
}

/** What a test or a publication tells of a twin. */
export type TwinResult = ElasticityResult | ShareResult;

/** What evidence did to a twin's price coefficients. */
export interface TwinCalibration {
  readonly brand: string;
  /** The evidence as a price coefficient. */
  readonly evidence: { readonly value: number; readonly standardError: number };
  readonly before: { readonly value: number; readonly standardError: number };
  readonly after: { readonly value: number; readonly standardError: number };
  readonly z: number;
  readonly pValue: number;
  readonly weaknesses: readonly Reason[];
}

/**
 * A twin that has learnt a test's result or an imported elasticity: its price coefficients move and narrow by the
 * right amount; everything else stays as it was.
 *
 * The brand's coefficient takes the origin of the evidence; other brands move only as far as they were uncertain with it.
 *
 * @throws CoreError `unknown_brand` | `unknown_persona` | `unknown_region`, `out_of_range`, `invalid_input`,
 *   `no_data` where nobody there buys the brand
 */
export function calibrate(twin: Twin, result: TwinResult): Twin {
  return update(twin, result).twin;
}

/** What {@link calibrate} does to the brand's price coefficient, and whether the evidence conflicts with what was believed. */
export function explainCalibration(twin: Twin, result: TwinResult): TwinCalibration {
  const { brand, seen, vector, twin: after } = update(twin, result);
  const of = ({ value, standardError }: Twin["price"][number]) => ({ value, standardError });
  const weaknesses = [...vector.weaknesses];
  if (vector.values[brand]! < 0) {
    const values = { brand: result.brand, value: vector.values[brand]! };
    weaknesses.push({ code: "calibrated_to_zero", values });
  }
  return {
    brand: result.brand,
    evidence: { value: seen.value, standardError: seen.standardError },
    before: of(twin.price[brand]!),
    after: of(after.price[brand]!),
    z: vector.z,
    pValue: vector.pValue,
    weaknesses,
  };
}

function update(
  twin: Twin,
  result: TwinResult,
): {
  brand: number;
  seen: { value: number; standardError: number };
  vector: CalibratedVector;
  twin: Twin;
} {
  const brand = brandOf(twin, result.brand);
  const { source } = normalEvidence(evidenceOf(result));
  const seen =
    result.kind === "elasticity"
      ? coefficientOfElasticity(twin, { brand, result })
      : coefficientOfChange(twin, { brand, result });
  const vector = calibrateVector(
    { values: twin.price.map(({ value }) => value), covariance: twin.priceCovariance },
    { ...seen, source, weights: twin.brands.map((_, j) => (j === brand ? 1 : 0)) },
  );
  const n = twin.brands.length;
  const price = twin.price.map((parameter, j) => {
    if (vector.gain[j] === 0 && j !== brand) return parameter;
    return {
      ...parameter,
      // A dearer brand must never win: the engine's laws rest on it.
      value: Math.max(0, vector.values[j]!),
      standardError: Math.sqrt(vector.covariance[j * (n + 1)]!),
      origin: j === brand ? originAfter(parameter.origin, source) : parameter.origin,
    };
  });
  return {
    brand,
    seen,
    vector,
    twin: { ...twin, price, priceCovariance: [...vector.covariance] },
  };
}

function evidenceOf({
  value,
  standardError,
  interval,
  source,
  at,
  transport,
}: TwinResult): Evidence {
  return {
    value,
    source,
    ...(standardError !== undefined && { standardError }),
    ...(interval !== undefined && { interval }),
    ...(at !== undefined && { at }),
    ...(transport !== undefined && { transport }),
  };
}

/** α of a measured elasticity; what is uncertain about the category's response widens it. */
function coefficientOfElasticity(
  twin: Twin,
  { brand, result }: { brand: number; result: ElasticityResult },
): { value: number; standardError: number } {
  const { value, variance } = normalEvidence(evidenceOf(result));
  const units = result.of !== "share";
  const incidence = units ? twin.incidence.value : 0;
  const per = elasticityPerCoefficient(twin, { brand, where: result, incidence });
  if (!(per > 0)) {
    throw new CoreError(
      "no_data",
      `${result.brand} has all buyers, expected a rival to lose them to`,
    );
  }
  const more = elasticityPerCoefficient(twin, { brand, where: result, incidence: incidence + 1 });
  const drift = units ? ((value * (more - per)) / per) * twin.incidence.standardError : 0;
  return { value: -value / per, standardError: Math.sqrt(variance + drift * drift) / per };
}

const LARGEST_COEFFICIENT = 60;

/** α at which the twin changes its share as measured. */
function coefficientOfChange(
  twin: Twin,
  { brand, result }: { brand: number; result: ShareResult },
): { value: number; standardError: number } {
  const { priceRatio, days } = result;
  if (!(priceRatio > 0 && priceRatio < Infinity) || priceRatio === 1 || !(days > 0 && days < 1e5)) {
    throw new CoreError(
      "out_of_range",
      `price ratio ${priceRatio} for ${days} days, expected above 0 and not 1, and above 0`,
    );
  }
  const { value, variance } = normalEvidence(evidenceOf(result));
  const at = (coefficient: number) =>
    shareChange(twin, { brand, where: result, priceRatio, days, coefficient });
  const excess = (coefficient: number) => at(coefficient).change - value;
  const low = excess(-LARGEST_COEFFICIENT);
  if (low > 0 === excess(LARGEST_COEFFICIENT) > 0) {
    throw new CoreError(
      "out_of_range",
      `share change ${value} at price ratio ${priceRatio}: no price response of this twin makes it so large`,
    );
  }
  const coefficient = findRoot(excess, -LARGEST_COEFFICIENT, LARGEST_COEFFICIENT);
  const { slope } = at(coefficient);
  if (!(Math.abs(slope) > 1e-9)) {
    throw new CoreError(
      "out_of_range",
      `share change ${value} lies where shares no longer respond`,
    );
  }
  return { value: coefficient, standardError: Math.sqrt(variance) / Math.abs(slope) };
}
