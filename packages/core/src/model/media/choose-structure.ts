import { blocked, type Split } from "../backtest/index.js";
import { meanResponses } from "./mean-response.js";
import type { SaturationFamily, TrendShape } from "./media-option.js";
import { type MediaSetting, problemOf } from "./problem-of.js";

/** Candidates and their held-out root mean squared errors, in units of the outcome. */
export type MediaChoices = Record<string, Record<string, number>>;

const BLOCKS = 5;
/** Where later rows are foretold from, as shares of the rows; a fifth of them from each. */
const ORIGINS = [0.6, 0.7, 0.8];
const SHORT = { warmup: 150, kept: 150 };

/** The number of yearly pairs that foretells held-out blocks best, media responses taken as given. */
export function chooseHarmonics(
  setting: MediaSetting,
  { responses, most, choices }: { responses: Float64Array; most: number; choices: MediaChoices },
): number {
  const splits = blocksOf(setting);
  const errors = Array.from({ length: most + 1 }, (_, harmonics) =>
    heldOutError({ ...setting, shape: { ...setting.shape, harmonics } }, { responses, splits }),
  );
  choices.harmonics = Object.fromEntries(errors.map((error, k) => [String(k), error]));
  return errors.indexOf(Math.min(...errors));
}

/** The trend that foretells later rows best, media responses taken as given. */
export function chooseTrend(
  setting: MediaSetting,
  { responses, choices }: { responses: Float64Array; choices: MediaChoices },
): TrendShape {
  const n = setting.panel.outcome.length;
  const all = Array.from({ length: n }, (_, i) => i);
  const splits = ORIGINS.map((share) => {
    const origin = Math.floor(share * n);
    const end = Math.min(n, origin + Math.max(1, Math.floor(0.2 * n)));
    return { train: all.slice(0, origin), test: all.slice(origin, end) };
  });
  const shapes = ["none", "linear", "root"] as const;
  return best(shapes, "trend", choices, (trend) =>
    heldOutError({ ...setting, shape: { ...setting.shape, trend } }, { responses, splits }),
  );
}

/** The family that foretells held-out blocks best, everything fitted anew without each of them. */
export function chooseSaturation(
  setting: MediaSetting,
  { seed, choices, onFit }: { seed: number; choices: MediaChoices; onFit?: (fits: number) => void },
): SaturationFamily {
  const splits = blocksOf(setting);
  const families = ["logistic", "exponential", "hill"] as const;
  let fits = 0;
  return best(families, "saturation", choices, (family) => {
    let squares = 0;
    let count = 0;
    for (const split of splits) {
      onFit?.(fits++ / (families.length * splits.length));
      const learnt = maskOf(split, setting.panel.outcome.length);
      const asked = { ...setting, family, learnt };
      const problem = problemOf(asked);
      const responses = sumOf(meanResponses(problem, { seed, ...SHORT }));
      squares += squaredErrors(asked, { responses, split });
      count += split.test.length;
    }
    return setting.sd * Math.sqrt(squares / count);
  });
}

/** Sum over channels. */
export function sumOf(columns: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(columns[0]!.length);
  for (const column of columns) {
    for (let i = 0; i < total.length; i++) total[i] = total[i]! + column[i]!;
  }
  return total;
}

function best<Name extends string>(
  names: readonly Name[],
  what: string,
  choices: MediaChoices,
  errorOf: (name: Name) => number,
): Name {
  const errors = names.map(errorOf);
  choices[what] = Object.fromEntries(names.map((name, i) => [name, errors[i]!]));
  return names[errors.indexOf(Math.min(...errors))]!;
}

/** Blocks of about a twenty-fifth of the rows, in five folds. */
function blocksOf({ panel }: MediaSetting): Split[] {
  const n = panel.outcome.length;
  return blocked(n, { block: Math.max(1, Math.ceil(n / (5 * BLOCKS))), folds: BLOCKS });
}

function heldOutError(
  setting: MediaSetting,
  { responses, splits }: { responses: Float64Array; splits: readonly Split[] },
): number {
  let squares = 0;
  let count = 0;
  for (const split of splits) {
    const learnt = maskOf(split, responses.length);
    squares += squaredErrors({ ...setting, learnt }, { responses, split });
    count += split.test.length;
  }
  return setting.sd * Math.sqrt(squares / count);
}

/** Squared errors of the test rows in standard deviations, the baseline fitted to the train rows. */
function squaredErrors(
  setting: MediaSetting,
  { responses, split }: { responses: Float64Array; split: Split },
): number {
  const { projection, filter } = problemOf(setting);
  const left = setting.outcome.map((value, i) => value - responses[i]!);
  const filtered = left.slice();
  filter(filtered);
  const coefficients = projection.solve(filtered);
  const columns = setting.columnsOf(setting.shape);
  let squares = 0;
  for (const row of split.test) {
    let error = left[row]!;
    for (let j = 0; j < columns.length; j++) error -= coefficients[j]! * columns[j]![row]!;
    squares += error * error;
  }
  return squares;
}

function maskOf({ train }: Split, rows: number): Uint8Array {
  const mask = new Uint8Array(rows);
  for (const row of train) mask[row] = 1;
  return mask;
}
