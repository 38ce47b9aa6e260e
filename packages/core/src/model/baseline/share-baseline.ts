import * as z from "zod";
import { logistic } from "../../math/index.js";
import { Reason } from "../../schema/verdict.js";
import { Baseline } from "./baseline.js";
import type { BaselineOptions, ShareRow } from "./baseline-row.js";
import { fitSeries } from "./fit-series.js";
import { predictSeries } from "./predict-series.js";
import { readSeries } from "./read-series.js";
import { shareTable } from "./share-series.js";

/** Baselines of shares that sum to 1: one for each brand, of its log-odds against all others. */
export const ShareBaseline = z
  .strictObject({
    kind: z.literal("share-baseline"),
    version: z.literal(1),
    brands: z.array(z.string()).min(2),
    floors: z
      .array(z.number().gt(0).lt(1))
      .meta({ description: "Share that stands for a zero of each brand" }),
    models: z.array(Baseline).meta({ description: "Of the log-odds of each brand" }),
    weaknesses: z.array(Reason),
  })
  .refine(
    ({ brands, floors, models }) =>
      floors.length === brands.length && models.length === brands.length,
    "a floor and a model for each brand",
  );
export type ShareBaseline = z.infer<typeof ShareBaseline>;

/** What a baseline foretells of the shares of a period. */
export interface ShareForecast {
  readonly date: string;
  /** By brand; they sum to 1. */
  readonly shares: Readonly<Record<string, number>>;
  /** By brand, quantiles by name. */
  readonly bands: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Baselines of shares. @see fitBaseline */
export function fitShares(rows: readonly ShareRow[], options: BaselineOptions): ShareBaseline {
  const { regressors = [], onProgress } = options;
  const { brands, floors, zeros, logOdds } = shareTable(rows, null);
  const models = brands.map((_, j) => {
    const series = readSeries(rows, {
      regressors,
      valueAt: (_row, index) => logOdds[index]?.[j] ?? null,
    });
    return fitSeries(series, {
      ...options,
      transform: "none",
      ...(onProgress && {
        onProgress: ({ stage, done }) =>
          onProgress({ stage: `${brands[j]}: ${stage}`, done: (j + done) / brands.length }),
      }),
    });
  });
  return {
    kind: "share-baseline",
    version: 1,
    brands: [...brands],
    floors: [...floors],
    models,
    weaknesses: [
      ...(zeros > 0 ? [{ code: "zeros_replaced", values: { zeros } }] : []),
      ...models.flatMap(({ weaknesses }, j) =>
        weaknesses.map(({ code, values }) => ({ code, values: { ...values, brand: brands[j]! } })),
      ),
    ],
  };
}

/** Foretells shares. @see predictBaseline */
export function predictShares(
  model: ShareBaseline,
  { rows, history }: { rows: readonly ShareRow[]; history: readonly ShareRow[] },
): ShareForecast[] {
  const { brands, models } = model;
  const asked = shareTable(rows, model).logOdds;
  const before = shareTable(history, model).logOdds;
  const forecasts = models.map((each, j) => {
    const valued = (list: readonly ShareRow[], logOdds: typeof asked) =>
      list.map(({ shares: _, ...row }, index) => ({ ...row, value: logOdds[index]?.[j] ?? null }));
    return predictSeries(each, { rows: valued(rows, asked), history: valued(history, before) });
  });
  return rows.map(({ date }, row) => {
    const alone = forecasts.map((of) => logistic(of[row]!.value));
    const total = alone.reduce((sum, share) => sum + share, 0);
    const shares: Record<string, number> = {};
    const bands: Record<string, Record<string, number>> = {};
    brands.forEach((brand, j) => {
      shares[brand] = alone[j]! / total;
      bands[brand] = Object.fromEntries(
        Object.entries(forecasts[j]![row]!.bands).map(([name, logOdds]) => {
          // Odds change by the factor by which the median's odds did, so that the median stays the median.
          const share = logistic(logOdds);
          const factor = (1 - alone[j]!) / (total - alone[j]!);
          return [name, (share * factor) / (share * factor + 1 - share)];
        }),
      );
    });
    return { date, shares, bands };
  });
}
