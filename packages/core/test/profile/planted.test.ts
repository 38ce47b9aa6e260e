import { beforeAll, expect, it } from "vitest";
import {
  createLineParser,
  deriveBehaviour,
  memoryStore,
  type RecordStore,
  readCustomer,
} from "../../src/index.js";
import type { BehaviourRecord } from "../../src/schema/record.js";
import { choiceDays } from "../../src/synthetic/choice-path.js";
import {
  catalogueOf,
  customerEventLines,
  type PlanOptionsInput,
  planTruth,
} from "../../src/synthetic/index.js";

const options: PlanOptionsInput = {
  seed: 11,
  start: "2026-01-01",
  days: 90,
  customers: 400,
  promotions: false,
  priceVariation: 0,
};
const truth = planTruth(options);
const catalogue = catalogueOf(truth);
const lines = [...customerEventLines(truth)];
const ASOF = Date.parse("2026-05-01T00:00:00Z");

interface Product {
  readonly brand: string;
  readonly quantity: number;
  readonly price: number;
}

/** Orders as the lines tell them, read without the library. */
const orders = lines
  .map((line) => JSON.parse(line))
  .filter(({ event }) => event === "Order Completed")
  .map(({ userId, timestamp, properties, context }) => ({
    userId: String(userId),
    at: Date.parse(timestamp),
    // Taipei is eight hours east of UTC all year.
    date: new Date(Date.parse(timestamp) + 8 * 3_600_000).toISOString().slice(0, 10),
    total: Number(properties.total),
    app: context.channel === "app",
    products: properties.products as Product[],
  }));
const idOfName = new Map(truth.brands.map(({ id, name }) => [name, id]));

let store: RecordStore;
let derived: BehaviourRecord[];
beforeAll(async () => {
  store = memoryStore();
  const parse = createLineParser({ catalogue, zone: truth.zone });
  const records = lines.map((line) => {
    const parsed = parse(line);
    if (!parsed.ok) throw new Error(parsed.rejection.rule);
    return parsed.record;
  });
  await store.commit({ records, deadLetters: [] });
  await deriveBehaviour({ store, catalogue, zone: truth.zone });
  derived = await store.behaviour({});
});

it("counts each customer once a day, and all of their units", () => {
  const buyers = new Set(orders.map(({ userId, date }) => `${userId} ${date}`)).size;
  expect(derived.reduce((sum, { people }) => sum + (people ?? 0), 0)).toBe(buyers);
  const days = new Set(orders.map(({ date }) => date));
  expect(new Set(derived.map(({ date }) => date))).toEqual(days);
  for (const { shares, demo, date, at, offsetMinutes } of derived) {
    expect(Math.abs(Object.values(shares).reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-9);
    expect(demo).toBe(true);
    expect(new Date(at + offsetMinutes * 60_000).toISOString()).toBe(`${date}T00:00:00.000Z`);
  }
});

it("finds the planted shares, digital adoption and satisfaction of every cell, within sampling error", () => {
  const expected = new Map<string, number[]>();
  for (const { market, cells } of choiceDays(truth)) {
    const date = new Date(market.number * 86_400_000).toISOString().slice(0, 10);
    for (const { cell, bought } of cells) {
      const row = derived.find(
        (one) => one.date === date && one.persona === cell.persona && one.region === cell.region,
      );
      const sums = expected.get(cell.key) ?? truth.brands.map(() => 0);
      expected.set(
        cell.key,
        sums.map((sum, j) => sum + (row?.people ?? 0) * (bought[j] ?? 0)),
      );
    }
  }
  for (const cell of truth.cells) {
    const rows = derived.filter(
      ({ persona, region }) => persona === cell.persona && region === cell.region,
    );
    const people = rows.reduce((sum, row) => sum + (row.people ?? 0), 0);
    const habit = truth.personas.find(({ id }) => id === cell.persona)?.habit ?? 0;
    // Orders of one customer repeat their brand; quantities differ: 1, 2 or 3 in 75, 20 and 5 of 100 orders.
    const effective = people / ((1 + habit) / (1 - habit)) / (2.0 / 1.69);
    for (const [j, { id }] of truth.brands.entries()) {
      const p = (expected.get(cell.key)?.[j] ?? 0) / people;
      const found = rows.reduce((sum, row) => sum + (row.people ?? 0) * (row.shares[id] ?? 0), 0);
      const error = Math.sqrt((p * (1 - p)) / effective);
      expect(Math.abs(found / people - p) / error, `${cell.key} ${id}`).toBeLessThan(4.5);
    }
    const mean = (score: "digitalAdoption" | "satisfaction") =>
      rows.reduce((sum, row) => sum + (row.people ?? 0) * (row[score] ?? 0), 0) / people;
    const q = cell.digitalAdoption;
    expect(Math.abs(mean("digitalAdoption") - q)).toBeLessThan(4.5 * Math.sqrt(q / people));
    // A hundred customers or so of a standard deviation of 0.12 each, weighted by how often they buy.
    expect(Math.abs(mean("satisfaction") - cell.satisfaction)).toBeLessThan(0.06);
  }
});

it("tells of each customer what their lines tell", async () => {
  for (const number of [1, 2, 17, 200, 400]) {
    const id = `u-${number}`;
    const theirs = orders.filter(({ userId }) => userId === id);
    const { profile } = await readCustomer({ store, id, asOf: ASOF, catalogue });
    const units = new Map<string, number>();
    for (const { brand, quantity } of theirs.flatMap(({ products }) => products)) {
      const brandId = idOfName.get(brand) ?? brand;
      units.set(brandId, (units.get(brandId) ?? 0) + quantity);
    }
    const total = [...units.values()].reduce((a, b) => a + b, 0);
    const last = Math.max(...theirs.map(({ at }) => at));
    const days = new Set(theirs.map(({ date }) => date)).size;
    expect(profile).toMatchObject({
      id,
      userIds: [id],
      anonymousIds: [],
      frequency: theirs.length,
      recencyDays: (ASOF - last) / 86_400_000,
      digitalShare: theirs.filter(({ app }) => app).length / theirs.length,
      promotionShare: 0,
      currency: truth.currency,
      demo: true,
    });
    expect(profile?.monetary).toBeCloseTo(
      theirs.reduce((sum, { total: paid }) => sum + paid, 0),
      6,
    );
    expect(profile?.tenureDays).toBe((ASOF - Date.parse("2025-12-31T16:00:00Z")) / 86_400_000);
    // From 1 January to 1 May, both counted.
    expect(profile?.engagementShare).toBeCloseTo(days / 121, 12);
    const found = Object.entries(profile?.brands ?? {});
    expect(new Map(found.map(([brand, of]) => [brand, of.units]))).toEqual(
      new Map([...units].sort()),
    );
    for (const [brand, { unitShare }] of found) {
      expect(unitShare).toBeCloseTo((units.get(brand) ?? 0) / total, 12);
    }
  }
});
