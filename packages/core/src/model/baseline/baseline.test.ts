import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normal, purposeId } from "../../math/index.js";
import { dateOfDay } from "../../schema/index.js";
import { backtestBaseline } from "./backtest-baseline.js";
import { Baseline } from "./baseline.js";
import type { BaselineOptions } from "./baseline-row.js";
import { explainBaseline } from "./explain-baseline.js";
import { fitBaseline } from "./fit-baseline.js";
import { predictBaseline, warnOfBaselineExtrapolation } from "./predict-baseline.js";

const START = 19000;
const NOISE = purposeId("baseline test noise");
const noise = (t: number, seed = 0) => normal(seed, 0, t, NOISE);
const rowsOf = (n: number, value: (t: number) => number | null) =>
  Array.from({ length: n }, (_, t) => ({ date: dateOfDay(START + t), value: value(t) }));
const weekday = (t: number) => [0, 2, 1, 3, 6, 12, 8][t % 7]!;

const heated = Array.from({ length: 200 }, (_, t) => {
  const temp = 15 + 5 * noise(t, 1);
  return { date: dateOfDay(START + t), value: 100 + weekday(t) + 2 * temp + noise(t), temp };
});
const model = fitBaseline(heated, { regressors: ["temp"], transform: "none" });

describe("what it finds", () => {
  it("finds the effect of a regressor within its error", () => {
    const { temp, weekday_1: first } = model.parameters;
    expect(Math.abs(temp!.value - 2)).toBeLessThan(3 * temp!.standardError);
    expect(temp!.standardError).toBeLessThan(0.05);
    expect(first!.standardError).toBeGreaterThan(0);
  });

  it("answers a what-if by the regressor's effect", () => {
    const date = dateOfDay(START + 205);
    const [cool, warm] = predictBaseline(model, [
      { date, temp: 12 },
      { date: dateOfDay(START + 212), temp: 18 },
    ]);
    expect(warm!.value - cool!.value).toBeCloseTo(12, 0);
    expect(warnOfBaselineExtrapolation(model, [{ date, temp: 60 }])[0]).toMatchObject({
      code: "extrapolation",
      values: { lever: "temp", asked: 60 },
    });
    expect(warnOfBaselineExtrapolation(model, [{ date, temp: 15 }])).toEqual([]);
  });

  it("puts its usual value in place of a regressor that is not known", () => {
    const date = dateOfDay(START + 205);
    const mean = heated.reduce((sum, { temp }) => sum + temp, 0) / heated.length;
    const [unknown, usual] = [null, mean].map(
      (temp) => predictBaseline(model, [{ date, temp }])[0]!,
    );
    expect(unknown!.value).toBeCloseTo(usual!.value, 9);
  });

  it("foretells a growing series by factors where they fit better, and stays above 0", () => {
    const growing = rowsOf(300, (t) =>
      Math.max(1, 50 * 1.006 ** t * (1 + weekday(t) / 20) * (1 + 0.05 * noise(t))),
    );
    const found = fitBaseline(growing.slice(0, 240));
    expect(found.variant.transform).toBe("log");
    const forecasts = predictBaseline(
      found,
      growing.slice(240).map(({ date }) => ({ date })),
    );
    forecasts.forEach(({ value, bands }, i) => {
      expect(Math.abs(value / growing[240 + i]!.value! - 1)).toBeLessThan(0.5);
      expect(bands.p2_5).toBeGreaterThan(0);
    });
  });

  it("says what its forecasts of its own series were worth, ahead and between", () => {
    const { ahead, between, bands } = model.backtest;
    expect(ahead.map(({ periods }) => periods)).toEqual(model.errors.horizons);
    for (const { error, naive } of ahead) expect(error).toBeLessThan(0.5 * naive!);
    // The noise has a standard deviation of 1, and so a mean size of 0.8.
    expect(between!.error).toBeGreaterThan(0.7);
    expect(between!.error).toBeLessThan(1);
    expect(bands.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95]);
    for (const { level, coverage } of bands) expect(Math.abs(coverage - level)).toBeLessThan(0.15);
    const few = fitBaseline(rowsOf(3, (t) => t)).backtest;
    expect(few.bands).toEqual([]);
  });

  it("holds values of blocks that it never saw in bands between their neighbours", () => {
    const isHeld = (t: number) => Math.floor(t / 7) % 4 === 2;
    let level = 0;
    const wandering = rowsOf(400, (t) => {
      level += noise(t, 5);
      return 100 + level + weekday(t) + 2 * noise(t, 6);
    });
    const found = fitBaseline(wandering.filter((_, t) => !isHeld(t)));
    const held = wandering.filter((_, t) => isHeld(t));
    const inside = predictBaseline(found, held).filter(
      ({ bands }, i) => held[i]!.value! >= bands.p10! && held[i]!.value! <= bands.p90!,
    );
    expect(Math.abs(inside.length / held.length - 0.8)).toBeLessThan(0.1);
  });

  it("holds out better than the value of a week ago", () => {
    const found = backtestBaseline(heated, { regressors: ["temp"], ahead: "one step" });
    expect(found.champion).toBe("baseline");
    expect(Object.keys(found.contestants.baseline!)).toEqual(["absoluteError", "pinball", "crps"]);
    expect(found.bands.map(({ level }) => level)).toEqual([0.5, 0.8, 0.95]);
    expect(found.bands[1]!.meanIntervalScore).toBeLessThan(found.naiveBands[1]!.meanIntervalScore);
  });
});

describe("what it keeps to", () => {
  it("foretells the same after a round trip through JSON", () => {
    const asked = [0, 1, 5].map((t) => ({ date: dateOfDay(START + 200 + t), temp: 14 }));
    const back = Baseline.parse(JSON.parse(JSON.stringify(model)));
    expect(predictBaseline(back, asked)).toEqual(predictBaseline(model, asked));
    expect(JSON.stringify(back)).toBe(JSON.stringify(model));
    expect(structuredClone(model)).toEqual(model);
  });

  it("uses nothing of a row's own value or of later ones", () => {
    const at = (value: number) =>
      Array.from({ length: 20 }, (_, t) => ({
        date: dateOfDay(START + 200 + t),
        temp: 15,
        value: t < 10 ? 130 : value,
      }));
    const [some, others] = [predictBaseline(model, at(140)), predictBaseline(model, at(20))];
    expect(some.slice(0, 11)).toEqual(others.slice(0, 11));
    expect(some[11]).not.toEqual(others[11]);
  });

  it("foretells rows alike whether earlier ones come as rows or as history", () => {
    const later = Array.from({ length: 12 }, (_, t) => ({
      date: dateOfDay(START + 200 + t),
      temp: 15 + t,
      value: 130 + t,
    }));
    const together = predictBaseline(model, later);
    const apart = predictBaseline(model, later.slice(8), { history: later.slice(0, 8) });
    expect(apart).toEqual(together.slice(8));
    const reversed = predictBaseline(model, [...later].reverse());
    expect(reversed.reverse()).toEqual(together);
  });

  it("sums its parts to the forecast, within the fit and after it", () => {
    const growing = rowsOf(120, (t) => 20 * 1.01 ** t * (1 + weekday(t) / 30));
    const found = fitBaseline(growing, { holidays: [dateOfDay(START + 125)], transform: "log" });
    const asked = [50, 110, 121, 125, 150].map((t) => ({ date: dateOfDay(START + t) }));
    const values = predictBaseline(found, asked).map(({ value }) => value);
    explainBaseline(found, asked).forEach(({ date: _, value, ...parts }, i) => {
      expect(value).toBe(values[i]);
      const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
      expect(total / value).toBeCloseTo(1, 12);
    });
  });

  it("gives the same model for rows in any order", () => {
    const rows = rowsOf(60, (t) => 10 + weekday(t) + noise(t));
    const shuffled = [...rows.slice(30), ...rows.slice(0, 30).reverse()];
    expect(fitBaseline(shuffled)).toEqual(fitBaseline(rows));
  });

  it("keeps its quantiles in order, and scales with the unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(1e-9, 1e9), (seed, unit) => {
        const rows = rowsOf(45, (t) => 10 + weekday(t) + noise(t, seed));
        const scaled = rows.map(({ date, value }) => ({ date, value: unit * value! }));
        const asked = [{ date: dateOfDay(START + 50) }];
        const [one] = predictBaseline(fitBaseline(rows), asked);
        const [other] = predictBaseline(fitBaseline(scaled), asked);
        expect(other!.value / unit / one!.value).toBeCloseTo(1, 4);
        const bands = Object.values(one!.bands);
        expect([...bands].sort((a, b) => a - b)).toEqual(bands);
        expect(bands).toHaveLength(7);
      }),
      { numRuns: 8 },
    );
  });

  it("tells how far it is, and ends where that throws", () => {
    const done: number[] = [];
    fitBaseline(heated.slice(0, 60), { onProgress: (progress) => done.push(progress.done) });
    expect(done[done.length - 1]).toBe(1);
    const stop = new Error("enough");
    const onProgress = () => {
      throw stop;
    };
    expect(() => fitBaseline(heated.slice(0, 60), { onProgress })).toThrow(stop);
  });
});

describe("edges", () => {
  const asked = dateOfDay(START + 500);
  const weeks = Array.from({ length: 60 }, (_, t) => ({
    date: dateOfDay(START + 7 * t),
    value: 100 + t + 3 * noise(t),
  }));
  it.each<[string, readonly { date: string; value: number | null }[], string | null]>([
    ["three values", rowsOf(3, (t) => t), "bands_uncalibrated"],
    ["a constant", rowsOf(50, () => 7), "no_variation"],
    ["zeros", rowsOf(50, () => 0), "no_variation"],
    ["40 days", rowsOf(40, (t) => 5 + weekday(t)), "short_of_two_years"],
    ["one value in ten", rowsOf(200, (t) => (t % 10 === 0 ? t + noise(t) : null)), "many_missing"],
    ["a billion", rowsOf(60, (t) => 1e9 * (5 + noise(t))), null],
    ["a spike", rowsOf(60, (t) => (t === 30 ? 1e9 : 5 + (t % 3))), null],
    ["values below 0", rowsOf(60, (t) => -50 + t + noise(t)), null],
    ["a straight line", rowsOf(60, (t) => 3 + t), null],
    ["weeks", weeks, null],
    ["years apart", [0, 1, 2, 3, 4, 5].map((t) => ({ date: `201${t}-01-01`, value: t })), null],
  ])("foretells finite numbers of %s", (_name, rows, weakness) => {
    const found = fitBaseline(rows);
    const [forecast] = predictBaseline(found, [{ date: asked }]);
    for (const number of [forecast!.value, forecast!.mean, ...Object.values(forecast!.bands)]) {
      expect(number).toSatisfy(Number.isFinite);
    }
    expect(JSON.stringify(found)).not.toContain(':null,"state"');
    expect(() => Baseline.parse(found)).not.toThrow();
    if (weakness !== null) {
      expect(found.weaknesses.map(({ code }) => code)).toContain(weakness);
    }
  });

  it.each<[string, (t: number) => Record<string, number | null>]>([
    ["constant_regressor", () => ({ a: 4 })],
    ["collinear_regressors", (t) => ({ a: noise(t, 3), b: 2 * noise(t, 3) })],
    ["regressor_missing", (t) => ({ a: t % 5 === 0 ? null : noise(t, 3) })],
  ])("says %s and foretells", (code, columns) => {
    const rows = rowsOf(60, (t) => 10 + noise(t)).map((row, t) => ({ ...row, ...columns(t) }));
    const regressors = Object.keys(columns(1));
    const found = fitBaseline(rows, { regressors });
    expect(found.weaknesses.map((reason) => reason.code)).toContain(code);
    const [forecast] = predictBaseline(found, [{ date: asked, a: 1, b: 2 }]);
    expect(forecast!.value).toBeCloseTo(10, -1);
    expect(Object.values(found.parameters).every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  it("takes a value that its scale does not reach for the least that it does", () => {
    const found = fitBaseline(
      rowsOf(60, (t) => 5 + weekday(t)),
      { transform: "log" },
    );
    const rows = [0, 1, 2].map((t) => ({
      date: dateOfDay(START + 60 + t),
      value: t === 0 ? 0 : null,
    }));
    for (const { value } of predictBaseline(found, rows)) expect(value).toSatisfy(Number.isFinite);
  });
});

describe("refusals", () => {
  const good = rowsOf(20, (t) => t);
  it.each<[string, string, readonly { date: string; value: number | null }[], BaselineOptions]>([
    ["no_data", "no rows", [], {}],
    ["no_data", "without a value", rowsOf(9, () => null), {}],
    ["too_few_rows", "found 1 values", rowsOf(1, () => 3), {}],
    ["invalid_input", good[3]!.date, [...good, good[3]!], {}],
    ["invalid_input", "2024-02-30", [{ date: "2024-02-30", value: 1 }], {}],
    ["not_finite", "row 4", rowsOf(9, (t) => (t === 4 ? Number.NaN : t)), {}],
    ["not_finite", "Infinity", rowsOf(9, (t) => (t === 4 ? Infinity : t)), {}],
    ["invalid_input", "no rain", good, { regressors: ["rain"] }],
    ["invalid_input", "holiday 0", good, { holidays: ["Christmas"] }],
    ["out_of_range", "levels 1.5", good, { levels: [1.5] }],
    ["out_of_range", "horizon 0", good, { horizon: 0 }],
    ["out_of_range", "log needs", good, { transform: "log" }],
    ["out_of_range", "yearly", good, { seasonality: { yearly: -1 } }],
  ])("%s: %s", (code, message, rows, options) => {
    const fit = () => fitBaseline(rows, options);
    expect(fit).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("out_of_range: a row before the first that was fitted", () => {
    const ask = () => predictBaseline(model, [{ date: "1999-01-01", temp: 1 }]);
    expect(ask).toThrow(expect.objectContaining({ code: "out_of_range" }));
  });
});
