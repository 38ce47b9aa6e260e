import { digest, normalQuantile, purposeId, uniformSource } from "../../src/math/index.js";
import { fitNetwork } from "../../src/model/network/fit-network.js";
import { predictNetwork } from "../../src/model/network/predict-network.js";
import type { FeatureRow } from "../../src/model/tree/feature-row.js";

/** Pinned: a change of one bit of one weight or prediction changes it, and is a change of the product's numbers. */
export const EXPECTED_NETWORKS = "d5f972ab2a59c43a30deeffbf57684fcda4c6b58019b757eb5fc623c9a12feb1";

/** Rows of two classes and a value that numbers, a category, a flag and gaps tell in part. */
export function probeRows(many: number): Record<string, number | string | boolean | null>[] {
  const next = uniformSource(20260311, 9, purposeId("network probe"));
  return Array.from({ length: many }, () => {
    const visits = Math.floor(20 * next());
    const spend = 1000 * next();
    const plan = ["basic", "family", "plus"][Math.floor(3 * next())] ?? "";
    const member = next() < 0.4;
    const score = (visits > 12 ? 1.5 : -1) + (member && plan === "plus" ? 2 : 0) - spend / 900;
    return {
      visits: next() < 0.1 ? null : visits,
      spend,
      plan,
      member,
      stays: score + normalQuantile(next()) > 0 ? "yes" : "no",
      value: 100 * score + 20 * normalQuantile(next()),
    };
  });
}

/** SHA-256 over two small networks and their predictions: the same hex in every engine. */
export function networkDigest(): string {
  const rows: FeatureRow[] = probeRows(160);
  const features = ["visits", "spend", "plan", "member"];
  const small = { features, hidden: [8, 4], members: 2, epochs: 12, seed: 5 };
  const classes = fitNetwork(rows, { ...small, target: "stays", activation: "tanh" });
  const values = fitNetwork(rows, { ...small, target: "value" });
  return digest({
    classes,
    values,
    predicted: [predictNetwork(classes, rows), predictNetwork(values, rows)],
  });
}
