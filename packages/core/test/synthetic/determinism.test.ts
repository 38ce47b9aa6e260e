import { describe, expect, it } from "vitest";
import { CoreError } from "../../src/error.js";
import {
  behaviourLines,
  generateMarket,
  marketLines,
  type PlanOptionsInput,
  planTruth,
  Truth,
} from "../../src/synthetic/index.js";

const small: PlanOptionsInput = { days: 40, customers: 12, seed: 7 };
const everyLine = (options: PlanOptionsInput) =>
  generateMarket(options).files.map(({ name, lines }) => ({ name, lines: [...lines()] }));
const about = (lines: Iterable<string>, ...texts: string[]) =>
  [...lines].filter((line) => texts.every((text) => line.includes(text)));

describe("a generated market", () => {
  it("is the same for the same options and another for another seed", () => {
    expect(everyLine(small)).toEqual(everyLine(small));
    const [first, second] = [everyLine(small), everyLine({ ...small, seed: 8 })];
    for (const [i, { lines }] of first.entries()) expect(lines).not.toEqual(second[i]?.lines);
  });

  it("gives a file's lines afresh each time they are asked for", () => {
    for (const { lines } of generateMarket(small).files) expect([...lines()]).toEqual([...lines()]);
  });

  it("keeps the earlier lines when days are added", () => {
    const longer = everyLine({ ...small, days: 60 });
    for (const [i, { name, lines }] of everyLine(small).entries()) {
      expect(longer[i]?.lines.slice(0, lines.length), name).toEqual(lines);
    }
  });

  it("keeps the other cells' lines when a region or a persona is added, wherever it is named", () => {
    const before = planTruth(small);
    const region = planTruth({ ...small, regions: ["Kaohsiung", "台北", "Tainan"] });
    const persona = planTruth({ ...small, personas: ["Students", "FinTech_Family", "新鮮人"] });
    for (const place of ["台北", "台南"]) {
      const here = `"region":"${place}"`;
      for (const lines of [behaviourLines, marketLines]) {
        expect(about(lines(region), here)).toEqual(about(lines(before), here));
      }
      for (const group of ['"group":"新鮮人"', '"group":"FinTech家庭"']) {
        const expected = about(behaviourLines(before), here, group);
        expect(expected).toHaveLength(40);
        expect(about(behaviourLines(persona), here, group)).toEqual(expected);
      }
    }
  });

  it("moves no customer but those whom a new region takes", () => {
    const orders = (options: PlanOptionsInput) => {
      const file = generateMarket(options).files.find(({ name }) => name.startsWith("customer"));
      const byUser = new Map<string, string[]>();
      for (const line of file?.lines() ?? []) {
        const user = String(JSON.parse(line).userId);
        byUser.set(user, [...(byUser.get(user) ?? []), line]);
      }
      return byUser;
    };
    const options = { ...small, customers: 60 };
    const [before, after] = [orders(options), orders({ ...options, regions: 3 })];
    let taken = 0;
    for (const [user, lines] of before) {
      if (after.get(user)?.[0]?.includes("Region_03")) taken++;
      else expect(after.get(user)).toEqual(lines);
    }
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(40);
  });

  it("keeps the other customers' lines when customers are added", () => {
    const of = (customers: number) =>
      new Set(everyLine({ ...small, customers }).flatMap(({ lines }) => lines));
    const more = of(20);
    for (const line of of(12)) expect(more.has(line)).toBe(true);
  });

  it("has a truth that survives JSON and its schema", () => {
    for (const options of [small, { regions: 7, personas: 4, brands: 6, drift: 0.01 }]) {
      const truth = planTruth(options);
      expect(Truth.parse(JSON.parse(JSON.stringify(truth)))).toEqual(truth);
    }
  });

  it("marks every line as demo", () => {
    for (const { lines } of everyLine(small)) {
      for (const line of lines) expect(JSON.parse(line).demo).toBe(true);
    }
  });

  it("breaks the wanted share of lines and leaves the good ones as they were", () => {
    const good = everyLine(small);
    const spoilt = everyLine({ ...small, badLines: 0.2 });
    const broken = spoilt.map(({ lines }, i) => lines.length - (good[i]?.lines.length ?? 0));
    const total = spoilt.reduce((sum, { lines }) => sum + lines.length, 0);
    const share = broken.reduce((sum, count) => sum + count, 0) / total;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
    for (const [i, { lines }] of good.entries()) {
      const kept = new Set(spoilt[i]?.lines);
      for (const line of lines) expect(kept.has(line)).toBe(true);
    }
  });

  it("refuses a zone that nobody knows", () => {
    expect(() => planTruth({ zone: "Mars/Olympus" })).toThrow(
      expect.objectContaining({ code: "unknown_zone" }),
    );
  });

  it.each<[string, PlanOptionsInput]>([
    ["one brand", { brands: 1 }],
    ["no day", { days: 0 }],
    ["a day that is not", { start: "2026-02-30" }],
    ["a name in two spellings", { regions: ["台北", "Taipei"] }],
    ["a negative seed", { seed: -1 }],
    ["nothing but broken lines", { badLines: 1 }],
  ])("refuses %s", (_, options) => {
    expect(() => planTruth(options)).toThrow(
      expect.objectContaining({ name: CoreError.name, code: "invalid_input" }),
    );
  });
});
