import { describe, expect, it } from "vitest";
import { type FeatureRow, fitUplift, predictUplift, qini } from "../../src/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";

interface Reference {
  readonly uplift_visit_two_model_logistic: {
    readonly arms: Readonly<Record<string, { readonly qini_mean_gain_per_customer: number }>>;
  };
}

const CONTROL = "No E-Mail";

describe.skipIf(dataSet("hillstrom") === null)(
  "Hillstrom's e-mail test, rows i mod 5 = 4 held out (needs ../shared/data/hillstrom)",
  () => {
    it("is ranked as well as by the reference's two logits, by the Qini of the women's e-mail", () => {
      const arm = "Womens E-Mail";
      const texts = ["zip_code", "channel", "segment"];
      const rows: FeatureRow[] = readTable("hillstrom").map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, text]) => [
            name,
            texts.includes(name) ? text : Number(text),
          ]),
        ),
      );
      const features = ["recency", "history", "mens", "womens", "zip_code", "newbie", "channel"];
      const model = fitUplift(
        rows.filter(({ segment }, i) => i % 5 !== 4 && (segment === arm || segment === CONTROL)),
        {
          treatment: "segment",
          control: CONTROL,
          outcome: "visit",
          features,
          method: "two-model-linear",
        },
      );
      expect(model.weaknesses).toEqual([]);
      const { arms } = readReference<Reference>("hillstrom").uplift_visit_two_model_logistic;
      const held = rows.filter(
        ({ segment }, i) => i % 5 === 4 && (segment === arm || segment === CONTROL),
      );
      const found = qini(
        {
          scores: predictUplift(model, held).map((uplift) => uplift[arm] ?? 0),
          treated: held.map(({ segment }) => segment === arm),
          outcomes: held.map(({ visit }) => Number(visit)),
        },
        { resamples: 20 },
      );
      expect(found.value).toBeGreaterThanOrEqual(
        arms[arm]?.qini_mean_gain_per_customer ?? Number.NaN,
      );
      expect(found.lower).toBeLessThan(found.value);
      expect(found.upper).toBeGreaterThan(found.value);
    });
  },
);
