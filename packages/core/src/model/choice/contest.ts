import { log } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import { brierScore, compareModels, logLoss, unseenGroups } from "../backtest/index.js";
import type { FitProgress } from "../fit-progress.js";
import { type ChoiceDesign, type ChoiceFrame, toDesign } from "./design.js";
import { predictRecords, sharesOf } from "./forecast.js";
import { type FrameQuestion, frameOf } from "./frame.js";
import { fillLoyalty } from "./loyalty-state.js";
import type { ChoiceOccasion } from "./occasion.js";
import { fitVariant, TRIAL_EFFORT, type Variant, variantName } from "./variant.js";

/** Held-out choosers on whom variants are compared, each fitted once. */
export interface Contest {
  /** Mean log loss of a variant. */
  readonly lossOf: (variant: Variant) => number;
  /** Whether the first is better than the second by half a standard error of the difference, or more. */
  readonly beats: (first: Variant, second: Variant) => boolean;
  /** Scores of all variants that were asked about, against shares of alternatives in the training rows. */
  readonly verdict: () => ModelBacktest;
}

/** What a contest is about. */
export interface ContestRules {
  /** All occasions, from which columns are made. */
  readonly all: readonly ChoiceOccasion[];
  readonly question: Omit<FrameQuestion, "loyalty" | "curved">;
  readonly folds: number;
  readonly seed: number;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

const WORTHWHILE = 0.5;
/** Points that stand for a held-out chooser. */
const POINTS = 96;
/** Share of a whole fit that a contest takes, as progress tells it. */
const USUAL_VARIANTS = 12;

interface Found {
  readonly records: readonly Readonly<Record<string, number>>[];
  readonly losses: Float64Array;
}

/** @throws CoreError `too_few_rows` with fewer choosers than folds */
export function createContest(
  occasions: readonly ChoiceOccasion[],
  { all, question, folds, seed, onProgress }: ContestRules,
): Contest {
  const chooser = occasions.map(({ chooserId }) => chooserId);
  const splits = unseenGroups(chooser, { folds, seed });
  const heldOut = splits.flatMap(({ test }) => test);
  const found = new Map<string, Found>();
  const designs = new Map<string, { train: ChoiceDesign; test: ChoiceDesign }[]>();
  const frames = new Map<string, ChoiceFrame>();
  const frameFor = (loyalty: boolean, curved: readonly string[]) => {
    const key = `${loyalty} ${curved.length}`;
    const frame = frames.get(key) ?? frameOf(all, { ...question, loyalty, curved });
    frames.set(key, frame);
    return frame;
  };
  const designsOf = ({ curved, smoothing }: Variant) => {
    const key = `${smoothing !== null} ${curved.length}`;
    const frame = frameFor(smoothing !== null, curved);
    const made =
      designs.get(key) ??
      splits.map(({ train, test }) => ({
        train: toDesign(pick(occasions, train), frame),
        test: toDesign(pick(occasions, test), frame),
      }));
    designs.set(key, made);
    return made;
  };
  const score = (variant: Variant): Found => {
    const name = variantName(variant);
    const known = found.get(name);
    if (known !== undefined) return known;
    const records = designsOf(variant).flatMap(({ train, test }) => {
      onProgress?.({
        stage: `held-out score of ${name}`,
        done: 0.8 * Math.min(1, found.size / USUAL_VARIANTS),
      });
      const { estimate } = fitVariant(train, variant, { effort: TRIAL_EFFORT, seed });
      const { smoothing, initial } = estimate;
      if (smoothing !== null) fillLoyalty(test, { smoothing, initial });
      return predictRecords(test, estimate, { points: POINTS, seed });
    });
    const losses = Float64Array.from(heldOut, (row, i) => {
      const { chosen } = occasions[row]!;
      return chosen === undefined ? 0 : -log(Math.max(1e-15, records[i]![chosen]!));
    });
    const scored = { records, losses };
    found.set(name, scored);
    return scored;
  };
  return {
    lossOf: (variant) =>
      score(variant).losses.reduce((sum, loss) => sum + loss, 0) / heldOut.length,
    beats: (first, second) => {
      const mine = score(first).losses;
      const other = score(second).losses;
      const gains = new Map<string | number, number>();
      heldOut.forEach((row, i) => {
        const id = chooser[row]!;
        gains.set(id, (gains.get(id) ?? 0) + other[i]! - mine[i]!);
      });
      let total = 0;
      for (const gain of gains.values()) total += gain;
      const mean = total / gains.size;
      let squares = 0;
      for (const gain of gains.values()) squares += (gain - mean) * (gain - mean);
      return total > 0 && total >= WORTHWHILE * Math.sqrt(squares);
    },
    verdict: () => {
      const starts = splits.map((_, fold) =>
        splits.slice(0, fold).reduce((sum, { test }) => sum + test.length, 0),
      );
      return compareModels(occasions, {
        scheme: `unseen choosers, ${folds} folds`,
        splits,
        naive: {
          name: "market shares",
          foretell: (train, test) => sharesOf(train, test, frameFor(false, [])),
        },
        contestants: [...found].map(([name, { records }]) => {
          let fold = 0;
          return {
            name,
            foretell: (_: unknown, test: readonly ChoiceOccasion[]) => {
              const from = starts[fold++]!;
              return records.slice(from, from + test.length);
            },
          };
        }),
        losses: CHOICE_LOSSES,
        decidedBy: "logLoss",
        groupOf: ({ chooserId }) => chooserId,
      });
    },
  };
}

/** Losses of a forecast of an occasion; nothing where the choice is not known. */
export const CHOICE_LOSSES = {
  logLoss: ({ chosen }: ChoiceOccasion, record: Readonly<Record<string, number>>) =>
    chosen === undefined ? 0 : logLoss(record, chosen),
  brierScore: ({ chosen }: ChoiceOccasion, record: Readonly<Record<string, number>>) =>
    chosen === undefined ? 0 : brierScore(record, chosen),
};

function pick<T>(values: readonly T[], places: readonly number[]): T[] {
  return places.map((place) => values[place]!);
}
