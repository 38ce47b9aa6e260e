import type { BaselineShape } from "./media-baseline.js";
import type { SaturationFamily } from "./media-option.js";
import type { MediaPanel } from "./media-panel.js";
import { type MediaProblem, type ProblemChannel, rowFilter } from "./media-problem.js";
import { projectionOff } from "./projection.js";

/** Everything that is settled before draws are made. */
export interface MediaSetting {
  readonly panel: MediaPanel;
  /** Of each row, centred and in standard deviations. */
  readonly outcome: Float64Array;
  readonly mean: number;
  readonly sd: number;
  readonly channels: readonly ProblemChannel[];
  /** Columns of a baseline, one value per row. */
  readonly columnsOf: (shape: BaselineShape) => readonly Float64Array[];
  readonly shape: BaselineShape;
  readonly family: SaturationFamily;
  readonly lags: number;
  readonly nonNegative: boolean;
  readonly correlation: number;
  /** 1 for rows that are learnt from; all unless told. */
  readonly learnt?: Uint8Array;
}

/** The sampler's problem: filtered outcome, and the filtered baseline to be taken out. */
export function problemOf(setting: MediaSetting): MediaProblem {
  const { panel, channels, family, lags, nonNegative, learnt } = setting;
  const filter = rowFilter(setting.correlation, learnt);
  const filtered = (column: Float64Array) => {
    const copy = column.slice();
    filter(copy);
    return copy;
  };
  return {
    outcome: filtered(setting.outcome),
    projection: projectionOff(setting.columnsOf(setting.shape).map(filtered)),
    period: panel.period,
    periods: panel.periods,
    channels,
    family,
    lags,
    nonNegative,
    filter,
    learnt: learnt?.reduce((count, one) => count + one, 0) ?? setting.outcome.length,
  };
}
