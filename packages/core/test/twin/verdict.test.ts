import { describe, expect, it } from "vitest";
import { sentence } from "../../src/answer/index.js";
import {
  advanceDrift,
  fitDriftWatch,
  fitTwin,
  noteDrift,
  shareSeries,
} from "../../src/model/index.js";
import type { History } from "../../src/schema/history.js";
import { dateOfDay } from "../../src/schema/time-text.js";
import { simulate } from "../../src/simulate/index.js";
import {
  asked,
  codes,
  lifted,
  need,
  scatteredFrom,
  shiftedFrom,
  smallHistory,
  withPrices,
  withRows,
} from "./planted-verdict.js";

describe("a planted fault is found, and what is asked for lifts it", () => {
  it("a market without a fault is valid", async () => {
    const found = asked(await smallHistory({ days: 50 }));
    expect(found.verdict).toStrictEqual({ status: "valid", reasons: [], needs: [] });
  });

  it("thin data: no numbers from two days, weak from eight, and so many more rows make it valid", async () => {
    const two = asked(await smallHistory({ days: 2 }));
    expect(two.verdict.status).toBe("refused");
    expect(codes(two)).toContain("too_few_rows");
    for (const part of ["results", "bands", "forecastBands", "luck", "change", "impact"] as const) {
      expect(two[part]).toStrictEqual({});
    }
    const eight = asked(await smallHistory({ days: 8 }));
    expect(eight.verdict.status).toBe("weak");
    expect(codes(eight)).toEqual(expect.arrayContaining(["few_rows", "no_backtest"]));
    expect(need(two, "more_rows", "more")).toBe(12);
    const days = 8 + need(eight, "more_rows", "more");
    expect(days).toBeGreaterThanOrEqual(8 + need(eight, "periods_for_backtest", "periods"));
    const enough = codes(asked(await smallHistory({ days })));
    expect(enough).not.toContain("few_rows");
    expect(enough).not.toContain("no_backtest");
  });

  it("prices that never moved, or that nobody wrote down: so many periods with prices lift it", async () => {
    const still = asked(await smallHistory({ days: 30, priceVariation: 0 }));
    expect(still.verdict.status).toBe("weak");
    expect(codes(still)).toContain("prices_never_moved");
    const none = asked(await smallHistory({ days: 30, noPrices: true }));
    expect(codes(none)).toContain("prices_missing");
    expect(codes(still)).not.toContain("conditions_without_prices");
    const days = Math.max(
      need(still, "prices_that_vary", "periods"),
      need(none, "prices_that_vary", "periods"),
    );
    const percent = need(still, "prices_that_vary", "percent");
    expect(days).toBeLessThan(90);
    const moved = asked(await smallHistory({ days, priceVariation: percent / 100 }));
    for (const code of ["prices_never_moved", "prices_missing", "price_effect_unclear"]) {
      expect(codes(moved)).not.toContain(code);
    }
  });

  it("weather without prices is named where prices or the weather are asked, until prices are known", async () => {
    const none = await smallHistory({ days: 30, noPrices: true });
    const code = "conditions_without_prices";
    const rain = {
      interventions: [{ type: "external" as const, trigger: "rain" as const, value: 0.5 }],
    };
    const named = (found: ReturnType<typeof asked>) =>
      found.verdict.reasons.find((reason) => reason.code === code)?.values.triggers;
    const price = asked(none);
    expect(price.verdict.status).toBe("weak");
    expect(named(price)).toMatch(/temperature, rain/);
    expect(sentence({ code, values: { triggers: "rain, holiday" } }, "zh-TW")).toContain(
      "降雨、假日",
    );
    const wet = asked(none, rain);
    expect(wet.verdict.status).toBe("weak");
    expect(named(wet)).toBe("rain");
    expect(codes(asked(none, { interventions: [] }))).not.toContain(code);
    expect(codes(asked({ ...none, conditions: [] }))).not.toContain(code);
    const days = need(wet, "prices_that_vary", "periods");
    const priced = await smallHistory({ days, priceVariation: 0.11 });
    expect(codes(asked(priced))).not.toContain(code);
    expect(codes(asked(priced, rain))).not.toContain(code);
  });

  it("a level that shifts in the held-out days: refused, until the shift is history", async () => {
    const long = await smallHistory({ days: 88 });
    const upTo = (days: number): History =>
      withRows(shiftedFrom(long, 54), (row) => (row.at < days ? row : null));
    const found = asked(upTo(60));
    expect(found.verdict.status).toBe("refused");
    expect(codes(found).some((code) => /^bands_fail|^backtest_much/.test(code))).toBe(true);
    const periods = need(found, "periods_foretold_well", "periods");
    expect(codes(asked(upTo(60 + periods), {}, { periods }))).toStrictEqual([]);
  });

  it("bands that are too narrow for how it scatters now: so many periods of it widen them", async () => {
    const long = await smallHistory({ days: 78 });
    const upTo = (days: number): History =>
      withRows(scatteredFrom(long, 40), (row) => (row.at < days ? row : null));
    const found = asked(upTo(50));
    expect(codes(found).some((code) => /^bands_(fail|too_narrow)$/.test(code))).toBe(true);
    const periods = need(found, "periods_foretold_well", "periods");
    const after = codes(asked(upTo(50 + periods), {}, { periods }));
    expect(after.filter((code) => code.startsWith("bands_"))).toStrictEqual([]);
  });

  it("drift after the fit: noted from a watch, lifted by a fit with so many days after it", async () => {
    const long = await smallHistory({ days: 104, priceVariation: 0.02 });
    const all = shiftedFrom(long, 60, 2.5);
    const [cell] = all.cells;
    const days = [...(cell?.days ?? [])].map((_, at) =>
      Object.fromEntries(all.brands.map((name, j) => [name, cell?.shares[at * 3 + j] ?? 0])),
    );
    const series = shareSeries(days);
    const part = (from: number, to: number) =>
      Object.fromEntries(Object.entries(series).map(([name, v]) => [name, v.slice(from, to)]));
    const before = withRows(all, (row) => (row.at < 60 ? row : null));
    const twin = fitTwin(before);
    const { watch, alarms } = advanceDrift(fitDriftWatch(part(0, 60)), part(60, 68));
    const firstDay = dateOfDay(cell?.days[0] ?? 0);
    const noted = noteDrift(twin, { watch, alarms, firstDay });
    const ask = { durationDays: 7, draws: 0 };
    expect(codes(simulate(twin, ask))).toStrictEqual([]);
    const found = simulate(noted, ask);
    expect(found.verdict.status).not.toBe("valid");
    expect(codes(found).some((code) => code.startsWith("drifted"))).toBe(true);
    const more = need(found, "periods_after_change", "periods");
    const until = withRows(all, (row) => (row.at < 68 + more ? row : null));
    const again = simulate(fitTwin(until, { periods: 8 + more }), ask);
    expect(codes(again)).toStrictEqual([]);
  });

  it("gaps, and questions shorter than the time between records", async () => {
    const daily = await smallHistory({ days: 60 });
    const gappy = asked(
      withRows(daily, (row, cell) => (cell === 0 || row.at % 3 === 0 ? row : null)),
    );
    expect(codes(gappy)).toContain("gaps_in_history");
    const more = need(gappy, "missing_periods", "periods");
    const filled = asked(
      withRows(daily, (row, cell) =>
        cell === 0 || row.at % 3 === 0 || row.at < 2 * more ? row : null,
      ),
    );
    expect(codes(filled)).not.toContain("gaps_in_history");
    const weekly = asked(
      withRows(daily, (row) => (row.at % 7 === 0 ? row : null)),
      { durationDays: 3 },
    );
    expect(codes(weekly)).toContain("shorter_than_period");
    expect(need(weekly, "records_every", "days")).toBe(3);
  });

  it("a price far outside of what was seen: refused, until it was seen for so many periods", async () => {
    const history = await smallHistory({ days: 60 });
    const [brand = ""] = history.brands;
    const interventions = [{ type: "price_change" as const, price: { [brand]: 3 } }];
    const found = asked(history, { interventions });
    expect(found.verdict.status).toBe("refused");
    expect(codes(found)).toContain("far_beyond_observed");
    const periods = need(found, "lever_observations", "periods");
    const times = 1 + need(found, "lever_observations", "percent") / 100;
    const first = history.cells[0]?.days[0] ?? 0;
    const during = (day: number) => day >= first + 10 && day < first + 10 + periods;
    const tested = withPrices(
      withRows(history, (row) => ({
        ...row,
        shares: during(row.day) ? lifted(row.shares, 1 / times ** 2) : row.shares,
      })),
      brand,
      ({ day }) => (during(day) ? 1.02 * times : 1),
    );
    expect(codes(asked(tested, { interventions }))).not.toContain("far_beyond_observed");
    const stacked = [1.5, 1.5, 1.5].map((by) => ({
      type: "price_change" as const,
      price: { [brand]: by },
    }));
    expect(codes(asked(history, { interventions: stacked }))).toContain("far_beyond_observed");
  });

  it("a condition that nobody recorded: refused, until so many days of it are known", async () => {
    const history = await smallHistory({ days: 40 });
    const interventions = [{ type: "external" as const, trigger: "rain" as const, value: 0.5 }];
    const bare = { ...history, conditions: [] };
    const found = asked(bare, { interventions });
    expect(found.verdict.status).toBe("refused");
    const days = need(found, "trigger_observations", "days");
    const first = history.cells[0]?.days[0] ?? 0;
    const known = {
      ...history,
      conditions: history.conditions.filter(({ day }) => day < first + days),
    };
    expect(codes(asked(known, { interventions }))).not.toContain("trigger_not_estimable");
    const storm = asked(history, {
      interventions: [{ type: "external", trigger: "temperature", value: 90 }],
    });
    expect(codes(storm)).toContain("trigger_far_beyond_observed");
  });

  it("horizons beyond the history, and questions long after it", async () => {
    const short = await smallHistory({ days: 20 });
    const found = asked(short, { durationDays: 45 });
    expect(codes(found)).toContain("horizon_beyond_history");
    const days = 20 + need(found, "longer_history", "days");
    expect(codes(asked(await smallHistory({ days }), { durationDays: 45 }))).toStrictEqual([]);
    expect(asked(short, { durationDays: 365 }).verdict.status).toBe("refused");
    const twin = fitTwin(short);
    const at = (later: number) => {
      const day = dateOfDay((short.cells[0]?.days.at(-1) ?? 0) + later);
      return simulate(twin, { durationDays: 7, draws: 0, asked: day });
    };
    expect(codes(at(60))).toStrictEqual([]);
    expect(codes(at(100))).toStrictEqual(["twin_stale"]);
    expect(need(at(100), "newer_records", "days")).toBe(40);
    expect(at(400).verdict.status).toBe("refused");
  });

  it("limits are data: a question or a twin may carry others", async () => {
    const eight = fitTwin(await smallHistory({ days: 12 }));
    const ask = { durationDays: 7, draws: 0 };
    expect(codes(simulate(eight, ask))).toStrictEqual(["few_rows"]);
    expect(codes(simulate(eight, { ...ask, limits: { fewRows: 12 } }))).toStrictEqual([]);
    const lenient = { ...eight, limits: { fewRows: 12 } };
    expect(codes(simulate(lenient, ask))).toStrictEqual([]);
    expect(codes(simulate(lenient, { ...ask, limits: { fewRows: 13 } }))).toStrictEqual([
      "few_rows",
    ]);
    const strict = { ...ask, limits: { refusedRows: 13 } };
    expect(simulate(eight, strict).verdict.status).toBe("refused");
  });
});
