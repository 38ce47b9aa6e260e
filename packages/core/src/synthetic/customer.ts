import { exp, normalQuantile, purposeId, uniform } from "../math/index.js";
import { between, keyedDraws, keyOf, rendezvousWeight, rounded } from "./draw.js";
import type { PlantedCell, Truth } from "./truth.js";

/** How much one customer's buying differs from another's: standard deviation of its logarithm. */
const BUYING_SPREAD = 0.5;
const TRAIT_SPREAD = 0.12;

/** The customers of a market as columns; what is not here follows from a customer's number. */
export interface Customers {
  /** Index of each customer's cell. */
  readonly cell: Int32Array;
  /** Factor on the cell's buying probability. */
  readonly buyingFactor: Float64Array;
  /** Index of the brand bought last. */
  readonly lastBrand: Int32Array;
}

/**
 * Draws the customers, each by its number; their cells in proportion to population.
 *
 * @remarks The cell is the one with the largest of several keyed weights, so another region takes some customers
 * and moves no other.
 */
export function drawCustomers(truth: Truth): Customers {
  const cellDraws = truth.cells.map(({ persona, region }) =>
    keyedDraws(truth.seed, keyOf(persona, region), "customer-cell"),
  );
  const purpose = purposeId("customer");
  const cell = new Int32Array(truth.customers);
  const buyingFactor = new Float64Array(truth.customers);
  const lastBrand = new Int32Array(truth.customers);
  for (let k = 0; k < truth.customers; k++) {
    let largest = 0;
    for (const [c, { population }] of truth.cells.entries()) {
      const weight = rendezvousWeight(cellDraws[c]!.uniform(k), population);
      if (weight > largest) {
        largest = weight;
        cell[k] = c;
      }
    }
    buyingFactor[k] = exp(BUYING_SPREAD * normalQuantile(uniform(truth.seed, k, 0, purpose)));
    lastBrand[k] = pickBrand(truth.cells[cell[k]!]!.choice, uniform(truth.seed, k, 1, purpose));
  }
  return { cell, buyingFactor, lastBrand };
}

/** Index of the brand that a uniform in (0, 1) falls on. */
export function pickBrand(shares: ArrayLike<number>, u: number): number {
  let passed = 0;
  for (let j = 0; j < shares.length - 1; j++) {
    passed += shares[j]!;
    if (u < passed) return j;
  }
  return shares.length - 1;
}

/** The traits of a customer's `identify` call, drawn about those of its cell. */
export function customerTraits(truth: Truth, customer: number, cell: PlantedCell) {
  const purpose = purposeId("trait");
  const at = (i: number) => uniform(truth.seed, customer, i, purpose);
  const score = (mean: number, i: number) =>
    rounded(Math.min(1, Math.max(0, mean + TRAIT_SPREAD * normalQuantile(at(i)))), 3);
  const persona = truth.personas.find(({ id }) => id === cell.persona)!;
  const region = truth.regions.find(({ id }) => id === cell.region)!;
  return {
    persona: persona.name,
    region: region.name,
    age: Math.floor(between(at(0), persona.age.low, persona.age.high + 1)),
    monthly_spending: Math.round(
      between(at(1), persona.monthlySpending.low, persona.monthlySpending.high),
    ),
    satisfaction: score(cell.satisfaction, 2),
    digital_adoption: score(cell.digitalAdoption, 3),
    gamification: score(cell.gamification, 4),
    efficiency: score(cell.efficiency, 5),
  };
}
