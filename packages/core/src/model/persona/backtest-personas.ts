import { log } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import { compareModels, contestant } from "../backtest/compare-models.js";
import { unseenGroups } from "../backtest/split.js";
import { fitPersonas, type PersonaOptions } from "./fit-personas.js";
import type { PersonaModel } from "./persona-model.js";
import { logDensity } from "./place.js";
import { squared } from "./points.js";
import { standardise } from "./trait-scale.js";
import type { TraitRow } from "./trait-table.js";

/** What a model says of a customer whom it has not seen. */
interface Foretold {
  /** Log density of the traits, in their own units. */
  readonly logDensity: number;
  /** Squared distance to the nearest component, per trait. */
  readonly distance: number;
}

/**
 * Personas against one persona for all: how well each describes customers that it has not seen.
 *
 * Losses: negative log density of the held-out customer's traits in their own units (decides), and the root of the squared distance
 * to the nearest centre per trait.
 *
 * @param rows - every trait known of every customer
 * @param options.folds - 5 unless told
 */
export function backtestPersonas(
  rows: readonly TraitRow[],
  { folds = 5, ...options }: PersonaOptions & { folds?: number } = {},
): ModelBacktest {
  const { seed = 0, standardise: standardising = "auto" } = options;
  const by = (given: PersonaOptions) => ({
    fit: (train: readonly TraitRow[]) => fitPersonas(train, { ...given, resamples: 0 }),
    predict: (model: PersonaModel, test: readonly TraitRow[]) =>
      test.map((row) => foretell(model, row)),
  });
  return compareModels<TraitRow, Foretold>(rows, {
    scheme: `unseen customers, ${folds} folds`,
    splits: unseenGroups(
      rows.map(({ id }) => id),
      { folds, seed },
    ),
    naive: contestant("one persona", by({ k: 1, method: "gmm", seed, standardise: standardising })),
    contestants: [contestant("personas", by(options))],
    losses: {
      negativeLogDensity: (_, { logDensity: value }) => -value,
      distance: (_, { distance }) => distance,
    },
    decidedBy: "negativeLogDensity",
    groupOf: ({ id }) => id,
  });
}

/** Least log density, so that one customer far from all has a finite price. */
const LEAST = -745;

function foretell(model: PersonaModel, { traits }: TraitRow): Foretold {
  const values = model.traits.map((scale) => standardise(traits[scale.trait]!, scale));
  let jacobian = 0;
  for (const { trait, transform, scale } of model.traits) {
    jacobian -= log(scale);
    if (transform === "log") jacobian -= log(Math.max(1e-300, traits[trait]!));
    if (transform === "log1p") jacobian -= log(Math.max(1e-300, 1 + traits[trait]!));
  }
  const density = logDensity(model, values) + jacobian;
  let nearest = Infinity;
  for (const { mean } of model.components) {
    let square = 0;
    mean.forEach((centre, j) => {
      square += squared(values[j]! - centre);
    });
    nearest = Math.min(nearest, square);
  }
  return { logDensity: Math.max(LEAST, density), distance: Math.sqrt(nearest / values.length) };
}
