import type { ModelBacktest } from "../../schema/model-backtest.js";
import { compareModels, contestant, intervalScore, rollingOrigin } from "../backtest/index.js";
import { fitMedia } from "./fit-media.js";
import { readDay } from "./media-calendar.js";
import type { MediaOptions, MediaRow } from "./media-option.js";
import { readNumber } from "./media-panel.js";
import { predictMedia } from "./predict-media.js";
import { type BandForecast, meanOnly, withoutMedia } from "./without-media.js";

/**
 * Foretells the last rows from the first, with the spends that they had, against the same model without media.
 *
 * @param options.share - of the rows that are held out, from the end; 0.2 unless told
 * @param options.folds - origins over the held-out rows, each with all earlier rows to learn from; 1 unless told
 * @returns squared, absolute and interval losses of `media`, of `mean` (of the rows learnt from) and of the naive `without media`
 * @throws CoreError as {@link fitMedia} for the rows as a whole; what refuses a fold is named in `failed`
 */
export function backtestMedia(
  rows: readonly MediaRow[],
  { share = 0.2, folds = 1, ...options }: MediaOptions & { share?: number; folds?: number },
): ModelBacktest {
  const { target, date, level = 0.95, onProgress, ...fit } = options;
  const ordered = rows
    .map((row, i) => ({
      row,
      day: readDay(row[date], i, date),
      outcome: readNumber(row[target], i, target),
    }))
    .sort((a, b) => a.day - b.day)
    .map(({ row, outcome }) => ({ row, outcome }));
  const held = Math.max(1, Math.floor(share * ordered.length));
  const horizon = Math.max(1, Math.ceil(held / folds));
  const splits = rollingOrigin(ordered.length, {
    initial: Math.max(1, ordered.length - held),
    horizon,
  });
  const plain = (some: readonly { row: MediaRow }[]) => some.map(({ row }) => row);
  let fitted = 0;
  type Held = (typeof ordered)[number];
  return compareModels<Held, BandForecast>(ordered, {
    scheme: `rolling origin, the last ${held} of ${ordered.length} periods in ${splits.length} fold(s) of ${horizon}`,
    splits,
    naive: contestant("without media", {
      fit: (train: readonly Held[]) => withoutMedia(plain(train), options),
      predict: (model, test) => model(plain(test)),
    }),
    contestants: [
      contestant("media", {
        fit: (train: readonly Held[]) => {
          onProgress?.({
            stage: `fold ${fitted + 1} of ${splits.length}`,
            done: fitted++ / splits.length,
          });
          return fitMedia(plain(train), { ...fit, target, date, level });
        },
        predict: (model, test) => predictMedia(model, plain(test)),
      }),
      contestant("mean", {
        fit: (train: readonly Held[]) =>
          meanOnly(
            train.map(({ outcome }) => outcome),
            level,
          ),
        predict: (forecast, test) => test.map(() => forecast),
      }),
    ],
    losses: {
      "squared error": ({ outcome }, { value }) => (outcome - value) * (outcome - value),
      "absolute error": ({ outcome }, { value }) => Math.abs(outcome - value),
      "interval score": ({ outcome }, { lower, upper }) =>
        intervalScore({ low: lower, high: upper, level }, { value: outcome }),
    },
    decidedBy: "squared error",
  });
}
