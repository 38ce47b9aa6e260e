import { samplePoisson } from "../math/index.js";
import { withBadLines } from "./bad-line.js";
import { type CellDay, choiceDays } from "./choice-path.js";
import { keyedDraws, keyOf } from "./draw.js";
import type { BrandDay } from "./market-day.js";
import type { Truth } from "./truth.js";

/** Market lines, one per region, brand and day; units are what the region's cells bought on the day. */
export function marketLines(truth: Truth): Generator<string> {
  return withBadLines(goodLines(truth), { truth, file: "market" });
}

function* goodLines(truth: Truth): Generator<string> {
  const writers = truth.regions.map((region) => ({
    cells: truth.cells.flatMap((cell, index) => (cell.region === region.id ? [index] : [])),
    brands: truth.brands.map((brand) => ({
      draws: keyedDraws(truth.seed, keyOf(region.id, brand.id), "units"),
      names: `"region":${JSON.stringify(region.name)},"brand":${JSON.stringify(brand.name)}`,
    })),
  }));
  for (const { market, cells } of choiceDays(truth)) {
    for (const [r, writer] of writers.entries()) {
      const here = writer.cells.map((index) => cells[index]!);
      for (const [j, { draws, names }] of writer.brands.entries()) {
        const units = samplePoisson(draws.ofDay(market.day), expectedUnits(here, j));
        const doing = market.regions[r]!.brands[j]!;
        yield `{"date":"${market.date}",${names}${conditions(truth, doing, units)},"planned":false,"demo":true}`;
      }
    }
  }
}

function expectedUnits(cells: readonly CellDay[], brand: number): number {
  let units = 0;
  for (const { cell, buying, bought } of cells) units += cell.population * buying * bought[brand]!;
  return units;
}

function conditions({ noPrices, currency }: Truth, doing: BrandDay, units: number): string {
  const price = noPrices ? "" : `,"price":${doing.price},"currency":"${currency}"`;
  return `${price},"units":${units},"promotion":{"discount":${doing.discount},"point_multiplier":${doing.pointMultiplier},"bogo":${doing.bogo}},"feature":${doing.feature},"display":${doing.display}`;
}
