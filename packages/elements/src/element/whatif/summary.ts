import type { SimulationResponse } from "@cdp-whatif/core";

/** Quantiles of a number: the 95, 80 and 50 % bands and the median. */
export type BandOf = SimulationResponse["bands"][string][string];

/** One brand over all cells shown: shares in percent, the change in points. */
export interface BrandRow {
  readonly brand: string;
  readonly baseline: number;
  readonly result: number;
  readonly change: number;
  /** Null when nothing was drawn. */
  readonly band: BandOf | null;
  readonly changeBand: BandOf | null;
}

const QUANTILES = ["p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"] as const;

/** What each cell counts: its people, or all alike where nobody is known. */
export function cellWeights(cells: SimulationResponse["cells"]): ReadonlyMap<string, number> {
  const entries = Object.entries(cells);
  const people = entries.reduce((sum, [, cell]) => sum + cell.people, 0);
  return new Map(
    entries.map(([key, cell]) => [key, people > 0 ? cell.people / people : 1 / entries.length]),
  );
}

type ByCell<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/**
 * Each brand over all cells, weighted by people.
 *
 * @remarks The bands are averages of the cells' quantiles: exact for one cell, and for several the
 * widest, since they let the cells err all in the same direction.
 */
export function brandRows(response: SimulationResponse): BrandRow[] {
  const weights = cellWeights(response.cells);
  const mean = (values: ByCell<number>, brand: string) =>
    [...weights].reduce((sum, [key, weight]) => sum + weight * (values[key]?.[brand] ?? 0), 0);
  const meanBand = (bands: ByCell<BandOf>, brand: string): BandOf | null => {
    const sums = { p2_5: 0, p10: 0, p25: 0, p50: 0, p75: 0, p90: 0, p97_5: 0 };
    for (const [key, weight] of weights) {
      const band = bands[key]?.[brand];
      if (!band) return null;
      for (const quantile of QUANTILES) sums[quantile] += weight * band[quantile];
    }
    return sums;
  };
  return brandsOf(response).map((brand) => ({
    brand,
    baseline: mean(response.baseline, brand),
    result: mean(response.results, brand),
    change: mean(response.change, brand),
    band: meanBand(response.bands, brand),
    changeBand: meanBand(response.change_bands, brand),
  }));
}

/** Brands of a response in its own order. */
export function brandsOf(response: SimulationResponse): string[] {
  const [first] = Object.values(response.results);
  return Object.keys(first ?? {});
}

/** Buying in the category over all cells, as a change in percent. */
export function incidenceChange(response: SimulationResponse): number {
  const weights = cellWeights(response.cells);
  const ratio = [...weights].reduce(
    (sum, [key, weight]) => sum + weight * (response.incidence[key] ?? 1),
    0,
  );
  return (ratio - 1) * 100;
}

/** The paths of one brand by day over all cells, in percent; null when no path was asked. */
export interface BrandPath {
  readonly brand: string;
  readonly result: readonly number[];
  readonly baseline: readonly number[];
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
}

/** Paths by day of all brands, weighted by people; the 80 % band as in `brandRows`. */
export function brandPaths(response: SimulationResponse): BrandPath[] | null {
  const { series } = response;
  if (!series) return null;
  const weights = cellWeights(response.cells);
  const paths = (brand: string) =>
    [...weights].flatMap(([key, weight]) => {
      const path = series[key]?.[brand];
      return path ? [{ weight, path }] : [];
    });
  return brandsOf(response).map((brand) => {
    const parts = paths(brand);
    const days = parts[0]?.path.result.length ?? 0;
    const mean = (of: (path: (typeof parts)[number]["path"]) => readonly number[]) =>
      Array.from({ length: days }, (_, day) =>
        parts.reduce((sum, { weight, path }) => sum + weight * (of(path)[day] ?? 0), 0),
      );
    const banded = parts.every(({ path }) => path.p10 !== null && path.p90 !== null);
    return {
      brand,
      result: mean((path) => path.result),
      baseline: mean((path) => path.baseline),
      low: banded ? mean((path) => path.p10 ?? []) : null,
      high: banded ? mean((path) => path.p90 ?? []) : null,
    };
  });
}
