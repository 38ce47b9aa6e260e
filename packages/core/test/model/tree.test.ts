import { describe, expect, it } from "vitest";
import { calibrationOf, fitLogit, fitTrees, predictLogit, predictTrees } from "../../src/index.js";
import { features, happened, referenceScore, scoreOf, test, train } from "./churn.js";

const theirs = referenceScore("gradient_boosting");

describe("telecom churn, rows i mod 5 = 4 held out", () => {
  it("is foretold at least as well as by the reference's gradient boosting", () => {
    // About what "auto" finds here; the search itself is in the proof.
    const told = { rounds: 140, leaves: 31, learningRate: 0.08, featureShare: 0.5 };
    const model = fitTrees(train, { target: "churn", features, ...told });
    const probabilities = predictTrees(model, test) as number[];
    const found = scoreOf(probabilities);
    expect(found.auc).toBeGreaterThan(0.92);
    expect(found.logloss).toBeLessThan(theirs.logloss);
    expect(found.brier).toBeLessThan(theirs.brier);
    const { expectedCalibrationError } = calibrationOf(probabilities, { happened });
    expect(expectedCalibrationError).toBeLessThan(0.04);
  });

  it("is foretold by ridge logit as by the reference's", () => {
    const model = fitLogit(train, { target: "churn", features });
    const { auc } = scoreOf(predictLogit(model, test));
    expect(auc).toBeCloseTo(referenceScore("logistic_l2_C1").auc, 2);
  });
});
