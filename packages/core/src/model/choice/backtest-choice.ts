import type { ModelBacktest } from "../../schema/model-backtest.js";
import {
  type Contestant,
  compareModels,
  contestant,
  lastGroups,
  type Split,
  unseenGroups,
} from "../backtest/index.js";
import { CHOICE_LOSSES } from "./contest.js";
import { type ChoiceOptions, fitChoice } from "./fit-choice.js";
import { sharesOf } from "./forecast.js";
import { frameOf } from "./frame.js";
import type { ChoiceOccasion } from "./occasion.js";
import { predictChoice } from "./predict-choice.js";

/** How choosers are held out. */
export interface ChoiceBacktestOptions extends ChoiceOptions {
  /** The last choosers in order of first appearance, or folds of choosers at random; the last fifth unless told. */
  readonly holdOut?: { readonly lastShare: number } | { readonly folds: number };
}

/**
 * Compares plain logit, loyalty, latent classes, random coefficients and the options as given ("as asked") on choosers that were held
 * out, against the shares of alternatives in the training rows. A held-out chooser's earlier choices are used, later ones are not.
 *
 * @throws CoreError as `fitChoice`; `too_few_rows` with too few choosers to hold out
 */
export function backtestChoice(
  occasions: readonly ChoiceOccasion[],
  { holdOut = { lastShare: 0.2 }, ...options }: ChoiceBacktestOptions,
): ModelBacktest {
  const choosers = occasions.map(({ chooserId }) => chooserId);
  const isFolds = "folds" in holdOut;
  const splits: Split[] = isFolds
    ? unseenGroups(choosers, { folds: holdOut.folds, seed: options.seed ?? 0 })
    : lastGroups(choosers, { share: holdOut.lastShare });
  const { nests: _, price: __, ...shared } = options;
  const fixed = { ...shared, classes: 1, loyalty: false, curves: [], correlated: false } as const;
  const frame = frameOf(occasions, {
    attributes: options.attributes,
    alternatives: options.alternatives,
    base: options.base,
    constants: options.constants ?? true,
    loyalty: false,
    curved: [],
  });
  const told = { alternatives: frame.alternatives, base: frame.base };
  const entry = (
    name: string,
    asked: ChoiceOptions,
  ): Contestant<ChoiceOccasion, Record<string, number>> =>
    contestant(name, {
      fit: (train: readonly ChoiceOccasion[]) => fitChoice(train, { ...asked, ...told }),
      predict: predictChoice,
    });
  return compareModels<ChoiceOccasion, Readonly<Record<string, number>>>(occasions, {
    scheme: isFolds
      ? `unseen choosers, ${holdOut.folds} folds`
      : `last ${holdOut.lastShare} of choosers`,
    splits,
    naive: { name: "market shares", foretell: (train, test) => sharesOf(train, test, frame) },
    contestants: [
      entry("logit", { ...fixed, heterogeneity: "none" }),
      entry("loyalty", { ...fixed, heterogeneity: "none", loyalty: "estimated" }),
      entry("3 classes", { ...fixed, classes: 3 }),
      entry("random coefficients", { ...fixed, heterogeneity: "random" }),
      entry("as asked", options),
    ],
    losses: CHOICE_LOSSES,
    decidedBy: "logLoss",
    groupOf: ({ chooserId }) => chooserId,
  });
}
