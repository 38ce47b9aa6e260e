import type { DecidedShares } from "../schema/brand-share.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { Shares } from "../schema/record.js";
import { pointer, reject } from "../schema/rejection.js";
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
  for (const [i, name] of decided.brands.entries()) {
    const brand = names.brand(name, pointer(field, name));
    if ("rule" in brand) return brand;
    const before = rows.at(-1);
    if (before !== undefined && before.brand.id >= brand.id) sorted = false;
    rows.push({ brand, share: (decided.fractions[i] ?? 0) + 0 });
  }
  if (!sorted) rows.sort((a, b) => (a.brand.id < b.brand.id ? -1 : 1));
  const shares: Shares = {};
  const repairs = [...decided.repairs];
  let json = "";
  for (const [i, { brand, share }] of rows.entries()) {
    if (i > 0 && rows[i - 1]?.brand.id === brand.id) {
      return reject("brand_twice", {
        field: `/${field}`,
        found: decided.brands,
        expected: `each brand once; two of these names stand for ${brand.id}`,
      });
    }
    shares[brand.id] = share;
    json += `${i === 0 ? "" : ","}${brand.json}:${share}`;
    for (const repair of brand.repairs) if (!repairs.includes(repair)) repairs.push(repair);
  }
  return { shares, json: `{${json}}`, repairs };
}
