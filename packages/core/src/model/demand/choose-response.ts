import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import { type Contestant, compareModels, contestant, type Split } from "../backtest/index.js";
import type { DemandModel } from "./demand-model.js";
import type { DemandOptions } from "./demand-option.js";
import type { DemandRow } from "./demand-row.js";
import { fitResponse } from "./fit-response.js";
import { predictDemand } from "./predict-demand.js";
import { timeOf } from "./time.js";

const HELD_OUT = 0.2;
const FEWEST_TIMES = 5;
/** Least mean units that a forecast may say: a count of one then has a finite loss. */
const LEAST = 1e-6;

/**
 * Whether counts or their logarithms foretell held-out units better, rows without units among them.
 *
 * Held out is the last fifth of the times; every fifth row where rows have no times. Counts are chosen where nothing can
 * be compared.
 */
export function chooseResponse(
  rows: readonly DemandRow[],
  options: DemandOptions,
): { response: DemandModel["response"]; backtest: ModelBacktest | null } {
  const { onProgress: _, ...quiet } = options;
  try {
    const backtest = backtestUnits(rows, {
      ...quiet,
      splits: lastFifth(rows),
      scheme: "last fifth",
    });
    const deviance = (name: string) => backtest.contestants[name]?.deviance?.score ?? Infinity;
    return { response: deviance("log") < deviance("counts") ? "log" : "counts", backtest };
  } catch (error) {
    if (!(error instanceof CoreError) || error.code === "aborted") throw error;
    return { response: "counts", backtest: null };
  }
}

/**
 * Held-out units, zeros among them, as foretold by counts and by logarithms, beside the mean of each product and group.
 *
 * Losses: Poisson's deviance, 2 (y ln(y / m) − y + m), which is least at the mean whatever the variance is, and the absolute error of mean units.
 */
export function backtestUnits(
  rows: readonly DemandRow[],
  {
    splits,
    scheme,
    warnings = [],
    ...options
  }: Omit<DemandOptions, "response"> & {
    splits: readonly Split[];
    scheme: string;
    warnings?: ModelBacktest["warnings"];
  },
): ModelBacktest {
  const fitted = (
    name: string,
    more: { response: DemandModel["response"]; shrinkage: "auto" | "none" },
  ): Contestant<DemandRow, number> =>
    contestant(name, {
      fit: (train) => fitResponse(train, { ...options, ...more }),
      predict: (model, test) => predictDemand(model, test, { statistic: "mean" }),
    });
  const { shrinkage = "auto" } = options;
  return compareModels(rows, {
    scheme,
    splits,
    naive: { name: "mean of product and group", foretell: foretellUnits },
    contestants: [
      fitted("counts", { response: "counts", shrinkage }),
      fitted("log", { response: "log", shrinkage }),
    ],
    losses: {
      deviance: ({ units }, mean) => devianceOf(units, Math.max(LEAST, mean)),
      "absolute error": ({ units }, mean) => Math.abs(units - mean),
    },
    decidedBy: "deviance",
    groupOf: ({ group }) => group,
    warnings,
  });
}

function devianceOf(units: number, mean: number): number {
  return 2 * ((units > 0 ? units * log(units / mean) : 0) - units + mean);
}

function lastFifth(rows: readonly DemandRow[]): Split[] {
  const at = timeOf(rows.map((row) => row.at));
  const times = at === null ? [] : [...new Set(at)].sort((a, b) => a - b);
  const cut = times[times.length - Math.floor(times.length * HELD_OUT)];
  const isHeld = (i: number) =>
    at === null || cut === undefined || times.length < FEWEST_TIMES ? i % 5 === 4 : at[i]! >= cut;
  const positions = (held: boolean) => rows.flatMap((_, i) => (isHeld(i) === held ? [i] : []));
  return [{ train: positions(false), test: positions(true) }];
}

/** Mean units of each product and group, of the product where the pair is new, of all where both are. */
function foretellUnits(train: readonly DemandRow[], test: readonly DemandRow[]): number[] {
  const sums = new Map<string, { units: number; rows: number }>();
  const keysOf = ({ product, group }: DemandRow) => [
    JSON.stringify([product, String(group)]),
    JSON.stringify([product]),
    "",
  ];
  for (const row of train) {
    for (const key of keysOf(row)) {
      const { units, rows } = sums.get(key) ?? { units: 0, rows: 0 };
      sums.set(key, { units: units + row.units, rows: rows + 1 });
    }
  }
  return test.map((row) => {
    const { units, rows } = sums.get(keysOf(row).find((key) => sums.has(key)) ?? "") ?? {
      units: 0,
      rows: 1,
    };
    return units / rows;
  });
}
