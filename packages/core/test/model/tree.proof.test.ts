import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { fitTrees, predictTrees } from "../../src/index.js";
import { features, referenceScore, scoreOf, test, train } from "./churn.js";

it.skipIf(!isProof)(
  "AUC at least 0.924 with defaults, and log loss below the reference's (PROOF=1)",
  { timeout: 900_000 },
  () => {
    const theirs = referenceScore("gradient_boosting");
    const foundOf = (seed: number) =>
      scoreOf(predictTrees(fitTrees(train, { target: "churn", features, seed }), test) as number[]);
    const found = foundOf(0);
    const others = [1, 2, 3, 4].map(foundOf);
    const all = [found, ...others].map(({ auc }) => auc);
    recordProof(
      "tree-churn",
      "Boosted trees with defaults on telecom churn, rows i mod 5 = 4 held out",
      {
        "AUC (scikit-learn 1.2.1, gradient boosting)": `${found.auc.toFixed(4)} (${theirs.auc.toFixed(4)})`,
        "log loss": `${found.logloss.toFixed(4)} (${theirs.logloss.toFixed(4)})`,
        "Brier score": `${found.brier.toFixed(4)} (${theirs.brier.toFixed(4)})`,
        "AUC of seeds 0 to 4, lowest and highest": `${Math.min(...all).toFixed(4)}, ${Math.max(...all).toFixed(4)}`,
        "highest log loss of seeds 0 to 4": Math.max(
          ...[found, ...others].map(({ logloss }) => logloss),
        ).toFixed(4),
      },
    );
    expect(found.auc).toBeGreaterThanOrEqual(0.924);
    expect(found.logloss).toBeLessThan(theirs.logloss);
  },
);
