import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type CanonicalRecord, Catalogue, createLineParser } from "@cdp-whatif/core";
import { describe, expect, it } from "vitest";
import { sharedData } from "../../scripts/shared-data.js";
import { convertPanel } from "./convert.mjs";
import { problemText } from "./read-row.mjs";

const catalogue = Catalogue.parse({ zone: "America/Chicago", currency: "USD" });
const parse = createLineParser({ catalogue });

async function converted(csv: AsyncIterable<Uint8Array | string>, options = {}) {
  const records: CanonicalRecord[] = [];
  const problems: string[] = [];
  for await (const part of convertPanel(csv, options)) {
    if ("problem" in part) {
      problems.push(problemText(part.problem));
      continue;
    }
    const parsed = parse(part.line);
    if (!parsed.ok) expect.fail(`${part.line} is not accepted: ${parsed.rejection.expected}`);
    records.push(parsed.record);
  }
  const market = records.flatMap((record) => (record.kind === "market" ? [record] : []));
  const behaviour = records.flatMap((record) => (record.kind === "behaviour" ? [record] : []));
  expect(market.length + behaviour.length).toBe(records.length);
  return { market, behaviour, problems };
}
const text = (...lines: string[]) => Readable.from([lines.join("\n")]);

describe("a panel with everything that goes wrong in panels", async () => {
  const path = fileURLToPath(new URL("fixture/odd.csv", import.meta.url));
  const { market, behaviour, problems } = await converted(createReadStream(path));

  it("gives a record for every row that is right", () => {
    expect(market.map(({ date, region, brand, units }) => [date, region, brand, units])).toEqual([
      ["1989-09-14", "store_2", 'Tree "Fresh", 64 oz', 100],
      ["1989-09-14", "store_2", "plain", 300],
      ["1989-09-21", "store_2", 'Tree "Fresh", 64 oz', 0],
      ["1989-09-21", "store_2", "plain", 50],
      ["1989-09-14", "store_3", "plain", 0],
      ["1989-09-21", "store_3", "other", 14],
      ["1989-09-28", "store_3", "plain", 20],
    ]);
  });

  it("keeps what is not known missing", () => {
    expect(market[1]).toMatchObject({ price: null, currency: null, feature: 0.5 });
    expect(market[1]?.promotion).toEqual({
      deal: 1,
      discount: null,
      bogo: null,
      pointMultiplier: null,
    });
    for (const record of behaviour) {
      expect(record).toMatchObject({
        satisfaction: null,
        digitalAdoption: null,
        gamification: null,
        efficiency: null,
        demo: false,
      });
    }
  });

  it("weights shares by units, and has none for a week without sales", () => {
    expect(
      behaviour.map(({ date, region, people, shares }) => [date, region, people, shares]),
    ).toEqual([
      ["1989-09-14", "store_2", 400, { 'Tree "Fresh", 64 oz': 0.25, plain: 0.75 }],
      ["1989-09-21", "store_2", 50, { 'Tree "Fresh", 64 oz': 0, plain: 1 }],
      ["1989-09-21", "store_3", 14, { other: 1 }],
      ["1989-09-28", "store_3", 20, { plain: 1 }],
    ]);
  });

  it("tells line, column, what was found and what was expected of every other", () => {
    expect(problems).toEqual([
      'line 4, column brand: found "plain" twice in store 2, week of 1989-09-14, expected each brand once a store and week',
      'line 8, column units: found "many", expected units, 0 or more',
      'line 9, column price: found "-1", expected a price above 0, or nothing',
      'line 10, column deal: found "2", expected 0 to 1, or nothing',
      "line 7, column units: found no units of any brand in store 3, week of 1989-09-14, expected sales, without which there are no shares",
      "line 12, column week: found store 2, week of 1989-09-14, again after other rows, expected rows sorted by store and week",
      'line 13, column week: found "x", expected a week\'s number or its first day',
      "line 14: found Invalid Record Length: columns length is 7, got 5 on line 14, expected a row of CSV",
      'line 15, column brand: found "", expected a name',
    ]);
  });
});

describe("a panel of another layout", () => {
  it("is read by the names of its columns, with dates for weeks, BOM and CRLF", async () => {
    const { market, behaviour, problems } = await converted(
      text("\ufeffshop,day,item,sold,cost\r", "A,2026-01-05,x,3,1.5\r", "A,2026-01-05,y,1,2\r", ""),
      {
        store: "shop",
        week: "day",
        brand: "item",
        units: "sold",
        price: "cost",
        currency: "EUR",
        persona: "All",
      },
    );
    expect(problems).toEqual([]);
    expect(market).toMatchObject([
      { date: "2026-01-05", region: "store_A", brand: "x", price: 1.5, currency: "EUR" },
      { date: "2026-01-05", region: "store_A", brand: "y", price: 2 },
    ]);
    expect(behaviour).toMatchObject([{ persona: "All", shares: { x: 0.75, y: 0.25 } }]);
  });

  it("is refused when it lacks a column, by the column's name", async () => {
    await expect(converted(text("store,week,brand,price", "2,1,x,3"))).rejects.toThrow(
      "line 1: found the columns store, week, brand, price, expected also units",
    );
  });

  it("gives nothing of an empty file", async () => {
    expect(await converted(text(""))).toEqual({ market: [], behaviour: [], problems: [] });
  });
});

const folder = sharedData("orange_juice_stores");
describe.skipIf(folder === null)(
  "the orange-juice panel (needs ../shared/data/orange_juice_stores)",
  () => {
    it("becomes one market record a row and one behaviour record a store-week", async () => {
      const csv = createReadStream(join(folder ?? "", "orange_juice_stores.csv"));
      const { market, behaviour, problems } = await converted(csv);
      expect(problems).toEqual([]);
      expect(market).toHaveLength(27060);
      expect(new Set(market.map(({ region }) => region)).size).toBe(21);
      expect(new Set(market.map(({ brand }) => brand)).size).toBe(11);
      expect(new Set(market.map(({ date }) => date)).size).toBe(121);
      expect(market[0]).toMatchObject({
        date: "1990-06-14",
        region: "store_2",
        brand: "citrus_hill_64",
        price: 0.03891,
        currency: "USD",
        units: 3968,
        feature: 0,
        promotion: { deal: 1 },
      });
      const weeks = new Set(market.map(({ region, date }) => `${region} ${date}`));
      expect(behaviour).toHaveLength(weeks.size);
      for (const { shares } of behaviour) {
        const total = Object.values(shares).reduce((sum, share) => sum + share, 0);
        expect(total).toBeCloseTo(1, 9);
      }
    });
  },
);
