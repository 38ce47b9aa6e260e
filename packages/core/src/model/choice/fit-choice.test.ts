import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plantedPanel } from "../../../test/model/choice-panel.js";
import { backtestChoice } from "./backtest-choice.js";
import { choiceElasticities } from "./choice-elasticity.js";
import { ChoiceModel } from "./choice-model.js";
import { choiceShares, diversionRatios } from "./choice-shares.js";
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

describe("a choice model", () => {
  const variants: [string, ChoiceOptions][] = [
    ["plain logit", plain],
    ["loyalty", { ...plain, loyalty: "estimated" }],
    ["classes", { ...plain, classes: 2 }],
    ["random coefficients", { ...plain, heterogeneity: "random", correlated: true }],
    ["nests", { attributes, nests: { pair: ["brand1", "brand2"] } }],
    ["everything left open", { attributes }],
  ];

  it.each(variants)(
    "%s: is plain JSON that predicts the same bits, probabilities that sum to 1",
    (_, options) => {
      const model = fitChoice(panel, options);
      const again = ChoiceModel.parse(JSON.parse(JSON.stringify(model)));
      const shares = predictChoice(model, panel);
      expect(predictChoice(again, panel)).toEqual(shares);
      for (const record of shares) {
        expect(Object.values(record).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      }
      expect(numbersOf(model).every(Number.isFinite)).toBe(true);
      const { aggregate } = choiceElasticities(model, panel, { attribute: "price" });
      for (const j of model.alternatives) expect(aggregate[j]?.[j]).toBeLessThan(0);
      const up = { attributes: [{ alternative: "brand1", attribute: "price", factor: 1.000001 }] };
      const before = choiceShares(model, panel);
      const after = choiceShares(model, panel, { change: up });
      const slope = ((after.brand2 ?? 0) - (before.brand2 ?? 0)) / (before.brand2 ?? 0) / 1e-6;
      expect(slope / (aggregate.brand2?.brand1 ?? 0)).toBeCloseTo(1, 3);
      for (const row of Object.values(diversionRatios(model, panel))) {
        expect(Object.values(row).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      }
    },
  );

  it("does not look at an occasion's own choice or later ones, whatever it is", () => {
    const model = fitChoice(panel, { ...plain, loyalty: 0.6, heterogeneity: "random" });
    const shares = predictChoice(model, panel);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: panel.length - 1 }), (row) => {
        const blind = panel.map((each, i) => {
          const { chosen: _, ...rest } = each;
          return i >= row ? rest : each;
        });
        expect(predictChoice(model, blind)[row]).toEqual(shares[row]);
      }),
      { numRuns: 4 },
    );
  });

  it("is unmoved by units and by where prices start", () => {
    const model = fitChoice(panel, plain);
    for (const unit of [1e-9, 0.01, 1e9]) {
      const scaled = fitChoice(
        withPrices((price) => price * unit),
        plain,
      );
      const ratio = (scaled.coefficients.price ?? 0) / (model.coefficients.price ?? 1);
      expect(ratio * unit).toBeCloseTo(1, 8);
      expect(scaled.logLikelihood).toBeCloseTo(model.logLikelihood, 6);
    }
    const raised = fitChoice(
      withPrices((price) => price + 1e6),
      plain,
    );
    expect(raised.coefficients.price).toBeCloseTo(model.coefficients.price ?? 0, 5);
  });

  it("recovers what was planted, and says how sure it is", () => {
    const { occasions } = plantedPanel({
      choosers: 250,
      occasions: [6, 6],
      alternatives: 4,
      seed: 5,
      price: [-2, 0],
    });
    const { coefficients, standardErrors } = fitChoice(occasions, plain);
    expect(Math.abs((coefficients.price ?? 0) + 2) / (standardErrors.price ?? 1)).toBeLessThan(3);
    expect(
      Math.abs((coefficients.display ?? 0) - 0.8) / (standardErrors.display ?? 1),
    ).toBeLessThan(3);
  });

  it("draws a persona's tastes towards those of all", () => {
    const grouped = panel.map((each) => ({
      ...each,
      persona: Number(String(each.chooserId).slice(1)) % 2 ? "odd" : "even",
    }));
    const { heterogeneity } = fitChoice(grouped, { ...plain, heterogeneity: "random" });
    expect(heterogeneity.kind === "random" && Object.keys(heterogeneity.personas).sort()).toEqual([
      "even",
      "odd",
    ]);
  });

  it("reports a backtest, and an abort ends the fit", () => {
    const found = backtestChoice(panel, plain);
    expect(found.naive).toBe("market shares");
    expect(found.failed).toEqual({});
    expect(found.contestants.logit?.logLoss?.difference).toBeLessThan(0.2);
    const stop = () => {
      throw new RangeError("enough");
    };
    expect(() => fitChoice(panel, { attributes, onProgress: stop })).toThrow("enough");
  });
});
