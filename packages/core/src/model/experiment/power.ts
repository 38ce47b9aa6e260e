import { CoreError } from "../../error.js";
import {
  findRoot,
  noncentralTTail,
  normalCdf,
  normalQuantile,
  studentTQuantile,
} from "../../math/index.js";
import { arcsine } from "./arcsine.js";
import { type CheckedDesign, outOfRange } from "./design.js";

/** One treatment arm against the control. */
export interface Comparison {
  readonly design: CheckedDesign;
  /** Size of the treatment arm over that of the control. */
  readonly relativeSize: number;
  /** Probability above the critical value in one tail. */
  readonly tail: number;
}

/** Degrees of freedom from which Student's quantile is taken from its expansion; the next term is below 1e-11. */
const MANY_DEGREES = 1e6;

/**
 * Power of one comparison at a size of the control arm; only rejections in the effect's direction count (arcsine: all).
 *
 * @param size - customers in the control arm, need not be whole
 * @throws CoreError `out_of_range` for an effect that leaves the range of a proportion
 */
export function powerAt(comparison: Comparison, effect: number, size: number): number {
  const { design, relativeSize, tail } = comparison;
  const effective = size / design.varianceFactor;
  const z = -normalQuantile(tail);
  if (design.metric === "proportion") {
    const { apart, none, some } = spreadOfProportions(comparison, effect);
    const root = Math.sqrt(effective);
    if (design.arcsine) return powerOfArcsine((apart * root) / none, z, design.sides);
    return normalCdf((apart * root - z * none) / some);
  }
  const noncentrality =
    (Math.abs(effect) / design.sd) * Math.sqrt((effective * relativeSize) / (1 + relativeSize));
  if (design.metric === "ratio") return normalCdf(noncentrality - z);
  const degrees = (size * (1 + relativeSize)) / design.clusterSize - 2;
  if (degrees < 1) return tail;
  return noncentralTTail(criticalT(tail, degrees), degrees, noncentrality);
}

/**
 * Customers in the control arm, not rounded, at which one comparison reaches a power.
 *
 * @returns at least the two customers (or clusters) per arm on average that a test of means needs
 * @throws CoreError `out_of_range` for an effect that leaves the range of a proportion, or one that no test can find
 */
export function sizeFor(comparison: Comparison, effect: number, power: number): number {
  const { design, relativeSize, tail } = comparison;
  const z = -normalQuantile(tail);
  const zPower = normalQuantile(power);
  if (z + zPower <= 0) throw outOfRange("power", power, `above alpha (${tail} in the tail)`);
  if (design.metric === "proportion") {
    const { apart, none, some } = spreadOfProportions(comparison, effect);
    const root = design.arcsine
      ? (distanceForArcsine(z, zPower, design.sides) * none) / apart
      : Math.max(0, z * none + zPower * some) / apart;
    return checkSize(design.varianceFactor * root * root);
  }
  const root = ((z + zPower) * design.sd) / effect;
  const byNormal = design.varianceFactor * root * root * (1 + 1 / relativeSize);
  if (design.metric === "ratio") return checkSize(byNormal);
  const least = (4 * design.clusterSize) / (1 + relativeSize);
  const lacking = (size: number) => powerAt(comparison, effect, size) - power;
  if (lacking(least) >= 0) return least;
  let high = Math.max(2 * least, checkSize(byNormal));
  while (lacking(high) < 0) high = checkSize(high * 1.5);
  return findRoot(lacking, Math.max(least, byNormal * (1 - 1e-9)), high);
}

/**
 * The smallest effect of a direction that one comparison finds with a power.
 *
 * @param direction - 1 for an increase, -1 for a decrease
 * @throws CoreError `out_of_range` where no effect that a proportion can have is found with that power
 */
export function effectFor(
  comparison: Comparison,
  size: number,
  { power, direction }: { power: number; direction: 1 | -1 },
): number {
  const { design, tail } = comparison;
  const lacking = (effect: number) => powerAt(comparison, direction * effect, size) - power;
  if (design.metric === "proportion") {
    const room = direction === 1 ? 1 - design.level! : design.level!;
    const most = room * (1 - 1e-12);
    if (lacking(most) < 0) {
      throw new CoreError(
        "out_of_range",
        `${size} customers per arm find no effect on a rate of ${design.level} with power ${power}; expected more`,
      );
    }
    return direction * findRoot(lacking, room * 1e-12, most);
  }
  const start =
    ((normalQuantile(power) - normalQuantile(tail)) * design.sd) /
    Math.sqrt(size / design.varianceFactor);
  let high = Math.max(start, design.sd * 1e-9);
  for (let doubling = 0; lacking(high) < 0; doubling++) {
    if (doubling > 60) throw outOfRange("customers per arm", size, "enough for a test");
    high *= 2;
  }
  return direction * findRoot(lacking, 0, high);
}

/** Power at a distance in standard errors; as is usual for this method, a two-sided test counts the far tail too. */
function powerOfArcsine(distance: number, z: number, sides: 1 | 2): number {
  return normalCdf(distance - z) + (sides === 2 ? normalCdf(-distance - z) : 0);
}

function distanceForArcsine(z: number, zPower: number, sides: 1 | 2): number {
  if (sides === 1) return z + zPower;
  const power = normalCdf(zPower);
  return findRoot((distance) => powerOfArcsine(distance, z, 2) - power, 0, z + zPower + 1e-6);
}

/** Distance of two rates, and the root of n × variance of their difference without and with the effect. */
function spreadOfProportions(
  { design, relativeSize }: Comparison,
  effect: number,
): { apart: number; none: number; some: number } {
  const control = design.level!;
  const treatment = control + effect;
  if (!(treatment > 0 && treatment < 1)) {
    throw outOfRange("baseline + minimumEffect", treatment, "a rate above 0 and below 1");
  }
  if (design.arcsine) {
    const apart = 2 * Math.abs(arcsine(Math.sqrt(treatment)) - arcsine(Math.sqrt(control)));
    const spread = Math.sqrt(1 + 1 / relativeSize);
    return { apart, none: spread, some: spread };
  }
  const pooled = (control + relativeSize * treatment) / (1 + relativeSize);
  return {
    apart: Math.abs(effect),
    none: Math.sqrt(pooled * (1 - pooled) * (1 + 1 / relativeSize)),
    some: Math.sqrt(control * (1 - control) + (treatment * (1 - treatment)) / relativeSize),
  };
}

export function criticalT(tail: number, degrees: number): number {
  if (degrees < MANY_DEGREES) return studentTQuantile(1 - tail, degrees);
  const z = -normalQuantile(tail);
  return z + (z * z * z + z) / (4 * degrees);
}

function checkSize(size: number): number {
  if (!(size < 1e15)) throw outOfRange("customers needed per arm", size, "below 1e15");
  return size;
}
