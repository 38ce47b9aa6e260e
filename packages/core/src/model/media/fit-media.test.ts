import { describe, expect, it } from "vitest";
import { normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import { dateOfDay } from "../../schema/time-text.js";
import { fitMedia } from "./fit-media.js";
import type { MediaOptions, MediaRow } from "./media-option.js";

const OPTIONS: MediaOptions = {
  target: "sales",
  channels: ["tv", "search"],
  date: "week",
  saturation: "linear",
  lags: 1,
  trend: "none",
  harmonics: 0,
  nonNegative: false,
};

/** 60 weeks of a straight-line market: sales = 100 + 3 tv + 2 search + noise of 10. */
function weeks(
  change: (row: Record<string, number | string | null>, t: number) => MediaRow = (row) => row,
) {
  const next = uniformSource(3, 0, purposeId("fit media test"));
  return Array.from({ length: 60 }, (_, t) => {
    const tv = 20 * next();
    const search = 10 * next();
    const sales = 100 + 3 * tv + 2 * search + 10 * normalQuantile(next());
    return change({ week: dateOfDay(19_000 + 7 * t), tv, search, sales }, t);
  });
}

describe("an experiment", () => {
  it("narrows the effect that it informs as two normal estimates of one number do", () => {
    const rows = weeks();
    const free = fitMedia(rows, OPTIONS).channels[0];
    if (free === undefined) throw new Error("no channel");
    const spend = free.spend.slice(10, 20).reduce((sum, value) => sum + value, 0);
    const calibration = {
      channel: "tv",
      incremental: -2.5 * spend,
      standardError: 0.3 * spend,
      from: dateOfDay(19_000 + 70),
      to: dateOfDay(19_000 + 7 * 19),
      spendChange: -1,
      source: "test 7",
    };
    const told = fitMedia(rows, { ...OPTIONS, calibrations: [calibration] }).channels[0];
    const slope = (value: number) => value / free.largestSpend;
    const own = 1 / slope(free.effect.standardError) ** 2;
    const experiment = 1 / 0.3 ** 2;
    expect(slope(told?.effect.standardError ?? 0)).toBeCloseTo(1 / Math.sqrt(own + experiment), 1);
    expect(slope(told?.effect.standardError ?? 0) * Math.sqrt(own + experiment)).toBeCloseTo(1, 1);
    const expected = (own * slope(free.effect.value) + experiment * 2.5) / (own + experiment);
    expect(Math.abs(slope(told?.effect.value ?? 0) - expected)).toBeLessThan(0.03);
    expect(told?.experiments).toEqual(["test 7"]);
  });

  it("that contradicts the rows is said to", () => {
    const calibration = {
      channel: "search",
      incremental: -3000,
      standardError: 100,
      from: dateOfDay(19_000),
      to: dateOfDay(19_000 + 7 * 59),
      spendChange: 1,
    };
    const { weaknesses } = fitMedia(weeks(), { ...OPTIONS, calibrations: [calibration] });
    expect(weaknesses.map(({ code }) => code)).toContain("experiment_contradicts");
  });
});

describe("weak data", () => {
  it("names channels that always move together, and still answers", () => {
    const rows = weeks((row) => ({ ...row, search: Number(row.tv) * 0.5 }));
    const model = fitMedia(rows, { ...OPTIONS, nonNegative: true });
    expect(model.weaknesses).toContainEqual({
      code: "channels_move_together",
      values: { channel: "tv", other: "search", correlation: expect.closeTo(1, 6) },
    });
    const total = model.channels.reduce((sum, { contribution }) => sum + contribution.value, 0);
    const truth = rows.reduce((sum, { tv }) => sum + 3 * Number(tv), 0);
    expect(total / truth).toBeGreaterThan(0.5);
    expect(total / truth).toBeLessThan(2);
  });

  it("keeps 0 inside the interval of a channel that does nothing", () => {
    const next = uniformSource(8, 0, purposeId("noise channel"));
    const rows = weeks((row) => ({ ...row, search: next() }));
    const model = fitMedia(rows, { ...OPTIONS, nonNegative: true, lags: 4 });
    expect(model.channels[1]?.contribution.lower).toBe(0);
    expect(model.weaknesses.map(({ code }) => code)).toContain("effect_may_be_none");
  });

  it("says of a control that it never varied, and of weeks that are missing", () => {
    const rows = weeks((row) => ({ ...row, promotion: 0 })).filter((_, t) => t !== 9);
    const codes = fitMedia(rows, { ...OPTIONS, controls: ["promotion"] }).weaknesses.map(
      ({ code }) => code,
    );
    expect(codes).toContain("control_never_varies");
    expect(codes).toContain("periods_missing");
  });
});

it("is unmoved by units and by the order of rows", () => {
  const model = fitMedia(weeks(), OPTIONS);
  const scaled = weeks((row) => ({
    ...row,
    tv: Number(row.tv) * 1e9,
    sales: Number(row.sales) * 1e9,
  }));
  const other = fitMedia(scaled.reverse(), OPTIONS);
  other.channels.forEach(({ share }, c) => {
    expect(share.value).toBeCloseTo(model.channels[c]?.share.value ?? 0, 6);
    expect(share.upper).toBeCloseTo(model.channels[c]?.share.upper ?? 0, 6);
  });
  expect(other.channels[0]?.effect.value).toBeCloseTo(
    1e9 * (model.channels[0]?.effect.value ?? 0),
    -4,
  );
});

it("reports progress, and ends with an error that the listener throws", () => {
  const done: number[] = [];
  fitMedia(weeks(), { ...OPTIONS, onProgress: (progress) => done.push(progress.done) });
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(done.at(-1)).toBe(1);
  const stop = () => {
    throw new Error("enough");
  };
  expect(() => fitMedia(weeks(), { ...OPTIONS, onProgress: stop })).toThrow("enough");
});

const WINDOW = { from: "2022-01-10", to: "2022-02-07" };
const TEST = { channel: "tv", incremental: 1, standardError: 1, spendChange: 1, ...WINDOW };
it.each<[string, MediaRow[], Partial<MediaOptions>]>([
  ["no_data", [], {}],
  ["too_few_rows", weeks().slice(0, 3), {}],
  ["no_variation", weeks((row) => ({ ...row, tv: 5 })), {}],
  ["no_variation", weeks((row) => ({ ...row, tv: 0 })), {}],
  ["no_variation", weeks((row) => ({ ...row, sales: 1e9 })), {}],
  ["not_finite", weeks((row, t) => (t === 3 ? { ...row, tv: null } : row)), {}],
  ["not_finite", weeks((row, t) => (t === 3 ? { ...row, sales: Number.NaN } : row)), {}],
  ["not_finite", weeks((row, t) => (t === 3 ? { ...row, tv: Infinity } : row)), {}],
  ["not_finite", weeks(), { controls: ["nowhere"] }],
  ["out_of_range", weeks((row, t) => (t === 3 ? { ...row, tv: -1 } : row)), {}],
  ["invalid_input", weeks((row, t) => (t === 3 ? { ...row, week: "soon" } : row)), {}],
  ["invalid_input", weeks((row, t) => (t === 3 ? { ...row, week: "2022-02-30" } : row)), {}],
  ["invalid_input", [...weeks(), ...weeks().slice(0, 1)], {}],
  ["invalid_input", weeks(), { channels: [] }],
  ["invalid_input", weeks(), { channels: ["tv", "tv"] }],
  ["out_of_range", weeks(), { lags: 0 }],
  ["out_of_range", weeks(), { level: 1 }],
  ["unknown_key", weeks(), { calibrations: [{ ...TEST, channel: "radio" }] }],
  ["out_of_range", weeks(), { calibrations: [{ ...TEST, standardError: 0 }] }],
  ["out_of_range", weeks(), { calibrations: [{ ...TEST, spendChange: 0 }] }],
  ["out_of_range", weeks(), { calibrations: [{ ...TEST, from: "2012-01-02" }] }],
])("refuses with %s", (code, rows, options) => {
  expect(() => fitMedia(rows, { ...OPTIONS, ...options })).toThrow(
    expect.objectContaining({ code }),
  );
});
