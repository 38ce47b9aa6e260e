import { describe, expect, it } from "vitest";
import {
  adjustedRandIndex,
  alignPersonas,
  assignmentRule,
  backtestPersonas,
  definePersonas,
  detectNovelPersona,
  fitPersonas,
  log,
  matchPersona,
  PersonaModel,
  type TraitRow,
} from "../../src/index.js";
import { exponentiate, plantCustomers, scatterCustomers } from "./planted-customers.js";

const groups = [
  { size: 120, centre: { frequency: 3, promotion: 0.6, tenure: 20 }, sd: 0.1 },
  { size: 80, centre: { frequency: 5, promotion: 0.2, tenure: 21 }, sd: 0.1 },
  { size: 60, centre: { frequency: 4, promotion: 0.9, tenure: 18 }, sd: 0.1 },
];
const planted = exponentiate(plantCustomers(groups, { seed: 1 }), "frequency");
const groupOf = ({ id }: TraitRow) => id.split("-")[0] ?? "";
const found = (model: PersonaModel, rows: readonly TraitRow[]) =>
  rows.map(({ id }) => model.assignments[id] ?? null);
const traitNames = {
  frequency: { en: "frequency", "zh-TW": "購買頻率" },
  promotion: { en: "promotion share", "zh-TW": "促銷占比" },
};
const model = fitPersonas(planted, {
  resamples: 5,
  traitNames,
  units: { frequency: "visits/month" },
});

describe("personas of planted customers", () => {
  it("are found in number and membership, and come back when customers are drawn again", () => {
    expect(model.k).toBe(3);
    expect(adjustedRandIndex(found(model, planted), planted.map(groupOf))).toBeGreaterThan(0.99);
    expect(model.stability?.adjustedRand).toBeGreaterThan(0.95);
    expect(model.personas.map(({ id, size }) => [id, size])).toEqual([
      ["persona-1", 120],
      ["persona-2", 80],
      ["persona-3", 60],
    ]);
    expect(model.candidates.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(model.reasons[0]?.code).toBe("valleys_part_groups");
  });

  it("have names of what sets them apart, and centres in the traits' own units", () => {
    const [, second] = model.personas;
    expect(second?.names.en).toContain("high frequency");
    expect(second?.names["zh-TW"]).toContain("購買頻率高");
    expect(second?.distinguishing[0]).toMatchObject({ direction: expect.any(String) });
    expect(log(second?.centre.frequency ?? 0)).toBeCloseTo(5, 1);
    expect(second?.distinguishing.find(({ trait }) => trait === "frequency")?.unit).toBe(
      "visits/month",
    );
  });

  it("are plain data that predict the same bits after a way through text", () => {
    const back = PersonaModel.parse(JSON.parse(JSON.stringify(model)));
    for (const { traits } of planted.slice(0, 40)) {
      expect(matchPersona(back, traits)).toEqual(matchPersona(model, traits));
    }
    expect(assignmentRule(back).components).toHaveLength(model.components.length);
    expect(PersonaModel.safeParse({ ...model, k: 9 }).success).toBe(false);
  });

  it("match customers with a probability, those with absent traits by the others, and strangers not at all", () => {
    for (const row of planted) {
      const { persona, probability } = matchPersona(model, row.traits);
      expect(persona).toBe(model.assignments[row.id]);
      expect(probability).toBeGreaterThan(0.5);
    }
    const known = matchPersona(model, { promotion: 0.9, tenure: 18 });
    expect(known.persona).toBe("persona-3");
    const stranger = matchPersona(model, { frequency: 1e9, promotion: 40, tenure: 500 });
    expect(stranger.persona).toBeNull();
    expect(stranger.distance).toBeGreaterThan(stranger.threshold);
    expect(Number.isFinite(stranger.probability)).toBe(true);
  });

  it("are the same in any unit and order of rows", () => {
    const scaled = planted.map(({ id, traits }) => ({
      id,
      traits: { ...traits, tenure: 1e9 * (traits.tenure ?? 0) },
    }));
    const other = fitPersonas([...scaled].reverse(), { resamples: 0 });
    expect(adjustedRandIndex(found(other, planted), found(model, planted))).toBe(1);
  });

  it("keep their ids when fitted again, whatever their order of size", () => {
    const grown = plantCustomers(
      [{ size: 200, centre: { frequency: 4, promotion: 0.9, tenure: 18 }, sd: 0.1 }],
      {
        seed: 9,
        prefix: "new",
      },
    ).map((row, i) => ({ ...row, id: `late-${i}` }));
    const rows = [...planted, ...exponentiate(grown, "frequency")];
    const plain = fitPersonas(rows, { resamples: 0 });
    const next = fitPersonas(rows, { resamples: 0, previous: model });
    expect(alignPersonas(model, plain)["persona-1"]).toBe("persona-3");
    expect(next.personas.map(({ id }) => id)).toEqual(["persona-1", "persona-2", "persona-3"]);
    const same = planted.filter(({ id }) => next.assignments[id] === model.assignments[id]);
    expect(same.length / planted.length).toBeGreaterThan(0.99);
    const apart = fitPersonas(
      plantCustomers(groups, { seed: 4, prefix: "other" }).map((row) => row),
      { resamples: 0, standardise: "zscore" },
    );
    expect(Object.values(alignPersonas(apart, apart))).toEqual(apart.personas.map(({ id }) => id));
  });

  it("describe unseen customers better than one persona does", () => {
    const backtest = backtestPersonas(planted, { k: 3, method: "gmm", folds: 2 });
    expect(backtest.champion).toBe("personas");
    expect(backtest.contestants.personas?.negativeLogDensity?.difference).toBeLessThan(-0.5);
  });
});

describe("a new persona", () => {
  const traits = { frequency: 4, promotion: 0.3, tenure: 30 };

  it("is made of enough customers who are alike and match none", () => {
    const fresh = exponentiate(
      plantCustomers([{ size: 40, centre: traits, sd: 0.1 }], { seed: 3, prefix: "new" }),
      "frequency",
    );
    const novelty = detectNovelPersona(model, [...fresh, ...planted.slice(0, 100)]);
    expect(novelty.persona?.id).toBe("persona-4");
    expect(novelty.members.filter((id) => id.startsWith("new")).length).toBeGreaterThan(36);
    expect(PersonaModel.parse(novelty.model).k).toBe(4);
    expect(matchPersona(novelty.model, fresh[0]?.traits ?? {}).persona).toBe("persona-4");
  });

  it("is not made of scattered customers, nor of a few", () => {
    const names = ["frequency", "promotion", "tenure"];
    const scattered = scatterCustomers(60, { traits: names, width: 60, seed: 5 });
    expect(detectNovelPersona(model, scattered).persona).toBeNull();
    const few = plantCustomers([{ size: 6, centre: traits, sd: 0.1 }], { seed: 3 });
    expect(detectNovelPersona(model, few)).toMatchObject({ persona: null, model });
  });
});

describe("personas that were written down", () => {
  it("match like fitted ones", () => {
    const mine = definePersonas([
      { id: "Fresh_Grad", centre: { spending: 8000, digital: 0.9 } },
      { id: "FinTech_Family", centre: { spending: 30000, digital: 0.5 } },
    ]);
    expect(PersonaModel.parse(JSON.parse(JSON.stringify(mine)))).toEqual(mine);
    expect(matchPersona(mine, { spending: 9000, digital: 0.85 }).persona).toBe("Fresh_Grad");
    expect(matchPersona(mine, { spending: 9e6, digital: 0.85 }).persona).toBeNull();
  });

  it.each([
    ["invalid_input", []],
    [
      "invalid_input",
      [
        { id: "a", centre: { x: 1 } },
        { id: "a", centre: { x: 2 } },
      ],
    ],
    [
      "invalid_input",
      [
        { id: "a", centre: { x: 1 } },
        { id: "b", centre: { y: 2 } },
      ],
    ],
    ["no_variation", [{ id: "a", centre: { x: 1 } }]],
  ])("are refused with %s", (code, definitions) => {
    expect(() => definePersonas(definitions)).toThrow(expect.objectContaining({ code }));
  });
});
