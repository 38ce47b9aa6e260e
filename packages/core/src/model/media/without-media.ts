import { normalQuantile, weightedLeastSquares } from "../../math/index.js";
import { baselineColumns, controlScale } from "./media-baseline.js";
import { periodOf, readDay } from "./media-calendar.js";
import type { MediaOptions, MediaRow } from "./media-option.js";
import { readNumber } from "./media-panel.js";
import { prepareMedia } from "./media-setting.js";

/** A forecast of one period with its interval. */
export interface BandForecast {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** The naive forecast: linear trend, season and controls by least squares, as if media did nothing. */
export function withoutMedia(
  train: readonly MediaRow[],
  options: MediaOptions,
): (test: readonly MediaRow[]) => BandForecast[] {
  const { level = 0.95, controls = [], date } = options;
  const { setting, varying, scales } = prepareMedia(train, options);
  const columns = setting.columnsOf(setting.shape);
  const rows = setting.outcome.length;
  const x = new Float64Array(rows * columns.length);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) x[i * columns.length + j] = column[i]!;
  });
  const fit = weightedLeastSquares({ x, y: setting.panel.outcome, columns: columns.length });
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(fit.residualVariance);
  return (test) => {
    const day = test.map((row, i) => readDay(row[date], i, date));
    const asked = baselineColumns(
      {
        day,
        period: day.map((value) => periodOf(setting.panel.calendar, value)),
        controls: varying.map((j) =>
          Float64Array.from(test, (row, i) => readNumber(row[controls[j]!], i, controls[j]!)),
        ),
      },
      { shape: setting.shape, periods: setting.panel.periods, scales },
    );
    return test.map((_, i) => {
      let value = 0;
      for (let j = 0; j < asked.length; j++) value += fit.coefficients[j]! * asked[j]![i]!;
      return { value, lower: value - half, upper: value + half };
    });
  };
}

/** The mean of what was seen, with its spread. */
export function meanOnly(outcomes: readonly number[], level: number): BandForecast {
  const { mean, sd } = controlScale(Float64Array.from(outcomes));
  const half = normalQuantile((1 + level) / 2) * sd;
  return { value: mean, lower: mean - half, upper: mean + half };
}
