import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import {
  backtestDemand,
  DemandModel,
  type DemandRow,
  fitDemand,
  forecastDemand,
  PUBLISHED_ELASTICITIES,
  predictDemand,
  warnOfDemandExtrapolation,
} from "./index.js";

/** Rows of a planted log-log market; `noise` 0 makes them exact. */
function market({
  products = 2,
  groups = 6,
  periods = 12,
  noise = 0,
  seed = 1,
  own = [-2, -3, -2.5],
  cross = 0.3,
  spread = 0,
}: {
  products?: number;
  groups?: number;
  periods?: number;
  noise?: number;
  seed?: number;
  own?: readonly number[];
  cross?: number;
  spread?: number;
} = {}): DemandRow[] {
  const next = uniformSource(seed, 0, purposeId("demand test"));
  const normal = () => normalQuantile(next());
  const names = ["a", "b", "c"].slice(0, products);
  return Array.from({ length: groups }, (_, g) => {
    const level = 4 + normal();
    const departures = names.map(() => spread * normal());
    return Array.from({ length: periods }, (_, t) => {
      const logs = names.map(() => 0.5 + 0.2 * normal());
      const prices = Object.fromEntries(names.map((name, i) => [name, Math.exp(logs[i]!)]));
      return names.map((product, i) => {
        const feat = next() < 0.3 ? 1 : 0;
        let y = level + 0.5 * feat + (own[i]! + departures[i]!) * logs[i]! + noise * normal();
        logs.forEach((log, j) => {
          if (j !== i) y += cross * log;
        });
        return { product, group: `g${g}`, at: t, units: Math.exp(y), prices, feat };
      });
    }).flat();
  }).flat();
}

const codes = (model: DemandModel) => model.weaknesses.map(({ code }) => code);
const plain = { covariates: ["feat"], shrinkage: "none" } as const;

describe("recovers", () => {
  it("planted elasticities and effects from exact rows, whatever the currency and the units", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: -0.1, noNaN: true }),
        fc.double({ min: 0.01, max: 1e3, noNaN: true }),
        fc.constantFrom(1e-3, 1, 1e9),
        (own, rate, scale) => {
          const rows = market({ own: [own, -1] }).map((row) => ({
            ...row,
            units: row.units * scale,
            prices: { a: row.prices.a! * rate, b: row.prices.b! * rate },
          }));
          const model = fitDemand(rows, plain);
          expect(model.elasticities.a!.a!.value).toBeCloseTo(own, 6);
          expect(model.elasticities.a!.b!.value).toBeCloseTo(0.3, 6);
          expect(model.effects.b!.feat!.value).toBeCloseTo(0.5, 6);
          const errors = predictDemand(model, rows).map((units, i) => units / rows[i]!.units - 1);
          expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 10 },
    );
  });

  it("the same numbers in any order of rows", () => {
    const rows = market({ noise: 0.3, spread: 0.3, groups: 8 });
    const turned = [...rows].reverse();
    const first = fitDemand(rows, { covariates: ["feat"] });
    const second = fitDemand(turned, { covariates: ["feat"] });
    for (const product of ["a", "b"]) {
      for (const priced of ["a", "b"]) {
        const { value, standardError } = first.elasticities[product]![priced]!;
        expect(second.elasticities[product]![priced]!.value).toBeCloseTo(value, 5);
        expect(second.elasticities[product]![priced]!.standardError).toBeCloseTo(standardError, 5);
      }
    }
  });

  it("levels of groups that have more or fewer rows", () => {
    const rows = market({ noise: 0.1, groups: 12 }).filter(
      ({ group, at }) => Number(at) < 4 + Number(String(group).slice(1)),
    );
    const model = fitDemand(rows, { covariates: ["feat"] });
    expect(Math.abs(model.elasticities.a!.a!.value + 2)).toBeLessThan(0.2);
  });
});

describe("shrinks", () => {
  const rows = market({ products: 3, groups: 20, periods: 16, noise: 0.4, spread: 0.5, seed: 7 });
  const train = rows.filter(({ at }) => Number(at) < 8);

  it("to a third or less of the error of separate fits with 8 rows per group", () => {
    const splits = [
      {
        train: rows.flatMap(({ at }, i) => (Number(at) < 8 ? [i] : [])),
        test: rows.flatMap(({ at }, i) => (Number(at) >= 8 ? [i] : [])),
      },
    ];
    const { contestants, champion } = backtestDemand(rows, { covariates: ["feat"], splits });
    const error = (name: string) => contestants[name]!["squared log error"]!.score - 0.4 ** 2;
    expect(champion).toBe("shrunk");
    expect(error("shrunk")).toBeLessThan(error("separate groups") / 3);
  });

  it("foretells products and groups that it has not seen from what the others have in common", () => {
    const model = fitDemand(train, { covariates: ["feat"] });
    const ask = (price: number) => ({
      product: "new",
      group: "far",
      prices: { new: price },
      feat: 0,
    });
    const [dear, cheap] = predictDemand(model, [ask(2), ask(1)]) as [number, number];
    expect(Math.log(dear / cheap) / Math.log(2)).toBeCloseTo(model.common.own.mean, 9);
    const [known] = forecastDemand(model, [{ ...train[0]!, product: "a" }]);
    const [unknown] = forecastDemand(model, [{ ...train[0]!, product: "a", group: "far" }]);
    expect(unknown!.high / unknown!.low).toBeGreaterThan(known!.high / known!.low);
    expect(known!.mean).toBeGreaterThan(known!.median);
  });

  it("comes back from JSON and foretells the same bits", () => {
    const model = fitDemand(train, { covariates: ["feat"] });
    const back = DemandModel.parse(JSON.parse(JSON.stringify(model)));
    expect(predictDemand(back, rows)).toEqual(predictDemand(model, rows));
    expect(() => DemandModel.parse({ ...model, products: ["a", "z"] })).toThrow();
  });

  it("a lone product towards a published figure of its level, the more the thinner its data", () => {
    const prior = { level: "brand", value: -2.62, standardError: 0.3, source: "a review" } as const;
    const one = market({ products: 1, groups: 3, periods: 3, noise: 0.5, own: [-1] });
    const thin = fitDemand(one, { covariates: ["feat"], prior });
    const alone = fitDemand(one, { covariates: ["feat"] });
    const much = market({ products: 1, groups: 30, periods: 40, noise: 0.5, own: [-1] });
    const rich = fitDemand(much, { covariates: ["feat"], prior });
    const own = (model: DemandModel) => model.elasticities.a!.a!;
    expect(Math.abs(own(thin).value + 2.62)).toBeLessThan(Math.abs(own(alone).value + 2.62));
    expect(own(thin).standardError).toBeLessThan(0.3 + 1e-9);
    expect(own(rich).value).toBeGreaterThan(-1.4);
  });
});

describe("says what is weak", () => {
  it("an elasticity is an association unless a test set the prices", () => {
    expect(fitDemand(market(), plain).causality.claim).toBe("association");
    const causality = { claim: "experiment", test: "t-1" } as const;
    expect(fitDemand(market(), { ...plain, causality }).causality).toEqual(causality);
  });

  it.each<[string, DemandRow[]]>([
    [
      "zero_units_left_out",
      market({ noise: 0.1 }).map((row, i) => (i % 9 ? row : { ...row, units: 0 })),
    ],
    [
      "price_never_moved",
      market({ noise: 0.1 }).map((row) => ({ ...row, prices: { ...row.prices, b: 3 } })),
    ],
    [
      "price_hardly_varies",
      market({ noise: 0.1 }).map((row) => ({
        ...row,
        prices: { ...row.prices, b: 3 + 0.01 * Number(row.at) },
      })),
    ],
    [
      "collinear_prices",
      market({ noise: 0.1 }).map((row) => ({
        ...row,
        prices: { a: row.prices.a!, b: 2 * row.prices.a! },
      })),
    ],
    ["covariate_never_moved", market({ noise: 0.1 }).map((row) => ({ ...row, feat: 1 }))],
    ["one_group", market({ noise: 0.1, groups: 1, periods: 40 })],
    ["few_groups", market({ noise: 0.1 })],
    ["group_effects_not_absorbed", market({ noise: 0.1, groups: 30, periods: 1 })],
    [
      "fewer_rows_than_coefficients",
      market({ noise: 0.1 }).filter(
        ({ product, at, group }) => product === "a" || (Number(at) < 2 && group === "g0"),
      ),
    ],
    [
      "rival_price_often_unknown",
      market({ noise: 0.1 }).map((row, i) =>
        row.product === "a" && i % 3 ? { ...row, prices: { a: row.prices.a! } } : row,
      ),
    ],
    ["own_elasticity_positive", market({ noise: 0.1, own: [2, 2] })],
  ])("%s", (code, rows) => {
    const model = fitDemand(rows, { covariates: ["feat"] });
    expect(codes(model)).toContain(code);
    DemandModel.parse(JSON.parse(JSON.stringify(model)));
    expect(predictDemand(model, rows).every((units) => units > 0)).toBe(true);
  });

  it("a price that answers what was sold before", () => {
    const next = uniformSource(3, 0, purposeId("demand test"));
    const rows = Array.from({ length: 12 }, (_, g) => {
      let shock = 0;
      return Array.from({ length: 30 }, (_, at) => {
        const price = Math.exp(0.2 * normalQuantile(next()) + 0.5 * shock);
        shock = 0.3 * normalQuantile(next());
        return {
          product: "a",
          group: g,
          at,
          units: Math.exp(3 + shock) * price ** -2,
          prices: { a: price },
        };
      });
    }).flat();
    expect(codes(fitDemand(rows))).toContain("price_follows_demand");
    expect(codes(fitDemand(market({ groups: 12, periods: 30, noise: 0.3 }), plain))).not.toContain(
      "price_follows_demand",
    );
  });

  it("prices that were never observed", () => {
    const model = fitDemand(market({ noise: 0.1 }), plain);
    const ask = { product: "a", group: "g0", prices: { a: 50, b: 1.6 }, feat: 0 };
    expect(warnOfDemandExtrapolation(model, [ask])).toMatchObject([
      { code: "extrapolation", values: { product: "a", lever: "price:a", asked: 50 } },
    ]);
    expect(warnOfDemandExtrapolation(model, market({ noise: 0.1 }))).toEqual([]);
  });
});

describe("refuses", () => {
  const rows = market({ noise: 0.1 });
  const with0 = (change: object) => [{ ...rows[0]!, ...change }, ...rows.slice(1)] as DemandRow[];
  it.each<[string, string, DemandRow[]]>([
    ["no_data", "no demand rows", []],
    ["too_few_rows", "expected 2 or more", rows.slice(0, 1)],
    ["too_few_rows", "without units", rows.map((row) => ({ ...row, units: 0 }))],
    ["no_variation", "never moved", rows.map((row) => ({ ...row, prices: { a: 1, b: 2 } }))],
    ["not_finite", "row 0: units", with0({ units: Number.NaN })],
    ["out_of_range", "row 0: units", with0({ units: -1 })],
    ["not_finite", "row 0: price of b", with0({ prices: { a: 1, b: Infinity } })],
    ["out_of_range", "row 0: price of a", with0({ prices: { a: 0, b: 1 } })],
    ["not_finite", "row 0: feat", with0({ feat: undefined })],
    ["invalid_input", "row 0", with0({ prices: undefined })],
    ["invalid_input", "row 0: group", with0({ group: undefined })],
  ])("%s: %s", (code, message, wrong) => {
    const fit = () => fitDemand(wrong, { covariates: ["feat"] });
    expect(fit).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("a prior of another level, whichever way", () => {
    const category = { level: "category", value: -0.8, standardError: 0.2, source: "s" } as const;
    const refused = expect.objectContaining({ code: "wrong_level" });
    expect(() => fitDemand(rows, { prior: category })).toThrow(refused);
    const brand = { ...category, level: "brand" } as const;
    expect(() => fitDemand(rows, { level: "category", prior: brand })).toThrow(refused);
    expect(() => fitDemand(rows, { prior: { ...brand, standardError: 0 } })).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  });

  it("no published figure of its own level", () => {
    for (const { category: _, spreadKnown: __, ...prior } of PUBLISHED_ELASTICITIES) {
      const model = fitDemand(rows, { level: prior.level, prior });
      expect(model.prior).toEqual(prior);
    }
  });

  it("least squares with more coefficients than rows", () => {
    const few = market({ noise: 0.1, groups: 2, periods: 2 });
    expect(() => fitDemand(few, plain)).toThrow(expect.objectContaining({ code: "too_few_rows" }));
  });

  it("to go on where whoever is told of its progress throws", () => {
    const stop = new Error("stop");
    const onProgress = () => {
      throw stop;
    };
    expect(() => fitDemand(rows, { onProgress })).toThrow(stop);
  });
});
