import { describe, expect, it } from "vitest";
import { explain, LOCALES, type Reason, type ScenarioInput, sentence } from "../../src/index.js";
import { exampleTwin } from "../twin/example-twin.js";
import { QUICK } from "./explain-support.js";

const twin = exampleTwin({ brands: ["Alpha", "Beta", "Gamma"] });
const attack = { type: "competition", brand: "Beta", target: "Alpha", strength: 0.5 } as const;

/** A stack of every kind of intervention with another, so that each is named in a sentence. */
const STACKS: readonly NonNullable<ScenarioInput["interventions"]>[] = [
  [
    { type: "price_change", price: { Alpha: 1.1 } },
    { type: "external", trigger: "rain", value: 0.5 },
  ],
  [
    { type: "price_change", price: { Alpha: 1.1, Beta: 0.95 } },
    { type: "price_change", electricityPrice: 1.25 },
  ],
  [
    { type: "price_change", price: { Alpha: 1.05 }, electricityPrice: 1.1 },
    { type: "promotion", brand: "Beta", discount: 0.15 },
  ],
  [
    { type: "promotion", pointMultiplier: 2 },
    { type: "promotion", brand: "Alpha", bogo: true },
    { type: "promotion", brand: "Gamma", intensity: 1.5, discount: 0.1 },
  ],
  [
    { ...attack, action: "price" },
    { ...attack, brand: "Gamma" },
  ],
  [
    { ...attack, action: "exit" },
    { type: "competition", brand: "Delta", action: "entry", strength: 0.3 },
    { type: "competition", brand: "Gamma", action: "distribution", strength: 0.123 },
  ],
  [
    { ...attack, action: "reposition" },
    { ...attack, action: "distribution_loss", target: undefined },
    { type: "competition", brand: "Gamma", action: "expansion", strength: 0.2 },
  ],
  [
    { type: "promotion", brand: "Alpha", billOffset: 0.2 },
    { type: "promotion", brand: "Beta", coBrand: { reach: 0.4, attraction: 1 } },
  ],
  [{ type: "promotion", brand: "Alpha", pointMultiplier: 1.001 }],
];

/** Numbers in a sentence that are none of the values, however they are rounded. */
function strangers({ values }: Reason, said: string): string[] {
  const texts = Object.values(values).filter((value) => typeof value === "string");
  const known = Object.values(values).filter((value) => typeof value === "number");
  const words = texts.flatMap((text) => text.split(/, |:/)).filter((text) => text !== "");
  const bare = words.reduce((rest, word) => rest.replaceAll(word, " "), said);
  return [...bare.matchAll(/([−+]?)(\d[\d,]*(?:\.(\d+))?)/g)].flatMap(
    ([all, sign, digits = ""]) => {
      const number = (sign === "−" ? -1 : 1) * Number(digits.replaceAll(",", ""));
      const decimals = digits.split(".")[1]?.length ?? 0;
      return known.some((value) => Math.abs(value - number) <= 0.5000001 * 10 ** -decimals)
        ? []
        : [all];
    },
  );
}

const told = STACKS.map((interventions) =>
  [0, 60].flatMap((draws) => explain(twin, { interventions, draws }, QUICK).sentences),
);

describe.each(LOCALES)("sentences of explanations in %s", (locale) => {
  it("say numbers of the explanation and no others", () => {
    for (const sentences of told) {
      expect(sentences.length).toBeGreaterThan(4);
      for (const reason of sentences) {
        const said = sentence(reason, locale);
        expect(said).not.toMatch(/undefined|null|NaN|explained_| {2}|−0\.00 /);
        expect(said).toMatch(/[.。]$/);
        expect(strangers(reason, said), said).toEqual([]);
      }
    }
  });
});

it("sentences tell which part goes against the rest", () => {
  const { sentences } = explain(
    twin,
    {
      interventions: [
        { type: "price_change", price: { Alpha: 1.15 } },
        { type: "promotion", brand: "Alpha", pointMultiplier: 1.2 },
      ],
      draws: 0,
    },
    QUICK,
  );
  const against = sentences.find(({ code }) => code === "explained_against");
  expect(against?.values).toMatchObject({ part: "points", part_brand: "Alpha" });
  expect(Number(against?.values.amount) * Number(against?.values.total)).toBeLessThan(0);
});
