import { describe, expect, it } from "vitest";
import { plantedPanel } from "../../../test/model/choice-panel.js";
import { type ChoiceOptions, fitChoice } from "./fit-choice.js";
import type { ChoiceOccasion } from "./occasion.js";
import { predictChoice } from "./predict-choice.js";

const attributes = ["price", "display"];
const panel = plantedPanel({
  choosers: 30,
  occasions: [3, 6],
  alternatives: 3,
  seed: 3,
  price: [-2, 0.8],
  taste: 1,
}).occasions;
const plain: ChoiceOptions = { attributes, classes: 1, loyalty: false };

/** Every number of a model, its name and its path. */
function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

const withPrices = (change: (price: number, row: number) => number): ChoiceOccasion[] =>
  panel.map((occasion, row) => ({
    ...occasion,
    alternatives: Object.fromEntries(
      Object.entries(occasion.alternatives).map(([name, values]) => [
        name,
        { ...values, price: change(values.price ?? 0, row) },
      ]),
    ),
  }));

describe("weak data", () => {
  const two = (
    rows: [price: number, other: number, chosen: string][],
    chooser = (i: number) => i,
  ) =>
    rows.map(([a, b, chosen], i) => ({
      chooserId: chooser(i),
      chosen,
      alternatives: { a: { price: a }, b: { price: b } },
    }));
  const separated = two(
    Array.from(
      { length: 20 },
      (_, i) => [i % 2 ? 1 : 3, 2, i % 2 ? "a" : "b"] as [number, number, string],
    ),
  );
  const cases: [string, ChoiceOccasion[], ChoiceOptions, string][] = [
    ["perfect separation", separated, { attributes: ["price"], classes: 1 }, "separation"],
    ["perfect separation, all open", separated, { attributes: ["price"] }, "separation"],
    [
      "an alternative never chosen",
      two([
        [1, 2, "a"],
        [2, 1, "a"],
        [1, 3, "a"],
        [3, 1, "a"],
        [2, 2, "a"],
      ]),
      { attributes: ["price"], classes: 1 },
      "never_chosen",
    ],
    [
      "one chooser",
      panel.filter(({ chooserId }) => chooserId === "h1"),
      { attributes: ["price"] },
      "one_chooser",
    ],
  ];
  it.each(cases)("%s gives finite numbers and says so", (_, occasions, options, code) => {
    const model = fitChoice(occasions, options);
    expect(model.weaknesses.map((each) => each.code)).toContain(code);
    expect(numbersOf(model).every(Number.isFinite)).toBe(true);
    expect(numbersOf(predictChoice(model, occasions)).every(Number.isFinite)).toBe(true);
  });

  it("takes plain logit where every chooser chose once", () => {
    const once = panel.map((each, i) => ({ ...each, chooserId: i }));
    const model = fitChoice(once, { attributes });
    expect(model.heterogeneity.kind).toBe("none");
    expect(model.loyalty).toBeNull();
  });

  const [first] = panel;
  const replaced = (values: Record<string, number>): ChoiceOccasion[] =>
    panel.map((each, i) =>
      i === 2 ? { ...each, alternatives: { ...each.alternatives, brand2: values } } : each,
    );
  const refusals: [string, readonly ChoiceOccasion[], Partial<ChoiceOptions>, string, RegExp][] = [
    ["nothing", [], {}, "no_data", /no occasions/],
    [
      "one alternative",
      [{ chooserId: 1, chosen: "a", alternatives: { a: { price: 1, display: 0 } } }],
      {},
      "no_variation",
      /two or more/,
    ],
    ["a constant attribute", withPrices(() => 4), {}, "no_variation", /price/],
    ["a constant at 10^9", withPrices(() => 1e9), {}, "no_variation", /price/],
    [
      "NaN",
      replaced({ price: Number.NaN, display: 0 }),
      {},
      "not_finite",
      /occasion 2: price of brand2/,
    ],
    ["infinity", replaced({ price: Infinity, display: 0 }), {}, "not_finite", /brand2/],
    [
      "a missing attribute",
      replaced({ price: 1 }),
      {},
      "not_finite",
      /display of brand2 is undefined/,
    ],
    [
      "a choice that was not there",
      [{ ...first, chooserId: 1, chosen: "x", alternatives: first?.alternatives ?? {} }],
      {},
      "invalid_input",
      /x was chosen/,
    ],
    [
      "an attribute that repeats another",
      withPrices((p) => p).map((o) => ({
        ...o,
        alternatives: Object.fromEntries(
          Object.entries(o.alternatives).map(([n, v]) => [n, { ...v, twice: 2 * (v.price ?? 0) }]),
        ),
      })),
      { attributes: ["price", "display", "twice"] },
      "not_positive_definite",
      /twice|price/,
    ],
    [
      "an attribute that the constants make up",
      panel.map((o) => ({
        ...o,
        alternatives: Object.fromEntries(
          Object.entries(o.alternatives).map(([n, v]) => [
            n,
            { ...v, size: n === "brand1" ? 1 : 2 },
          ]),
        ),
      })),
      { attributes: ["price", "size"] },
      "not_positive_definite",
      /size/,
    ],
    [
      "a repeated name",
      panel,
      { attributes: ["price", "price"] },
      "invalid_input",
      /different names/,
    ],
    ["a seed that is none", panel, { seed: -1 }, "out_of_range", /seed/],
    ["no classes", panel, { classes: 0 }, "out_of_range", /classes/],
    ["a smoothing of 1", panel, { loyalty: 1 }, "out_of_range", /smoothing/],
    ["an unknown base", panel, { base: "x" }, "unknown_key", /base x/],
    ["an unknown price", panel, { price: "x" }, "unknown_key", /price x/],
    ["an unknown nest member", panel, { nests: { n: ["x"] } }, "unknown_key", /nest n/],
    [
      "nests with classes",
      panel,
      { nests: { n: ["brand1"] }, classes: 2 },
      "invalid_input",
      /nests/,
    ],
  ];
  it.each(refusals)("refuses %s", (_, occasions, options, code, message) => {
    const fit = () => fitChoice(occasions, { attributes, ...options });
    expect(fit).toThrow(expect.objectContaining({ code }));
    expect(fit).toThrow(message);
  });

  it("refuses to foretell an alternative that it does not know", () => {
    const model = fitChoice(panel, plain);
    const row = {
      chooserId: 1,
      alternatives: { new: { price: 1, display: 0 }, brand1: { price: 1, display: 0 } },
    };
    expect(() => predictChoice(model, [row])).toThrow(
      expect.objectContaining({ code: "unknown_key" }),
    );
    expect(predictChoice(model, [])).toEqual([]);
  });
});
