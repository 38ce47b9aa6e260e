import { describe, expect, it } from "vitest";
import { plantedHistory } from "../../../test/twin/planted-history.js";
import { learnTwin } from "./fit-twin.js";
import { panelOf } from "./panel.js";
import { fitShareModel } from "./share-model.js";
import { firstPrior } from "./shared-prior.js";
import { fitBesideWander, levelsWander } from "./wander.js";

const market = async (seed: number, drift: number, regions = 1) => {
  const options = { personas: 1, regions, days: 112, promotions: false, seed, drift };
  const { truth, history } = await plantedHistory(options);
  const panel = panelOf(history, { periods: 112 });
  return {
    truth,
    history,
    panel,
    model: fitShareModel(panel, { prior: firstPrior(panel), lag: 1 }),
  };
};

describe("levels that wander", () => {
  it("are found where utilities do, and not where only surveys scatter", async () => {
    for (const seed of [1, 2]) {
      const [steady, drifting] = [await market(seed, 0, 2), await market(seed, 0.02, 2)];
      expect(levelsWander(steady.panel, steady.model)).toBe(false);
      expect(levelsWander(drifting.panel, drifting.model)).toBe(true);
    }
  });

  it("leave responses nearer to what was planted, and errors that know how near", async () => {
    let [before, after, surprise, less] = [0, 0, 0, 0];
    for (const seed of [11, 12, 13]) {
      const { truth, panel, model } = await market(seed, 0.015);
      const beside = fitBesideWander(panel, model).model;
      const size = panel.regressors.length + panel.personas.length;
      panel.regressors.forEach(({ kind, brand }, i) => {
        if (kind !== "price") return;
        const planted = truth.brands.find(({ id }) => id === panel.brands[brand]);
        const of = ({ slopes, covariance }: typeof model) => {
          const error = (slopes[i] ?? 0) + (planted?.priceCoefficient ?? 0);
          return [error ** 2, error ** 2 / (covariance[i * (size + 1)] ?? 1)] as const;
        };
        const [constant, found] = [of(model), of(beside)];
        before += constant[0];
        after += found[0];
        surprise += constant[1];
        less += found[1];
      });
    }
    expect(after).toBeLessThan(before / 2);
    expect(less).toBeLessThan(0.8 * surprise);
  });

  it("are followed in the twin", async () => {
    const { history } = await market(1, 0.02, 2);
    expect(learnTwin(history).learnt.rule.halfLife).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});
