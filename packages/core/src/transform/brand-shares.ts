import type { DecidedShares } from "../schema/brand-share.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { Shares } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import type { NameResolver, ResolvedName } from "./resolve-name.js";

/** Brand shares by id, in code unit order, and their canonical JSON. */
export interface CanonicalShares {
  readonly shares: Shares;
  readonly json: string;
  readonly repairs: readonly string[];
}

/**
 * Resolves the brands of decided shares.
 *
 * @returns a rejection when two spellings in one record stand for the same brand
 */
export function brandShares(
  decided: DecidedShares,
  names: NameResolver,
  field = "brand_distribution",
): CanonicalShares | Rejection {
  const rows: { brand: ResolvedName; share: number }[] = [];
  let sorted = true;
  let before = "";
  for (let i = 0; i < decided.brands.length; i++) {
    const brand = names.brand(decided.brands[i] ?? "", `/${field}`);
    if ("rule" in brand) return brand;
    if (i > 0 && before >= brand.id) sorted = false;
    before = brand.id;
    rows.push({ brand, share: (decided.fractions[i] ?? 0) + 0 });
  }
  if (!sorted) rows.sort((a, b) => (a.brand.id < b.brand.id ? -1 : 1));
  const shares: Shares = {};
  let repairs = decided.repairs;
  let json = "";
  let last: ResolvedName | null = null;
  for (const { brand, share } of rows) {
    if (last !== null && last.id === brand.id) {
      return reject("brand_twice", {
        field: `/${field}`,
        found: decided.brands,
        expected: `each brand once; two of these names stand for ${brand.id}`,
      });
    }
    shares[brand.id] = share;
    json += `${last === null ? "" : ","}${brand.json}:${share}`;
    for (const repair of brand.repairs) {
      if (!repairs.includes(repair)) repairs = [...repairs, repair];
    }
    last = brand;
  }
  return { shares, json: `{${json}}`, repairs };
}
