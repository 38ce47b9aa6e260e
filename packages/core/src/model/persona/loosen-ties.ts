import { purposeId, uniformSource } from "../../math/index.js";
import type { Points } from "./points.js";

const TIES = purposeId("ties of rounded values");
/** Share of different values below which a column is rounded. */
const ROUNDED = 0.5;

/** Rows with rounded values spread over the step that they were rounded to: equal values are no group. */
export function loosenTies(points: Points): Points {
  const { rows, columns } = points;
  const values = points.values.slice();
  for (let j = 0; j < columns; j++) {
    const sorted = Float64Array.from({ length: rows }, (_, i) => values[i * columns + j]!).sort();
    const steps: number[] = [];
    for (let i = 1; i < rows; i++)
      if (sorted[i]! > sorted[i - 1]!) steps.push(sorted[i]! - sorted[i - 1]!);
    if (steps.length === 0 || steps.length + 1 > ROUNDED * rows) continue;
    const step = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]!;
    const next = uniformSource(0, j, TIES);
    for (let i = 0; i < rows; i++) values[i * columns + j]! += (next() - 0.5) * step;
  }
  return { values, rows, columns };
}
