import { describe, expect, it } from "vitest";
import { sampleBeta, sampleGamma, uniformSource } from "../../math/index.js";
import { dateOfDay } from "../../schema/time-text.js";
import {
  fitLifetime,
  forecastPurchases,
  LifetimeModel,
  type Purchase,
  predictLifetime,
  summariseCustomers,
} from "./index.js";

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return "no error";
};

/** Purchases of planted customers, 52 weeks. */
function planted(customers: number, { scale = 1, leaves = true } = {}): Purchase[] {
  const next = uniformSource(3, 0, 5);
  return Array.from({ length: customers }, (_, c) => {
    const rate = sampleGamma(next, 0.8) / 6;
    const leaving = leaves ? sampleBeta(next, 0.8, 3) : 0;
    const spend = 20 * (3.2 / sampleGamma(next, 4));
    let at = 12 * next();
    const rows: Purchase[] = [];
    while (at < 52) {
      const amount = (scale * spend * sampleGamma(next, 5)) / 5;
      rows.push({ id: c, date: dateOfDay(20_000 + Math.floor(7 * at)), amount });
      if (rows.length > 1 && next() < leaving) break;
      at -= Math.log(next()) / rate;
    }
    return rows;
  }).flat();
}

const until = dateOfDay(20_000 + 7 * 52);
const rows = planted(300);
const model = fitLifetime(rows, { until, currency: "TWD" });

describe("a fit of customer value", () => {
  it("recovers planted parameters within four standard errors", () => {
    const truth = { r: 0.8, alpha: 6, a: 0.8, b: 3 };
    for (const [name, value] of Object.entries(truth)) {
      const found = model.buying[name as keyof typeof truth];
      expect(Math.abs(Math.log(found.value / value))).toBeLessThan(
        (4 * (found.standardError ?? 0)) / found.value,
      );
    }
    expect(model.spending?.currency).toBe("TWD");
    expect(model.buying.converged && model.spending?.converged).toBe(true);
  });

  it("is data: it comes back from JSON and foretells the same", () => {
    const back = LifetimeModel.parse(JSON.parse(JSON.stringify(model)));
    const ask = { horizonDays: 90, draws: 20, discountPerYear: 0.1, margin: 0.3 };
    const some = summariseCustomers(rows, { until }).customers.slice(0, 20);
    expect(predictLifetime(back, some, ask)).toEqual(predictLifetime(model, some, ask));
  });

  it("does not depend on the order of rows, nor on what comes after until", () => {
    const later = [...rows, { id: 1, date: dateOfDay(21_000), amount: 5 }].reverse();
    expect(fitLifetime(later, { until, currency: "TWD" })).toEqual({
      ...model,
      leftOut: { ...model.leftOut, later: 1 },
    });
  });

  it("takes any unit of money and of time", () => {
    const dear = fitLifetime(planted(300, { scale: 1e9 }), { until, unit: "days" });
    expect((dear.spending?.v.value ?? 0) / (model.spending?.v.value ?? 1)).toBeCloseTo(1e9, -4);
    expect(dear.spending?.q.value).toBeCloseTo(model.spending?.q.value ?? 0, 5);
    expect(dear.buying.alpha.value).toBeCloseTo(7 * model.buying.alpha.value, 4);
    expect(dear.buying.r.value).toBeCloseTo(model.buying.r.value, 6);
    const ask = { horizonWeeks: 20, draws: 0 };
    const [inDays] = predictLifetime(dear, rows, ask);
    const [inWeeks] = predictLifetime(model, rows, ask);
    expect(inDays?.purchases.value).toBeCloseTo(inWeeks?.purchases.value ?? 0, 6);
  });

  it("merges purchases of a day, and tells days by the offset", () => {
    const { customers, merged } = summariseCustomers(
      [
        { customerId: "a", at: "2026-03-05T23:30:00+08:00", amount: 1 },
        { customerId: "a", at: "2026-03-05T01:00:00+08:00", amount: 2 },
        { customerId: "a", at: "2026-03-06T00:30:00+08:00", amount: 3 },
        { customerId: "a", at: Date.UTC(2026, 2, 5, 16, 45), amount: 4 },
      ],
      { offsetMinutes: 480 },
    );
    expect(merged).toBe(2);
    expect(customers).toEqual([
      { customerId: "a", repeats: 1, activeDays: 1, ageDays: 1, meanAmount: 7, amounts: 1 },
    ]);
  });
});

describe("a forecast of customer value", () => {
  const forecasts = predictLifetime(model, rows, { horizonWeeks: 26, draws: 100, margin: 0.5 });

  it("lies within its intervals, and chance is wider than what is not known of parameters", () => {
    for (const { alive, purchases, value } of forecasts) {
      expect(alive.lower).toBeLessThanOrEqual(alive.value + 1e-12);
      expect(alive.value).toBeLessThanOrEqual(1);
      expect(purchases.low).toBeLessThanOrEqual(purchases.upper ?? 0);
      expect(purchases.high ?? 0).toBeGreaterThanOrEqual(Math.floor(purchases.lower ?? 0));
      expect(value?.value ?? Number.NaN).toBeGreaterThanOrEqual(0);
    }
  });

  it("gives the same to a customer whoever else is asked about", () => {
    const some = summariseCustomers(rows, { until: model.until }).customers.slice(7, 9);
    const alone = predictLifetime(model, some, { horizonWeeks: 26, draws: 100, margin: 0.5 });
    expect(alone).toEqual(forecasts.slice(7, 9));
  });

  it("discounts later money", () => {
    const [now] = predictLifetime(model, rows, { horizonWeeks: 104, draws: 0 });
    const [less] = predictLifetime(model, rows, {
      horizonWeeks: 104,
      draws: 0,
      discountPerYear: 0.2,
    });
    const ratio = (less?.value?.value ?? 0) / (now?.value?.value ?? 1);
    expect(ratio).toBeGreaterThan(1 / 1.2 ** 2);
    expect(ratio).toBeLessThan(1);
  });

  it("of all together sums those of each", () => {
    const weeks = forecastPurchases(model, rows, { weeks: 26 });
    const sum = forecasts.reduce((total, { purchases }) => total + purchases.value, 0);
    expect(weeks[25]?.cumulative).toBeCloseTo(sum, 6);
    expect(weeks[25]?.low).toBeLessThan(sum);
  });
});

describe("weak and wrong input", () => {
  const day = (n: number) => dateOfDay(20_000 + n);

  it.each<[string, string, Purchase[]]>([
    ["nothing", "too_few_rows", []],
    [
      "one customer",
      "too_few_rows",
      [
        { id: 1, date: day(0) },
        { id: 1, date: day(9) },
      ],
    ],
    [
      "no repeats",
      "no_variation",
      [
        { id: 1, date: day(0) },
        { id: 2, date: day(9) },
      ],
    ],
    [
      "all on the last day",
      "no_variation",
      [
        { id: 1, date: day(0) },
        { id: 2, date: day(0) },
      ],
    ],
    ["no customer", "invalid_input", [{ date: day(0) }]],
    ["no time", "invalid_input", [{ id: 1 }]],
    ["a date that is none", "invalid_input", [{ id: 1, date: "2026-02-30" }]],
    ["a clock time without offset", "no_zone", [{ id: 1, at: "2026-02-03 04:05" }]],
    ["an amount that is no number", "not_finite", [{ id: 1, date: day(0), amount: Number.NaN }]],
  ])("refuses %s with %s", (_, code, purchases) => {
    expect(codeOf(() => fitLifetime(purchases))).toBe(code);
  });

  it("refuses a question out of range", () => {
    for (const wrong of [
      {},
      { horizonDays: -1 },
      { horizonDays: 9, margin: -1 },
      { horizonDays: 9, level: 1 },
    ]) {
      expect(codeOf(() => predictLifetime(model, rows, wrong))).toBe("out_of_range");
    }
  });

  it.each<[string, string, Purchase[]]>([
    ["few customers", "few_repeat_customers", rows.filter(({ id }) => Number(id) < 20)],
    ["customers who never leave", "flat_likelihood", planted(60, { leaves: false })],
    [
      "equal histories",
      "flat_likelihood",
      [0, 1, 2].flatMap((id) => [0, 30].map((d) => ({ id, date: day(d) }))),
    ],
    [
      "no amounts",
      "no_spend_variation",
      rows.map(({ id, date }) => ({ id: id ?? 0, date: date ?? 0 })),
    ],
    ["refunds", "refunds_left_out", [...rows, { id: 5, date: day(90), amount: -4 }]],
    ["missing amounts", "amounts_missing", [...rows, { id: 5, date: day(90), amount: null }]],
    [
      "free goods alone",
      "customers_without_spend",
      rows.map((row) => (Number(row.id) < 50 ? { ...row, amount: 0 } : row)),
    ],
  ])("says that %s are weak: %s", (_, code, purchases) => {
    const found = fitLifetime(purchases, { until });
    expect(found.weaknesses.map((reason) => reason.code)).toContain(code);
    expect(LifetimeModel.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
    const forecasts = predictLifetime(found, purchases, { horizonWeeks: 500, draws: 3 });
    for (const { alive, purchases: count, value } of forecasts.slice(0, 40)) {
      expect([alive.value, count.value, value?.value ?? 0].every(Number.isFinite)).toBe(true);
    }
  });

  it("says that spend depends on frequency, with the correlation", () => {
    const counts = new Map<unknown, number>();
    for (const { id } of rows) counts.set(id, (counts.get(id) ?? 0) + 1);
    const tied = rows.map((row) => ({ ...row, amount: 10 + 5 * (counts.get(row.id) ?? 0) }));
    const reason = fitLifetime(tied, { until }).weaknesses.find(
      ({ code }) => code === "spend_depends_on_frequency",
    );
    expect(Number(reason?.values.correlation)).toBeGreaterThan(0.9);
  });

  it("ends where the one who watches throws", () => {
    const stop = () => {
      throw new Error("enough");
    };
    expect(() => fitLifetime(rows, { until, onProgress: stop })).toThrow("enough");
  });
});
