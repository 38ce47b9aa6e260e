import { fillNormal, purposeId } from "../math/index.js";
import type { Parameter } from "../schema/parameter.js";

/**
 * Values of parameters over the draws of a run: index 0 is the estimate, 1… are drawn.
 *
 * Draws come in antithetic pairs and are keyed by the parameter's own name, so that a further parameter, brand or
 * cell leaves the others' luck unchanged, and a scenario shares it with its baseline.
 */
export interface DrawTable {
  readonly draws: number;
  /** Standard normal deviates of a name; index 0 is 0. */
  deviates(name: string): Float64Array;
  /** A parameter's values, kept within `[low, high]`. */
  values(name: string, parameter: Parameter, range: { low: number; high: number }): Float64Array;
}

/** @param options.seed - uint32; `draws` - how many beside the estimate */
export function createDrawTable({ seed, draws }: { seed: number; draws: number }): DrawTable {
  const half = new Float64Array(Math.ceil(draws / 2));
  return drawTableOf(draws, (name) => {
    const out = new Float64Array(draws + 1);
    fillNormal(half, seed, 0, purposeId(name));
    for (let d = 0; d < draws; d++) out[d + 1] = d % 2 === 0 ? half[d >> 1]! : -half[d >> 1]!;
    return out;
  });
}

/** @param make - the deviates of a name, `draws + 1` of them; asked once for each name */
export function drawTableOf(draws: number, make: (name: string) => Float64Array): DrawTable {
  const kept = new Map<string, Float64Array>();
  const deviates = (name: string) => {
    const known = kept.get(name);
    if (known) return known;
    const made = make(name);
    kept.set(name, made);
    return made;
  };
  return {
    draws,
    deviates,
    values(name, { value, standardError }, { low, high }) {
      const out = new Float64Array(draws + 1);
      if (standardError === 0) return out.fill(Math.min(high, Math.max(low, value)));
      const z = deviates(name);
      for (let d = 0; d <= draws; d++) {
        out[d] = Math.min(high, Math.max(low, value + standardError * z[d]!));
      }
      return out;
    },
  };
}

/**
 * Joint draws of the price coefficients, never below zero: a dearer brand is never more attractive for its price.
 *
 * @returns one array per brand, in the twin's order
 */
export function drawPriceCoefficients(
  table: DrawTable,
  {
    brands,
    price,
    factor,
  }: { brands: readonly string[]; price: readonly Parameter[]; factor: Float64Array },
): Float64Array[] {
  const n = brands.length;
  const z = brands.map((brand) => table.deviates(`price:${brand}`));
  return brands.map((_, j) => {
    const out = new Float64Array(table.draws + 1);
    for (let d = 0; d <= table.draws; d++) {
      let value = price[j]!.value;
      for (let k = 0; k <= j; k++) value += factor[j * n + k]! * z[k]![d]!;
      out[d] = Math.max(0, value);
    }
    return out;
  });
}
