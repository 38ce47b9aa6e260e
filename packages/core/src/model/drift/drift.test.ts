import { describe, expect, it } from "vitest";
import { normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import {
  advanceDrift,
  challenge,
  compareParameters,
  DriftWatch,
  fitDriftWatch,
  inputDrift,
  shareSeries,
  watchDrift,
} from "./index.js";

const noise = (seed: number, days: number): number[] => {
  const next = uniformSource(seed, 0, purposeId("drift test"));
  return Array.from({ length: days }, () => normalQuantile(next()));
};
const coded = (code: string) => expect.objectContaining({ code });

describe("a watch", () => {
  const reference = { a: noise(1, 60), b: noise(2, 60) };
  const watch = fitDriftWatch(reference);

  it("finds a shift, says since when, which way and how far, and is then quiet", () => {
    const days = {
      a: noise(3, 30),
      b: noise(4, 30).map((value, t) => (t < 10 ? value : value - 3)),
    };
    const { alarms } = advanceDrift(watch, days);
    expect(alarms[0]).toMatchObject({ series: "b", kind: "level", direction: "down" });
    expect(alarms[0]!.day).toBeLessThan(60 + 10 + 7);
    expect(Math.abs(alarms[0]!.since - 70)).toBeLessThanOrEqual(2);
    expect(alarms[0]!.size).toBeLessThan(-2);
    for (const [i, { day }] of alarms.slice(1).entries()) {
      expect(day - alarms[i]!.day).toBeGreaterThan(watch.quietDays);
    }
  });

  it("finds days that scatter more", () => {
    const days = { a: noise(3, 14).map((value) => 4 * value), b: noise(4, 14) };
    expect(advanceDrift(watch, days).alarms[0]).toMatchObject({ series: "a" });
  });

  it("gives the same alarms day by day as all at once, and after JSON", () => {
    const days = { a: noise(5, 40).map((value, t) => value + (t > 20 ? 2 : 0)), b: noise(6, 40) };
    const whole = advanceDrift(watch, days);
    let stepped = watch;
    const alarms = days.a.flatMap((_, t) => {
      const next = advanceDrift(DriftWatch.parse(JSON.parse(JSON.stringify(stepped))), {
        a: days.a.slice(t, t + 1),
        b: days.b.slice(t, t + 1),
      });
      stepped = next.watch;
      return next.alarms;
    });
    expect(alarms).toEqual(whole.alarms);
    expect(stepped).toEqual(whole.watch);
  });

  it("is unmoved by the unit of its series", () => {
    const values = noise(7, 100).map((value, t) => value + (t > 80 ? 3 : 0));
    const plain = watchDrift(values, { reference: 60 });
    const scaled = watchDrift(
      values.map((value) => 1e9 * value + 5e9),
      { reference: 60 },
    );
    expect(scaled.alarms.map(({ day }) => day)).toEqual(plain.alarms.map(({ day }) => day));
  });

  it("goes on over missing days and a single freak", () => {
    const days: (number | null)[] = noise(8, 30);
    days[3] = null;
    days[10] = 1e6;
    const { alarms } = watchDrift([...noise(9, 60), ...days], { reference: 60 });
    expect(alarms.length).toBeLessThanOrEqual(1);
    const gaps = noise(1, 60).map((value, t) => (t % 10 === 0 ? null : value));
    const weak = fitDriftWatch({ a: gaps }).weaknesses.map(({ code }) => code);
    expect(weak).toContain("missing_reference_days");
  });

  it.each<[string, () => unknown]>([
    ["too_few_rows", () => fitDriftWatch({ a: noise(1, 19) })],
    ["no_variation", () => fitDriftWatch({ a: new Array(40).fill(7) })],
    ["not_finite", () => fitDriftWatch({ a: [...noise(1, 40), Number.NaN] })],
    ["invalid_input", () => fitDriftWatch({})],
    ["invalid_input", () => fitDriftWatch({ a: noise(1, 40), b: noise(1, 41) })],
    ["out_of_range", () => fitDriftWatch({ a: noise(1, 40) }, { falseAlarmsPer90Days: 0 })],
    ["unknown_key", () => advanceDrift(watch, { a: [1] })],
    ["unknown_key", () => advanceDrift(watch, { a: [1], b: [1], c: [1] })],
    ["invalid_input", () => shareSeries([{ a: 1 }])],
    ["out_of_range", () => shareSeries([{ a: 1, b: -1 }])],
  ])("refuses with %s", (code, call) => {
    expect(call).toThrow(coded(code));
  });
});

describe("a challenger", () => {
  const champion = noise(11, 60).map((value) => 2 + 0.3 * value);

  it("replaces the champion only where it is better by more than chance", () => {
    const better = champion.map((loss, i) => loss - 0.3 + 0.1 * noise(12, 60)[i]!);
    expect(challenge({ champion, challenger: better })).toMatchObject({
      replace: true,
      reasons: [],
    });
    const alike = challenge({
      champion,
      challenger: noise(13, 60).map((value) => 2 + 0.3 * value),
    });
    expect(alike.replace).toBe(false);
    const worse = challenge({ champion, challenger: champion.map((loss) => loss + 0.1) });
    expect(worse.reasons).toMatchObject([{ code: "challenger_not_better" }]);
    const short = challenge({ champion: champion.slice(0, 9), challenger: better.slice(0, 9) });
    expect(short.reasons).toMatchObject([{ code: "too_few_held_out_days" }]);
  });

  it("must beat the margin that was asked for", () => {
    const challenger = champion.map((loss, i) => loss - 0.1 + 0.02 * noise(14, 60)[i]!);
    expect(challenge({ champion, challenger }).replace).toBe(true);
    expect(challenge({ champion, challenger }, { margin: 0.1 }).replace).toBe(false);
  });

  it("wins against an equal in no more than 5 % or so of 400 contests, also where days are correlated", () => {
    let wins = 0;
    for (let seed = 0; seed < 400; seed++) {
      let value = 0;
      const differences = noise(100 + seed, 90).map((draw) => {
        value = 0.4 * value + draw;
        return value;
      });
      const zero = differences.map(() => 0);
      if (challenge({ champion: zero, challenger: differences }).replace) wins++;
    }
    expect(wins / 400).toBeLessThan(0.09);
  });

  it("refuses days that differ and losses that are none", () => {
    expect(() => challenge({ champion, challenger: [1] })).toThrow(coded("invalid_input"));
    expect(() => challenge({ champion: [Number.NaN], challenger: [1] })).toThrow(
      coded("not_finite"),
    );
    expect(challenge({ champion: [], challenger: [] })).toMatchObject({ replace: false, days: 0 });
  });

  it("comes with a readable difference of parameters", () => {
    const changes = compareParameters(
      { "price of a": { value: 2.1, standardError: 0.3, unit: "u" }, gone: { value: 1 } },
      { "price of a": { value: 2.6, standardError: 0.4, unit: "u" }, fresh: { value: 0.01 } },
    );
    expect(changes.map(({ text }) => text)).toEqual([
      "price of a: 2.10 → 2.60 (+0.50, 1.0 standard errors)",
      "gone: 1.00 → none",
      "fresh: none → 0.0100",
    ]);
    expect(changes[0]!.z).toBeCloseTo(1, 12);
    expect(changes[0]).toMatchObject({ before: 2.1, after: 2.6, unit: "u" });
  });
});

describe("inputs", () => {
  const rows = (seed: number, shift: number) =>
    noise(seed, 500).map((value, i) => ({
      income: value + shift,
      channel: i % 10 < 3 + 3 * shift ? "app" : "shop",
      age: noise(seed + 1, 500)[i]!,
    }));

  it("that moved are told from those that did not", () => {
    const found = inputDrift(rows(21, 0), { current: rows(31, 0.8) });
    expect(found.map(({ name, kind, drifted }) => [name, kind, drifted])).toEqual([
      ["income", "number", true],
      ["channel", "category", true],
      ["age", "number", false],
    ]);
    expect(inputDrift(rows(21, 0), { current: rows(41, 0) }).some(({ drifted }) => drifted)).toBe(
      false,
    );
  });

  it("agree with SciPy's Kolmogorov-Smirnov distance and χ² by hand", () => {
    const before = [1, 2, 3, 4, 5, 6, 7, 8].map((x) => ({ x, c: x % 2 ? "odd" : "even" }));
    const current = [5, 6, 7, 8, 9, 10].map((x) => ({ x, c: "odd" }));
    const [x, c] = inputDrift(before, { current });
    expect(x!.statistic).toBeCloseTo(0.5, 12);
    // Table [[4, 4], [6, 0]]: 14 (4·0 - 4·6)² / (8·6·10·4).
    expect(c!.statistic).toBeCloseTo((14 * 24 ** 2) / (8 * 6 * 10 * 4), 12);
  });

  it("are refused without rows or with numbers that are none", () => {
    expect(() => inputDrift([], { current: [{ x: 1 }] })).toThrow(coded("no_data"));
    expect(() => inputDrift([{ x: 1 }], { current: [{ x: Number.NaN }] })).toThrow(
      coded("not_finite"),
    );
    const [x] = inputDrift([{ x: 1 }, { x: null }], { current: [{ x: null }, {}] });
    expect(Number.isFinite(x!.index)).toBe(true);
  });
});
