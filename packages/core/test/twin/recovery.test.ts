import { expect, it } from "vitest";
import { digest } from "../../src/math/index.js";
import { fitTwin } from "../../src/model/index.js";
import { simulate } from "../../src/simulate/index.js";
import { covered } from "./coverage.js";
import { historyOf, plantedHistory, plantedRecords } from "./planted-history.js";

it("the fit covers the planted price coefficients and habits over a few seeds", async () => {
  // 24 brands whose intervals hold the truth with probability 0.9: fewer than 17 have a chance of 0.2 %.
  const { price, habit } = await covered({ seeds: [1, 2, 3, 4, 5, 6, 7, 8], days: 90 });
  expect(price.total).toBe(24);
  expect(price.inside).toBeGreaterThanOrEqual(17);
  expect(habit.inside).toBeGreaterThanOrEqual(11);
});

it("finds them again among four brands, three personas and four regions", async () => {
  const { price } = await covered({ seeds: [5], brands: 4, personas: 3, regions: 4, days: 60 });
  expect(price.inside).toBeGreaterThanOrEqual(price.total - 2);
  expect(price.worst).toBeLessThan(4);
});

it("finds them again in surveys that scatter more than sampling alone", async () => {
  const { price } = await covered({ seeds: [3], overdispersion: 0.004, days: 120 });
  expect(price.worst).toBeLessThan(4);
});

it.each([{ noPrices: true }, { priceVariation: 0, promotions: false }])(
  "without prices that move, %o, it takes the published ones and says so",
  async (options) => {
    const { history } = await plantedHistory({ ...options, days: 150, seed: 2 });
    const twin = fitTwin(history);
    for (const { origin, standardError, value } of twin.price) {
      expect(origin.kind).toBe("prior");
      expect(origin.kind === "prior" && origin.publication).toContain("Bijmolt");
      expect(standardError).toBeCloseTo(0.4 * value, 9);
    }
    const price = { [twin.brands[0] ?? ""]: 1.1 };
    const { verdict, provenance } = simulate(twin, {
      interventions: [{ type: "price_change", price }],
      draws: 0,
    });
    expect(verdict.status).toBe("weak");
    expect(verdict.reasons.map(({ code }) => code)).toContain("prior_parameters");
    expect(verdict.needs.map(({ code }) => code)).toContain("prices_that_vary");
    expect(Object.keys(provenance.parameters)).toContain(`price:${twin.brands[0]}`);
  },
);

it("a brand whose price never moved is assumed to be like those whose did", async () => {
  const { history } = await plantedHistory({ days: 90, seed: 4 });
  const market = history.market.map((row) =>
    row.brand === history.brands[0] ? { ...row, price: 30, discount: 0 } : row,
  );
  const twin = fitTwin({ ...history, market });
  const [still, ...others] = twin.price;
  expect(still?.origin).toMatchObject({ kind: "assumed" });
  expect(others.map(({ origin }) => origin.kind)).toStrictEqual(["estimated", "estimated"]);
  const mean = others.reduce((sum, { value }) => sum + value, 0) / others.length;
  expect(still?.value).toBeCloseTo(mean, 9);
});

it("neither the order of the records nor a detour by JSON changes the twin", async () => {
  const { records } = plantedRecords({ days: 40, seed: 9 });
  const twin = fitTwin(await historyOf(records));
  const turned = [...records].reverse();
  expect(digest(fitTwin(await historyOf(turned)))).toBe(digest(twin));
  const sent: typeof records = JSON.parse(JSON.stringify(records));
  expect(digest(fitTwin(await historyOf(sent)))).toBe(digest(twin));
});
