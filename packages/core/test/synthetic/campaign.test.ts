import { describe, expect, it } from "vitest";
import { generateMarket } from "../../src/synthetic/index.js";

const { truth, files } = generateMarket({ days: 365, regions: 4, brands: 5, seed: 12 });
const read = (name: string) =>
  Array.from(files.find((file) => file.name === name)?.lines() ?? [], (line) => JSON.parse(line));

describe("campaigns", () => {
  const notes = read("interventions.jsonl");
  const market = read("market.jsonl");

  it("are in the market lines of all their days, where the note says", () => {
    expect(notes.length).toBeGreaterThan(50);
    for (const note of notes) {
      const [from, to] = [note.timestamp.slice(0, 10), note.ends_at.slice(0, 10)];
      const rows = market.filter(
        ({ date, region, brand }) =>
          date >= from &&
          date <= to &&
          brand === note.brand &&
          (note.region === null || region === note.region),
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const { promotion } of rows) {
        if (note.params.discount !== undefined) {
          expect(promotion.discount).toBeGreaterThanOrEqual(note.params.discount);
        } else expect(promotion).toMatchObject(note.params);
      }
    }
  });

  it("explain every promotion in the market lines", () => {
    for (const { date, region, brand, promotion } of market) {
      const nothing =
        promotion.discount === 0 && promotion.point_multiplier === 1 && !promotion.bogo;
      const running = notes.some(
        (note) =>
          note.brand === brand &&
          (note.region === null || note.region === region) &&
          note.timestamp.slice(0, 10) <= date &&
          date <= note.ends_at.slice(0, 10),
      );
      expect(running).toBe(!nothing);
    }
  });

  it("are none for a brand that does not promote, and none at all when switched off", () => {
    const still = truth.brands.filter(({ promotes }) => !promotes).map(({ name }) => name);
    expect(still).toEqual(["Other"]);
    expect(notes.some(({ brand }) => still.includes(brand))).toBe(false);
    const off = generateMarket({ days: 200, promotions: false });
    expect([...(off.files[2]?.lines() ?? [])]).toEqual([]);
  });
});
