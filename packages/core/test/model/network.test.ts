import { describe, expect, it } from "vitest";
import {
  areaUnderCurve,
  backtestNetwork,
  type FeatureRow,
  fitNetwork,
  logLoss,
  NetworkModel,
  networkProbabilities,
  predictNetwork,
} from "../../src/model/index.js";
import { readReference, readTable } from "./data-set.js";
import { EXPECTED_NETWORKS, networkDigest, probeRows } from "./network-probe.js";

interface Reference {
  readonly models: Readonly<Record<string, { readonly auc: number; readonly logloss: number }>>;
}

it("trains to the pinned bits", () => {
  expect(networkDigest()).toBe(EXPECTED_NETWORKS);
});

describe("churn of a mobile operator", () => {
  const rows: FeatureRow[] = readTable("telecom_churn").map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, text]) => [
        name,
        /^[\d.]+$/.test(text) ? Number(text) : text,
      ]),
    ),
  );
  const features = Object.keys(rows[0] ?? {}).filter(
    (name) => name !== "state" && name !== "churn",
  );
  const train = rows.filter((_, i) => i % 5 !== 4);
  const test = rows.filter((_, i) => i % 5 === 4);
  // One member of the five that are the default, and fewer passes: a short form of docs/concept/network.md.
  const model = fitNetwork(train, {
    target: "churn",
    features,
    members: 1,
    epochs: 12,
    hidden: [16],
  });
  const probabilities = networkProbabilities(model, test);

  it("is foretold at least as well as by the reference's network", () => {
    const reference = readReference<Reference>("telecom_churn").models["mlp_16_alpha0.01"];
    const happened = test.map(({ churn }) => churn === "yes");
    const area = areaUnderCurve(predictNetwork(model, test) as number[], happened);
    const loss = test.reduce(
      (sum, { churn }, i) => sum + logLoss(probabilities[i] ?? {}, String(churn)),
      0,
    );
    expect(area).toBeGreaterThan(reference?.auc ?? 1);
    expect(loss / test.length).toBeLessThan(reference?.logloss ?? 0);
  });

  it("is plain JSON that predicts the same bits on the way back in", () => {
    const read = NetworkModel.parse(JSON.parse(JSON.stringify(model)));
    expect(networkProbabilities(read, test)).toEqual(probabilities);
    const broken = { ...model, members: [[{ ...model.members[0]?.[0], bias: [] }]] };
    expect(NetworkModel.safeParse(broken).success).toBe(false);
  });
});

it("is held against the base rate and the mean on rows held out", () => {
  const rows = probeRows(300);
  const small = {
    features: ["visits", "spend", "plan", "member"],
    hidden: [8],
    members: 1,
    folds: 3,
    learningRate: 0.02,
    epochs: 30,
  };
  const classes = backtestNetwork(rows, { ...small, target: "stays" });
  expect(classes.champion).toBe("network");
  expect(classes.naive).toBe("base rate");
  expect(classes.heldOut).toBe(300);
  const values = backtestNetwork(rows, { ...small, target: "value", group: "plan" });
  expect(values.naive).toBe("mean");
  expect(values.scheme).toContain("plan");
});
