import fc from "fast-check";
import { expect, it } from "vitest";
import {
  decodePermalink,
  encodePermalink,
  PermalinkError,
  readFragment,
  writeFragment,
} from "./permalink.js";
import { NEUTRAL, type WhatifScenario } from "./scenario.js";

const known = {
  personas: ["A;b=c", "新鮮人"],
  regions: ["台北"],
  brands: ["7-11", "50%*2,x", "全家"],
};
const link = {
  scenario: NEUTRAL,
  persona: null,
  region: null,
  brand: null,
  twinDigest: null,
  resultDigest: null,
};
const brand = fc.constantFrom(...known.brands);
const hundredths = (min: number, max: number) =>
  fc.integer({ min: min * 100, max: max * 100 }).map((value) => value / 100);

const scenarios: fc.Arbitrary<WhatifScenario> = fc.record({
  prices: fc.dictionary(
    brand,
    hundredths(0.1, 3).filter((multiplier) => multiplier !== 1),
    {
      noNullPrototype: true,
    },
  ),
  priceSensitivity: hundredths(0.5, 2),
  electricityPrice: hundredths(0.5, 3),
  promotionBrand: fc.option(brand),
  discount: hundredths(0, 0.9),
  pointMultiplier: hundredths(0.5, 5),
  bogo: fc.boolean(),
  intensity: hundredths(0, 2),
  attacker: fc.option(brand),
  target: fc.option(brand),
  action: fc.constantFrom("price", "promotion", "exit", "distribution"),
  strength: hundredths(0, 1),
  similarity: hundredths(0, 1),
  trigger: fc.constantFrom("temperature", "rain", "holiday"),
  triggerValue: hundredths(-100, 100),
  days: fc.integer({ min: 1, max: 365 }),
});

it("re-opens any scenario from its link, also through a page's address", () => {
  fc.assert(
    fc.property(scenarios, fc.constantFrom(null, ...known.personas), (scenario, persona) => {
      const made = { ...link, scenario, persona };
      const url = new URL("https://example.org/page#other=1");
      url.hash = writeFragment(url.hash, "cdp-whatif", encodePermalink(made));
      const text = readFragment(new URL(url.href).hash, "cdp-whatif") ?? "";
      expect(decodePermalink(text, known)).toEqual(made);
      expect(readFragment(url.hash, "other")).toBe("1");
    }),
  );
});

it("keeps an entrant that has a new name", () => {
  const scenario: WhatifScenario = {
    ...NEUTRAL,
    action: "entry",
    attacker: "New; brand",
    strength: 1,
  };
  expect(decodePermalink(encodePermalink({ ...link, scenario }), known).scenario).toEqual(scenario);
});

it.each([
  "",
  "2;d=3",
  "1;d=0",
  "1;d=x",
  "1;zz=1",
  "1;p=Nobody*1.1",
  "1;p=7-11*99",
  "1;p=%E0%A4%A*1",
  "1;pe=nobody",
  "1;at=nobody",
  "1;ac=entry;at=7-11",
  "1;el=Infinity",
  "1;__proto__=1",
])("refuses %j and says which part", (text) => {
  expect(() => decodePermalink(text, known)).toThrow(PermalinkError);
});

it("throws nothing but its own error, whatever is in the address", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        decodePermalink(`1;${text}`, known);
      } catch (error) {
        expect(error).toBeInstanceOf(PermalinkError);
      }
    }),
  );
});
