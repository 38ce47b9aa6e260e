import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { ShareRow } from "./baseline-row.js";

/** How far from 1 the sum of shares may be: they are often rounded. */
const SLACK = 0.02;
/** Share of the least positive value of a brand that stands for its zeros. */
const FLOOR = 0.5;

/** Shares without zeros. */
export interface ShareTable {
  readonly brands: readonly string[];
  /** What stands for a zero of each brand. */
  readonly floors: readonly number[];
  /** Zeros that were replaced. */
  readonly zeros: number;
  /** Log-odds of each brand against all others, for each row; null where missing. */
  readonly logOdds: readonly (readonly number[] | null)[];
}

/**
 * Log-odds of shares: each brand against the sum of the others. Zeros are replaced, the other shares scaled to make room.
 *
 * @param options.floors - what stands for zeros; half of the least positive share of each brand unless told
 * @throws CoreError `invalid_input` for shares that are none, do not sum to 1, or name other brands; `no_data` without shares
 * @see Martín-Fernández, Barceló-Vidal and Pawlowsky-Glahn, Dealing with zeros and missing values in compositional data
 * sets using nonparametric imputation, Mathematical Geology 35 (2003)
 */
export function shareTable(
  rows: readonly ShareRow[],
  known: { brands: readonly string[]; floors: readonly number[] } | null,
): ShareTable {
  const first = rows.find(({ shares }) => shares !== null && shares !== undefined)?.shares;
  const brands = known?.brands ?? Object.keys(first ?? {}).sort();
  if (brands.length < 2) {
    throw new CoreError("no_data", `found shares of ${brands.length} brands, expected 2 or more`);
  }
  const shares = rows.map((row, index) => readShares(row, { index, brands }));
  const floors =
    known?.floors ??
    brands.map((brand, j) => {
      const least = shares.reduce(
        (low, row) => (row !== null && row[j]! > 0 && row[j]! < low ? row[j]! : low),
        Infinity,
      );
      if (least < Infinity) return FLOOR * least;
      throw new CoreError("no_data", `found no share above 0 of ${brand}, expected one or more`);
    });
  let zeros = 0;
  const logOdds = shares.map((row) => {
    if (row === null) return null;
    let added = 0;
    row.forEach((share, j) => {
      if (share > 0) return;
      added += floors[j]!;
      zeros++;
    });
    return row.map((share, j) => {
      const filled = share > 0 ? share * (1 - added) : floors[j]!;
      // A share of one leaves nothing to the others, who have their floors.
      return log(filled / Math.max(1e-12, 1 - filled));
    });
  });
  return { brands, floors, zeros, logOdds };
}

function readShares(
  { date, shares }: ShareRow,
  { index, brands }: { index: number; brands: readonly string[] },
): number[] | null {
  if (shares === null || shares === undefined) return null;
  const stranger = Object.keys(shares).find((brand) => !brands.includes(brand));
  if (stranger !== undefined) {
    throw new CoreError(
      "invalid_input",
      `row ${index} (${date}) names ${stranger}, expected ${brands.join(", ")}`,
    );
  }
  const found = brands.map((brand) => {
    const share = shares[brand];
    if (typeof share === "number" && share >= 0 && share <= 1 + SLACK) return share;
    throw new CoreError(
      "invalid_input",
      `row ${index} (${date}), share of ${brand}: found ${String(share)}, expected 0 to 1`,
    );
  });
  const total = found.reduce((sum, share) => sum + share, 0);
  if (!(Math.abs(total - 1) <= SLACK)) {
    throw new CoreError(
      "invalid_input",
      `row ${index} (${date}): shares sum to ${total}, expected 1`,
    );
  }
  return found.map((share) => share / total);
}
