import { describe, expect, it } from "vitest";
import {
  allocateBudget,
  backtestMedia,
  fitMedia,
  MediaModel,
  type MediaOptions,
  type MediaRow,
  predictMedia,
  responseCurve,
  scorePoints,
  warnOfMediaRange,
} from "../../src/model/index.js";
import { readReference, readTable } from "./data-set.js";
import { mediaMarket } from "./media-market.js";

interface Reference {
  readonly free_fit: { readonly contribution_share: Readonly<Record<string, number>> };
  readonly documented_generating_values: {
    readonly adstock_geometric: { readonly x1: number; readonly x2: number };
    readonly saturation_logistic_lambda: { readonly x1: number; readonly x2: number };
  };
}

const OPTIONS = {
  target: "y",
  channels: ["x1", "x2"],
  controls: ["event_1", "event_2"],
  date: "date_week",
} as const satisfies MediaOptions;

const rows: MediaRow[] = readTable("mmm_example").map((row) => ({
  date_week: row.date_week ?? "",
  ...Object.fromEntries(["y", "x1", "x2", "event_1", "event_2"].map((k) => [k, Number(row[k])])),
}));
const outcomes = rows.map(({ y }) => Number(y));
const train = fitMedia(rows.slice(0, 143), OPTIONS);
const known = fitMedia(rows, {
  ...OPTIONS,
  saturation: "logistic",
  trend: "root",
  harmonics: 2,
  money: { currency: "USD", valuePerUnit: 2 },
});
const channel = (model: MediaModel, name: string) => {
  const found = model.channels.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no channel ${name}`);
  return found;
};

describe("the example of two channels with a known process", () => {
  it("foretells the last 36 weeks with an R² of at least 0.90 from the columns alone", () => {
    const forecasts = predictMedia(train, rows.slice(143));
    const score = scorePoints(
      forecasts.map(({ value }) => value),
      outcomes.slice(143),
    );
    expect(score.rSquared).toBeGreaterThan(0.9);
    const inside = forecasts.filter(({ lower, upper }, i) => {
      const value = outcomes[143 + i] ?? Number.NaN;
      return value >= lower && value <= upper;
    });
    expect(inside.length).toBeGreaterThanOrEqual(31);
    for (const { value, baseline, contributions } of forecasts) {
      expect((contributions.x1 ?? 0) + (contributions.x2 ?? 0) + baseline).toBeCloseTo(value, 6);
    }
  });

  it("finds the documented carry-over and saturation inside its intervals", () => {
    const reference = readReference<Reference>("mmm_example");
    const documented = reference.documented_generating_values;
    for (const name of ["x1", "x2"] as const) {
      const { carryOver, shape, share } = channel(known, name);
      expect(carryOver.lower).toBeLessThan(documented.adstock_geometric[name]);
      expect(carryOver.upper).toBeGreaterThan(documented.adstock_geometric[name]);
      expect(shape[0]?.lower).toBeLessThan(documented.saturation_logistic_lambda[name]);
      expect(shape[0]?.upper).toBeGreaterThan(documented.saturation_logistic_lambda[name]);
      const free = reference.free_fit.contribution_share[name] ?? Number.NaN;
      expect(Math.abs(share.value - free)).toBeLessThan(2 * share.standardError);
    }
    expect(known.converged).toBe(true);
    expect(known.weaknesses).toEqual([]);
  });

  it("is plain JSON that predicts the same bits on the way back in", () => {
    const read = MediaModel.parse(JSON.parse(JSON.stringify(known)));
    expect(predictMedia(read, rows.slice(0, 9))).toEqual(predictMedia(known, rows.slice(0, 9)));
    expect(allocateBudget(read)).toEqual(allocateBudget(known));
  });

  it("takes carry-over from the rows that it was fitted to", () => {
    const whole = predictMedia(known, rows);
    const last = predictMedia(known, rows.slice(-3));
    last.forEach(({ value }, i) => {
      expect(value).toBeCloseTo(whole.at(i - 3)?.value ?? Number.NaN, 6);
    });
  });

  it("counts money by its formula", () => {
    const { contribution, returnOnSpend, totalSpend } = channel(known, "x1");
    expect(returnOnSpend.value).toBeCloseTo((2 * contribution.value) / totalSpend, 6);
    expect(known.currency).toBe("USD");
  });

  it("draws response curves that rise and flatten, and says where spend was never seen", () => {
    const curve = responseCurve(known, { channel: "x1" });
    curve.forEach(({ outcome, marginalReturn, spend, extrapolated }, i) => {
      const before = curve[i - 1];
      if (before === undefined) return;
      expect(outcome.value).toBeGreaterThan(before.outcome.value);
      expect(marginalReturn.value).toBeLessThan(before.marginalReturn.value);
      expect(extrapolated).toBe(spend > channel(known, "x1").largestSpend);
    });
    const asked = [{ date_week: "2021-09-06", x1: 3, x2: 0, event_1: 0, event_2: 0 }];
    expect(warnOfMediaRange(known, asked)).toEqual([
      expect.objectContaining({ code: "extrapolation" }),
    ]);
  });

  it("deals a budget so that the last unit of money brings the same everywhere", () => {
    const budget = allocateBudget(known, { total: 0.8 });
    const slopes = budget.channels.map(
      ({ name, proposed }) =>
        responseCurve(known, { channel: name, spends: [proposed] })[0]?.marginalReturn.value ?? 0,
    );
    expect(budget.total).toBeCloseTo(0.8, 9);
    expect((slopes[0] ?? 0) / (slopes[1] ?? 1)).toBeCloseTo(1, 1);
    const bounds = { x2: { low: 0.3, high: 0.35 } };
    const bound = allocateBudget(known, { total: 0.8, bounds });
    expect(bound.channels[1]?.proposed).toBeGreaterThanOrEqual(0.3);
    expect(bound.channels[1]?.proposed).toBeLessThanOrEqual(0.35 + 1e-12);
    expect(allocateBudget(known).probabilityOfLoss).toBeLessThan(0.5);
    expect(allocateBudget(known, { total: 9 }).weaknesses[0]?.code).toBe("bounds_below_budget");
  });

  it("beats the same model without media on rows held out", () => {
    const given = { trend: "linear", harmonics: 2, saturation: "linear", lags: 3 } as const;
    const backtest = backtestMedia(rows, { ...OPTIONS, ...given });
    expect(backtest.champion).toBe("media");
    expect(backtest.contestants.media?.["squared error"]?.difference).toBeLessThan(0);
  });
});

describe("markets with a planted truth", () => {
  it("covers what channels contributed", () => {
    const market = mediaMarket(2, { weeks: 104 });
    const options: MediaOptions = {
      target: "sales",
      channels: market.channels,
      controls: ["price"],
      date: "week",
      saturation: "logistic",
      trend: "linear",
      harmonics: 1,
    };
    const model = fitMedia(market.rows, options);
    const inside = model.channels.filter(({ name, contribution: { lower, upper } }) => {
      const truth = market.contribution[name] ?? Number.NaN;
      return truth >= lower && truth <= upper;
    });
    expect(inside.length).toBeGreaterThanOrEqual(market.channels.length - 1);
  });
});
