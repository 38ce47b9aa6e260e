import { erfc, square } from "../../math/index.js";

/** A number of a model with its spread. */
interface Estimated {
  readonly value: number;
  readonly standardError?: number | undefined;
  readonly unit?: string | undefined;
}

/** How a parameter differs between two models. */
export interface ParameterChange {
  readonly name: string;
  /** Null where the model has no such parameter. */
  readonly before: number | null;
  readonly after: number | null;
  readonly change: number | null;
  /** Change over its standard error, as if both models had learnt from other data; null where no spread is known. */
  readonly z: number | null;
  readonly pValue: number | null;
  readonly unit: string;
  /** The change in words, such as "price of A: 2.10 → 2.60 (+0.50, 2.3 standard errors)". */
  readonly text: string;
}

/**
 * What changed from one model's parameters to another's, in the order of the first and then of the second.
 *
 * @remarks Models that share data differ less by chance than `z` says: a large one is a sign, a small one no proof.
 */
export function compareParameters(
  before: Readonly<Record<string, Estimated>>,
  after: Readonly<Record<string, Estimated>>,
): ParameterChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    const fresh = Object.hasOwn(after, name) ? after[name] : undefined;
    const unit = fresh?.unit ?? old?.unit ?? "";
    const change = old && fresh ? fresh.value - old.value : null;
    const spread = Math.sqrt(square(old?.standardError ?? 0) + square(fresh?.standardError ?? 0));
    const z = change === null || !(spread > 0) ? null : change / spread;
    const pValue = z === null ? null : erfc(Math.abs(z) / Math.SQRT2);
    const text = `${name}: ${shown(old)} → ${shown(fresh)}${detail(change, z)}`;
    return {
      name,
      before: old?.value ?? null,
      after: fresh?.value ?? null,
      change,
      z,
      pValue,
      unit,
      text,
    };
  });
}

const shown = (each: Estimated | undefined): string => (each ? plain(each.value) : "none");

function detail(change: number | null, z: number | null): string {
  if (change === null) return "";
  const sign = change > 0 ? "+" : "";
  const errors = z === null ? "" : `, ${Math.abs(z).toFixed(1)} standard errors`;
  return ` (${sign}${plain(change)}${errors})`;
}

/** Two digits behind the point, or three that count where the number is small or large. */
function plain(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.1 || size >= 1e6) ? value.toPrecision(3) : value.toFixed(2);
}
