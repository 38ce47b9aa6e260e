import { beforeAll, describe, expect, it } from "vitest";
import {
  ChoiceModel,
  type ChoiceOccasion,
  choiceElasticities,
  choiceShares,
  diversionRatios,
  fitChoice,
  predictChoice,
} from "../../src/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";

const attributes = ["price", "disp", "feat"];

interface Reference {
  readonly alternatives: string[];
  readonly full_sample: {
    readonly loglik: number;
    readonly coef: Record<string, number>;
    readonly se: Record<string, number>;
  };
  readonly elasticity_at_means: {
    readonly probability_at_means: Record<string, number>;
    readonly matrix: Record<string, Record<string, number>>;
  };
  readonly elasticity_aggregate: { readonly matrix: Record<string, Record<string, number>> };
  readonly whatif_price_cut_10pct: {
    readonly share_change: Record<string, Record<string, number>>;
  };
  readonly whatif_delist: { readonly diversion: Record<string, Record<string, number>> };
}

function near(found: Record<string, number>, expected: Record<string, number>, by = 1e-4): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs((found[name] ?? Number.NaN) - value), name).toBeLessThanOrEqual(
      by * Math.max(Math.abs(value), 0.01),
    );
  }
}

describe.skipIf(dataSet("catsup") === null)("catsup (needs ../shared/data/catsup)", () => {
  let reference: Reference;
  let rows: (ChoiceOccasion & { chosen: string })[];
  let logit: ChoiceModel;
  beforeAll(() => {
    reference = readReference<Reference>("catsup");
    rows = readTable("catsup").map((row) => ({
      chooserId: row.id ?? "",
      at: Number(row.occasion),
      chosen: row.choice ?? "",
      alternatives: Object.fromEntries(
        reference.alternatives.map((name) => [
          name,
          Object.fromEntries(attributes.map((each) => [each, Number(row[`${each}_${name}`])])),
        ]),
      ),
    }));
    logit = fitChoice(rows, { attributes, loyalty: false, classes: 1 });
  });

  it("gives the coefficients, errors and likelihood of the reference", () => {
    near(logit.coefficients, reference.full_sample.coef);
    near(logit.standardErrors, reference.full_sample.se);
    expect(logit.logLikelihood).toBeCloseTo(reference.full_sample.loglik, 4);
    expect(logit.converged).toBe(true);
    expect(logit.weaknesses).toEqual([]);
  });

  it("gives the elasticities of the reference", () => {
    const { aggregate, atMeans } = choiceElasticities(logit, rows, { attribute: "price" });
    near(atMeans.probabilities, reference.elasticity_at_means.probability_at_means);
    for (const name of reference.alternatives) {
      near(atMeans.matrix[name] ?? {}, reference.elasticity_at_means.matrix[name] ?? {});
      near(aggregate[name] ?? {}, reference.elasticity_aggregate.matrix[name] ?? {});
    }
  });

  it("answers price cuts and delisting as the reference does", () => {
    const before = choiceShares(logit, rows);
    const diversion = diversionRatios(logit, rows);
    for (const alternative of reference.alternatives) {
      const cut = { attributes: [{ alternative, attribute: "price", factor: 0.9 }] };
      const after = choiceShares(logit, rows, { change: cut });
      const change = Object.fromEntries(
        Object.entries(after).map(([name, share]) => [name, share - (before[name] ?? 0)]),
      );
      near(change, reference.whatif_price_cut_10pct.share_change[alternative] ?? {}, 2e-4);
      near(diversion[alternative] ?? {}, reference.whatif_delist.diversion[alternative] ?? {});
    }
  });

  it("foretells unseen households better than the reference's mixed logit, without looking ahead", () => {
    const ids = [...new Set(rows.map(({ chooserId }) => chooserId))];
    const learnt = new Set(ids.slice(0, 240));
    const train = rows.filter(({ chooserId }) => learnt.has(chooserId));
    const test = rows.filter(({ chooserId }) => !learnt.has(chooserId));
    const model = ChoiceModel.parse(
      JSON.parse(
        JSON.stringify(
          fitChoice(train, {
            attributes,
            heterogeneity: "random",
            correlated: false,
            curves: ["price"],
            loyalty: false,
          }),
        ),
      ),
    );
    const foretold = predictChoice(model, test);
    const loss = foretold.reduce(
      (sum, shares, i) => sum - Math.log(shares[test[i]?.chosen ?? ""] ?? 0),
      0,
    );
    expect(test).toHaveLength(568);
    expect(loss / test.length).toBeLessThan(0.731);
    const other = test.map((row, i) => (i === 9 ? { ...row, chosen: "hunts32" } : row));
    const again = predictChoice(model, other);
    expect(again.slice(0, 10)).toEqual(foretold.slice(0, 10));
  });
});
