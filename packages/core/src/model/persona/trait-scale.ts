import {
  exp,
  expm1,
  log,
  log1p,
  purposeId,
  quantileSorted,
  uniformSource,
} from "../../math/index.js";
import { fitMixture, regularise } from "./fit-mixture.js";
import { kMeans } from "./k-means.js";
import type { TraitScale } from "./persona-model.js";
import { type Points, sampleRows, squared } from "./points.js";

/** How traits are to be standardised: by the rule, by it without logarithms, by mean and standard deviation, or not at all. */
export type Standardising = "auto" | "robust" | "zscore" | "none";

type Transform = TraitScale["transform"];

/** Values beyond so many interquartile ranges from the quartiles are drawn in before centre and scale are taken (Tukey's outer fence). */
const FENCE = 3;
/** Skewness from which a logarithm is considered, and how much better it must describe the values (BIC). */
const SKEWED = 0.75;
const CLEARLY = 10;
const MOST_VALUES = 1500;
const MOST_COMPONENTS = 4;
const RULE = purposeId("transform rule");

/**
 * Centre and scale of a trait, of its logarithm where that is nearer to normal groups.
 *
 * Mean and standard deviation after values beyond Tukey's outer fences are drawn in to them: without such values exactly the
 * z-score, with them not moved by them.
 *
 * @param values - finite, at least one
 * @returns null for a trait that does not vary
 */
export function traitScale(
  values: Float64Array,
  {
    trait,
    unit,
    standardising,
  }: { trait: string; unit: string | null; standardising: Standardising },
): TraitScale | null {
  const sorted = values.slice().sort();
  const low = sorted[0]!;
  const high = sorted[sorted.length - 1]!;
  if (!(high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) return null;
  if (standardising === "none") return { trait, unit, transform: "none", centre: 0, scale: 1 };
  const transform = standardising === "auto" ? chooseTransform(sorted) : "none";
  const moved = sorted.map((value) => forward(value, transform));
  const q1 = quantileSorted(moved, 0.25);
  const q3 = quantileSorted(moved, 0.75);
  const robust = standardising !== "zscore" && q3 > q1;
  const floor = robust ? q1 - FENCE * (q3 - q1) : -Infinity;
  const ceiling = robust ? q3 + FENCE * (q3 - q1) : Infinity;
  let centre = 0;
  for (const value of moved) centre += Math.min(ceiling, Math.max(floor, value));
  centre /= moved.length;
  let square = 0;
  for (const value of moved) square += squared(Math.min(ceiling, Math.max(floor, value)) - centre);
  const scale = Math.sqrt(square / moved.length);
  return scale > 0 ? { trait, unit, transform, centre, scale } : null;
}

/** A value on the standard scale. */
export function standardise(value: number, { transform, centre, scale }: TraitScale): number {
  return (forward(value, transform) - centre) / scale;
}

/** A value of the standard scale in the trait's own unit. */
export function original(value: number, { transform, centre, scale }: TraitScale): number {
  const moved = centre + scale * value;
  if (transform === "log") return exp(Math.min(700, moved));
  if (transform === "log1p") return expm1(Math.min(700, moved));
  return moved;
}

/** Below the least value that a logarithm takes, a value stands at that least one. */
const LEAST_LOG = 1e-300;

function forward(value: number, transform: Transform): number {
  if (transform === "log") return log(Math.max(LEAST_LOG, value));
  if (transform === "log1p") return log1p(Math.max(-1 + 1e-15, value));
  return value;
}

/** Logarithm where up to four normal groups describe it better, the change of scale counted in. */
function chooseTransform(sorted: Float64Array): Transform {
  if (sorted[0]! < 0 || sorted.length < 20 || !(skewness(sorted) > SKEWED)) return "none";
  const transform = sorted[0]! > 0 ? "log" : "log1p";
  const chosen = sampleRows(uniformSource(0, 0, RULE), sorted.length, MOST_VALUES);
  const plain = Float64Array.from(chosen, (i) => sorted[i]!);
  const moved = plain.map((value) => forward(value, transform));
  // Density of x = density of ln x / x.
  let jacobian = 0;
  for (let i = 0; i < plain.length; i++) {
    jacobian += transform === "log" ? moved[i]! : log1p(plain[i]!);
  }
  return bicOfGroups(moved) + 2 * jacobian + CLEARLY < bicOfGroups(plain) ? transform : "none";
}

/** Lowest criterion of one to four normal groups of one trait, in its own unit. */
function bicOfGroups(values: Float64Array): number {
  let centre = 0;
  for (const value of values) centre += value;
  centre /= values.length;
  let square = 0;
  for (const value of values) square += squared(value - centre);
  const scale = Math.sqrt(square / values.length);
  if (!(scale > 0)) return Infinity;
  const points: Points = {
    values: values.map((value) => (value - centre) / scale),
    rows: values.length,
    columns: 1,
  };
  const regularisation = regularise(points);
  let best = Infinity;
  for (let k = 1; k <= MOST_COMPONENTS; k++) {
    const { labels, k: found } = kMeans(points, { k, restarts: 2, swaps: 0 });
    if (found < k) break;
    const options = { k, family: "diagonal", regularisation, tolerance: 1e-4, most: 100 } as const;
    best = Math.min(best, fitMixture(points, labels, options).bic);
  }
  return best + 2 * values.length * log(scale);
}

function skewness(values: Float64Array): number {
  let centre = 0;
  for (const value of values) centre += value;
  centre /= values.length;
  let square = 0;
  let cube = 0;
  for (const value of values) {
    const d = value - centre;
    square += d * d;
    cube += d * d * d;
  }
  const variance = square / values.length;
  return variance > 0 ? cube / values.length / (variance * Math.sqrt(variance)) : 0;
}
