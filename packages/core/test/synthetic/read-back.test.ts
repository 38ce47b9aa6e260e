import { describe, expect, it } from "vitest";
import { createLineParser } from "../../src/pipeline/index.js";
import type { BehaviourRecord, MarketRecord, WebIntelRecord } from "../../src/schema/index.js";
import { choiceDays, generateMarket, planTruth } from "../../src/synthetic/index.js";

const KIND_OF_FILE = {
  "behavior_twin_monthly.jsonl": "behaviour",
  "market.jsonl": "market",
  "interventions.jsonl": "intervention",
  "daily_intel_report.jsonl": "daily-intel",
  "daily_web_intel.jsonl": "web-intel",
  "customer_events.jsonl": "customer-event",
} as const;

describe("a generated market, read back", () => {
  it.each([
    { days: 60, customers: 20 },
    { days: 30, customers: 10, personas: 3, regions: 4, brands: 5, noPrices: true },
    { days: 90, customers: 10, zone: "America/New_York", currency: "USD", holidays: [] },
    {
      days: 20,
      regions: ['O\'Hara "x"', "Nord_Süd"],
      brands: ["7-11", "全家", "b\\c"],
      people: 97,
    },
  ])("is accepted line by line, with one key for each and names in place: %o", (options) => {
    const { truth, catalogue, files } = generateMarket(options);
    const parse = createLineParser({ catalogue });
    const places = [...truth.regions.map(({ id }) => id)];
    for (const { name, lines } of files) {
      const keys = new Set<string>();
      let count = 0;
      for (const line of lines()) {
        const parsed = parse(line);
        expect(parsed, line).toMatchObject({ ok: true });
        if (!parsed.ok) continue;
        const { record } = parsed;
        expect(record.kind).toBe(KIND_OF_FILE[name as keyof typeof KIND_OF_FILE]);
        expect(record.demo).toBe(true);
        if ("region" in record && record.region !== null) expect(places).toContain(record.region);
        const day = Date.parse(record.date) / 86_400_000 - Date.parse(truth.start) / 86_400_000;
        expect(day).toBeGreaterThanOrEqual(0);
        expect(day).toBeLessThan(truth.days);
        keys.add(record.key);
        count++;
      }
      expect(keys.size, name).toBe(count);
    }
  });

  it("sends every broken line, and no other, to the dead letters", () => {
    const options = { days: 40, customers: 10 };
    const good = generateMarket(options);
    const spoilt = generateMarket({ ...options, badLines: 0.3 });
    const parse = createLineParser({ catalogue: good.catalogue });
    for (const [i, file] of spoilt.files.entries()) {
      const whole = new Set(good.files[i]?.lines());
      let broken = 0;
      for (const line of file.lines()) {
        expect(parse(line).ok, line).toBe(whole.has(line));
        if (!whole.has(line)) broken++;
      }
      expect(broken).toBeGreaterThan(0);
    }
  });

  // The notes in truth.json, followed with the engine's own arithmetic by one who has only the files.
  it("moves its shares as truth.json says, from what is written in the lines", () => {
    const truth = planTruth({ days: 120, seed: 11, regions: 3 });
    const { catalogue, files } = generateMarket({ days: 120, seed: 11, regions: 3 });
    const parse = createLineParser({ catalogue });
    const records = files.flatMap(({ lines }) =>
      Array.from(lines(), (line) => {
        const parsed = parse(line);
        if (!parsed.ok) throw new Error(line);
        return parsed.record;
      }),
    );
    const market = new Map<string, MarketRecord>();
    const web = new Map<string, WebIntelRecord>();
    const behaviour = new Map<string, BehaviourRecord>();
    for (const record of records) {
      if (record.kind === "market")
        market.set(`${record.date} ${record.region} ${record.brand}`, record);
      if (record.kind === "web-intel") web.set(`${record.date} ${record.region}`, record);
      if (record.kind === "behaviour")
        behaviour.set(`${record.date} ${record.persona} ${record.region}`, record);
    }
    const x = new Map(truth.cells.map(({ key, choice }) => [key, [...choice]]));
    for (const { market: day, cells } of choiceDays(truth)) {
      for (const { cell, share, choice } of cells) {
        const before = x.get(cell.key)!;
        for (const [j, value] of before.entries()) expect(share[j]).toBeCloseTo(value, 9);
        expect(behaviour.has(`${day.date} ${cell.persona} ${cell.region}`)).toBe(true);
        const region = truth.regions.find(({ id }) => id === cell.region)!;
        const intel = web.get(`${day.date} ${cell.region}`)!;
        const date = new Date(`${day.date}T00:00:00Z`);
        const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
        const other = region.temperature[(month + (dayOfMonth < 15 ? 11 : 1)) % 12]!;
        const here = region.temperature[month]!;
        const normal = here + Math.min(1, Math.abs(dayOfMonth - 15) / 30.4375) * (other - here);
        const holiday = intel.holidays.some(
          ({ start, end }) => (start ?? "9") <= day.date && day.date <= (end ?? "0"),
        );
        const weights = truth.brands.map((brand, j) => {
          const row = market.get(`${day.date} ${cell.region} ${brand.id}`)!;
          const { discount, pointMultiplier, bogo } = row.promotion;
          const paid =
            (row.price ?? 0) *
            (1 - (discount ?? 0)) *
            (bogo === true ? 1 - truth.effects.bogoRedemption / 2 : 1);
          return Math.exp(
            cell.intercepts[j]! -
              brand.priceCoefficient * Math.log(paid / brand.price) +
              truth.effects.points * brand.loyaltyProgramme * Math.log(pointMultiplier ?? 1) +
              truth.effects.feature * (row.feature ?? 0) +
              truth.effects.display * (row.display ?? 0) +
              brand.temperature * ((intel.weather?.temperature ?? 0) - normal) +
              brand.rain * (intel.weather?.rainy === true ? 1 : 0) +
              brand.holiday * (holiday ? 1 : 0),
          );
        });
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const { habit } = truth.personas.find(({ id }) => id === cell.persona)!;
        for (const [j, weight] of weights.entries())
          expect(choice[j]).toBeCloseTo(weight / total, 9);
        x.set(
          cell.key,
          before.map((value, j) => habit * value + ((1 - habit) * weights[j]!) / total),
        );
      }
    }
  });
});
