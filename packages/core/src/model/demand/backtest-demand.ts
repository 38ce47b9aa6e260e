import { CoreError } from "../../error.js";
import { log, normalCdf, square } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import {
  type Contestant,
  compareModels,
  contestant,
  type Split,
  unseenGroups,
} from "../backtest/index.js";
import { backtestUnits } from "./choose-response.js";
import type { DemandOptions } from "./demand-option.js";
import type { DemandRow } from "./demand-row.js";
import { expectationOf } from "./expectation.js";
import { fitResponse } from "./fit-response.js";
import { timeOf } from "./time.js";

/** How demand is tested. */
export interface DemandBacktestOptions extends DemandOptions {
  /** `last periods` (unless told) foretells the last share of the times of the rows; `unseen groups` each group from the others. */
  readonly scheme?: "last periods" | "unseen groups";
  /** Share of the distinct times that is held out, 0.2 unless told. */
  readonly share?: number;
  /** Rows held out otherwise, by position among the rows that sold something; among all with the response `counts`. */
  readonly splits?: readonly Split[];
}

interface LogForecast {
  readonly value: number;
  readonly sd: number;
}

/**
 * How well demand is foretold in held-out rows, in ln units, beside the mean of each product and group.
 *
 * Contestants: `shrunk` (the default fit), `least squares` (one fit per product), `separate groups` (one per product and
 * group, the group's mean where its rows are too few). Rows without units have no logarithm and are left out. With the
 * response `counts` they stay in, and mean units are scored: `counts` beside `log`, by Poisson's deviance.
 *
 * @throws CoreError `too_few_rows` where nothing can be held out, and as {@link fitDemand} for rows that are wrong
 */
export function backtestDemand(
  rows: readonly DemandRow[],
  { scheme = "last periods", share = 0.2, splits, ...options }: DemandBacktestOptions = {},
): ModelBacktest {
  if (options.response === "counts") {
    const held = splits ?? splitsOf(rows, { scheme, share, seed: options.seed ?? 0 });
    const { response: _, ...rest } = options;
    return backtestUnits(rows, { ...rest, splits: held, scheme: splits ? "given splits" : scheme });
  }
  const sold = rows.filter(({ units }) => units > 0);
  const held = splits ?? splitsOf(sold, { scheme, share, seed: options.seed ?? 0 });
  const left = rows.length - sold.length;
  const fitted = (name: string, shrinkage: "auto" | "none"): Contestant<DemandRow, LogForecast> =>
    contestant(name, {
      fit: (train) => expectationOf(fitResponse(train, { ...options, response: "log", shrinkage })),
      predict: (expect, test) =>
        test.map((row, i) => {
          const { value, variance } = expect(row, i);
          return { value, sd: Math.sqrt(variance) };
        }),
    });
  return compareModels(sold, {
    scheme: splits ? "given splits" : scheme,
    splits: held,
    naive: { name: "mean of product and group", foretell: foretellMeans },
    contestants: [
      fitted("shrunk", "auto"),
      fitted("least squares", "none"),
      {
        name: "separate groups",
        foretell: (train, test) => foretellSeparately(train, test, options),
      },
    ],
    losses: {
      "squared log error": (row, { value }) => square(log(row.units) - value),
      "absolute log error": (row, { value }) => Math.abs(log(row.units) - value),
      "miss of the 80 % band": (row, { value, sd }) =>
        Math.abs(normalCdf((log(row.units) - value) / Math.max(1e-12, sd)) - 0.5) > 0.4 ? 1 : 0,
    },
    decidedBy: "squared log error",
    groupOf: ({ group }) => group,
    warnings:
      left > 0
        ? [{ code: "zero_units_left_out", values: { rows: left, share: left / rows.length } }]
        : [],
  });
}

function splitsOf(
  rows: readonly DemandRow[],
  { scheme, share, seed }: { scheme: string; share: number; seed: number },
): Split[] {
  if (scheme === "unseen groups")
    return unseenGroups(
      rows.map(({ group }) => group),
      { seed },
    );
  const at = timeOf(rows.map((row) => row.at));
  if (at === null) {
    throw new CoreError("invalid_input", "found rows without `at`, expected a time of each row");
  }
  if (!(share > 0 && share < 1)) {
    throw new CoreError("out_of_range", `share ${share}, expected between 0 and 1`);
  }
  const times = [...new Set(at)].sort((a, b) => a - b);
  if (times.length < 2) {
    throw new CoreError("too_few_rows", `found ${times.length} time(s), expected 2 or more`);
  }
  const cut = times[times.length - Math.max(1, Math.floor(times.length * share))]!;
  const positions = (late: boolean) => rows.flatMap((_, i) => (at[i]! >= cut === late ? [i] : []));
  return [{ train: positions(false), test: positions(true) }];
}

/** Mean and spread of ln units of each product and group, of the product where the pair is new, of all where both are. */
function foretellMeans(train: readonly DemandRow[], test: readonly DemandRow[]): LogForecast[] {
  const byKey = new Map<string, { sum: number; squares: number; rows: number }>();
  const keysOf = ({ product, group }: DemandRow) => [
    JSON.stringify([product, String(group)]),
    JSON.stringify([product]),
    "",
  ];
  for (const row of train) {
    const y = log(row.units);
    for (const key of keysOf(row)) {
      const found = byKey.get(key) ?? { sum: 0, squares: 0, rows: 0 };
      byKey.set(key, { sum: found.sum + y, squares: found.squares + y * y, rows: found.rows + 1 });
    }
  }
  return test.map((row) => {
    const keys = keysOf(row);
    const { sum, rows } = byKey.get(keys.find((key) => byKey.has(key)) ?? "") ?? {
      sum: 0,
      rows: 1,
    };
    const all = byKey.get(keys[1]!) ?? byKey.get("")!;
    const spread = all.squares / all.rows - square(all.sum / all.rows);
    return { value: sum / rows, sd: Math.sqrt(Math.max(1e-12, spread)) };
  });
}

/** Least squares of each product in each group on its own. */
function foretellSeparately(
  train: readonly DemandRow[],
  test: readonly DemandRow[],
  options: DemandOptions,
): LogForecast[] {
  const keyOf = ({ product, group }: DemandRow) => JSON.stringify([product, String(group)]);
  const byKey = new Map<string, DemandRow[]>();
  for (const row of train) {
    const list = byKey.get(keyOf(row));
    if (list === undefined) byKey.set(keyOf(row), [row]);
    else list.push(row);
  }
  const means = foretellMeans(train, test);
  const fits = new Map<string, ReturnType<typeof expectationOf> | null>();
  for (const [key, rows] of byKey) {
    try {
      const { onProgress: _, ...rest } = options;
      fits.set(
        key,
        expectationOf(
          fitResponse(rows, { ...rest, response: "log", shrinkage: "none", prior: null }),
        ),
      );
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      fits.set(key, null);
    }
  }
  return test.map((row, i) => {
    const expect = fits.get(keyOf(row));
    if (!expect) return means[i]!;
    const { value, variance } = expect(row, i);
    return { value, sd: Math.sqrt(variance) };
  });
}
