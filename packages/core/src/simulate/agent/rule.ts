import type { Coefficients } from "../coefficient.js";
import type { Segment } from "../run-cell.js";
import { thresholdOf } from "./chance.js";
import { couple } from "./coupling.js";
import { createLookup, type Lookup } from "./lookup.js";
import { MIDDLE } from "./population.js";

/** What agents of a cell do in a segment; arrays are by brand. */
export interface Rule {
  /** Probabilities of those who choose anew without interventions, and with them. */
  readonly base: Float64Array;
  readonly choice: Float64Array;
  /** The same before they are made to sum to 1, without what enters. */
  readonly weight: Float64Array;
  readonly entry: Float64Array;
  readonly habit: number;
  /** Share of a brand's buyers who still find it. */
  readonly available: Float64Array;
  /** Changes of utility that go by agents' own coefficients; null where none does. */
  readonly priceStep: Float64Array | null;
  readonly promotionStep: Float64Array | null;
  /** Category buying over the baseline's at the mean coefficients, and what makes it. */
  readonly buying: number;
  readonly category: {
    readonly buying: number;
    readonly incidence: number;
    /** Change of the log odds of buying beside the attraction's: income, and the outside. */
    readonly shift: number;
  };
  /** Share of a brand's units that its promotions made, of those who chose it and who repeated it; null without promotions. */
  readonly extra: { readonly choice: Float64Array; readonly habit: number } | null;
  /** Where satisfaction with a brand tends, in steps of 2^-16; null where it stays in the middle. */
  readonly content: Uint16Array | null;
  /** Money paid per unit over the baseline's. */
  readonly paid: Float64Array;
  /** For each brand that an agent has, a row: outcome 0 repeats it, any other chooses the brand of that outcome. */
  readonly lookup: Lookup;
  readonly chosen: Uint8Array;
}

/** @param options.choice - probabilities without interventions */
export function ruleOf(
  { effect, choice: moved, buying, plain }: Segment,
  {
    choice,
    habit,
    coefficients,
    priceStep,
    promotionStep,
  }: {
    choice: Float64Array;
    habit: number;
    coefficients: Coefficients;
    priceStep: Float64Array | null;
    promotionStep: Float64Array | null;
  },
): Rule {
  const { available, move } = effect;
  const probabilities = Float64Array.from(moved, (column) => column[0]!);
  const factor = choice.map((_, j) => move.factor[j]?.[0] ?? 1);
  const ratio = buying[0]!;
  const income = effect.income[0]?.[0] ?? 0;
  const outside = effect.outside[0]?.[0] ?? 0;
  return {
    base: choice,
    choice: probabilities,
    weight: choice.map((c, j) => c * factor[j]!),
    entry: choice.map((_, j) => move.entry[j]?.[0] ?? 0),
    habit,
    available,
    priceStep,
    promotionStep,
    buying: ratio,
    category: {
      buying: coefficients.category().buying[0]!,
      incidence: coefficients.category().incidence[0]!,
      shift: (income === 0 ? 0 : coefficients.electricity().incomeEffect[0]! * income) + outside,
    },
    extra: plain && extraOf(probabilities, { ratio, plain }),
    content: contentOf(factor),
    paid: choice.map((_, j) => effect.paid[j]?.[0] ?? 1),
    ...lookupOf(probabilities, { base: choice, habit, available }),
  };
}

/** Units sold less those that would have been sold without the promotions, over those sold. */
function extraOf(
  choice: Float64Array,
  { ratio, plain }: { ratio: number; plain: NonNullable<Segment["plain"]> },
): NonNullable<Rule["extra"]> {
  const plainRatio = plain.buying[0]!;
  const chosen = choice.map((c, j) =>
    c * ratio > 0 ? Math.max(0, 1 - (plain.choice[j]![0]! * plainRatio) / (c * ratio)) : 0,
  );
  const repeated = ratio > 0 ? Math.max(0, 1 - plainRatio / ratio) : 0;
  // Whoever repeats a brand buys more of the category too, whichever brand is promoted.
  return { choice: chosen, habit: repeated };
}

/** The logistic function of each brand's change of utility. */
function contentOf(factor: Float64Array): Uint16Array | null {
  if (factor.every((times) => times === 1)) return null;
  return Uint16Array.from(factor, (times) =>
    times === Infinity ? 65535 : Math.min(65535, Math.round((2 * MIDDLE * times) / (1 + times))),
  );
}

/**
 * Words of an agent: below the habit it repeats its brand if it finds it and else chooses anew, above it chooses anew,
 * so that an agent who would have chosen anyway does not feel that others no longer find their brand.
 */
function lookupOf(
  choice: Float64Array,
  { base, habit, available }: { base: Float64Array; habit: number; available: Float64Array },
): Pick<Rule, "lookup" | "chosen"> {
  const brands = choice.length;
  const parts = couple(base, choice);
  const width = brands + parts.length;
  const thresholds = new Float64Array(brands * width);
  for (let b = 0; b < brands; b++) {
    const stay = habit * available[b]!;
    let below = stay;
    let at = b * width;
    thresholds[at++] = thresholdOf(below);
    for (let j = 0; j < brands - 1; j++) {
      below += (habit - stay) * choice[j]!;
      thresholds[at++] = thresholdOf(below);
    }
    below = habit;
    // The last part is what is left above the last threshold.
    for (let k = 0; k < parts.length; k++) {
      thresholds[at++] = thresholdOf(below);
      below += (1 - habit) * parts[k]!.length;
    }
  }
  return {
    lookup: createLookup(thresholds, { width }),
    chosen: Uint8Array.from([0, ...choice.keys(), ...parts.map(({ brand }) => brand)]),
  };
}
