import { expect, it } from "vitest";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import { simulate } from "../simulate.js";
import { type PlannedMarket, plannedInterventions } from "./planned-interventions.js";

const twin = exampleTwin();

const plan = (date: string, more: Partial<PlannedMarket> = {}): PlannedMarket => ({
  date,
  region: "R0",
  brand: "FamilyMart",
  price: 38.5,
  currency: "TWD",
  promotion: { discount: null, pointMultiplier: null, bogo: null, deal: null },
  feature: null,
  display: null,
  distribution: null,
  planned: true,
  ...more,
});

it("turns planned prices into changes against the prices of now, days with one plan into one", () => {
  const days = ["2026-04-02", "2026-04-01", "2026-04-05"].map((date) => plan(date));
  const { interventions, ignored } = plannedInterventions(days, { twin });
  expect(ignored).toStrictEqual([]);
  expect(interventions).toMatchObject([
    { type: "price_change", startDay: 0, durationDays: 2, region: "R0" },
    { type: "price_change", startDay: 4, durationDays: 1, price: { FamilyMart: 1.1 } },
  ]);
  const { change } = simulate(twin, { interventions, draws: 0 });
  expect(change.P0_R0!.FamilyMart).toBeLessThan(0);
  expect(change.P0_R1!.FamilyMart).toBe(0);
});

it("takes promotions as they are written, beside the price", () => {
  const promotion = { discount: 0.2, pointMultiplier: 2, bogo: true, deal: null };
  const { interventions } = plannedInterventions([plan("2026-04-01", { promotion, price: 35 })], {
    twin,
  });
  expect(interventions).toMatchObject([
    { type: "promotion", brand: "FamilyMart", discount: 0.2, pointMultiplier: 2, bogo: true },
  ]);
});

it("passes over what is not planned, or lies outside the days that are asked for", () => {
  const records = [plan("2026-04-01", { planned: false }), plan("2026-03-31"), plan("2026-04-20")];
  expect(plannedInterventions(records, { twin, days: 10 })).toStrictEqual({
    interventions: [],
    ignored: [],
  });
});

it.each([
  ["brand", { brand: "OK Mart" }],
  ["region", { region: "R9" }],
  ["price", { currency: "USD" }],
  ["price", { price: 1000 }],
  ["feature", { feature: 1 }],
  ["distribution", { distribution: 0.5 }],
] as const)("lists a %s that the twin cannot act out", (field, more) => {
  const { interventions, ignored } = plannedInterventions(
    [plan("2026-04-01", { price: null, ...more, ...(field === "price" && { price: 1000 }) })],
    { twin },
  );
  expect(interventions).toStrictEqual([]);
  expect(ignored).toMatchObject([{ date: "2026-04-01", field }]);
});
