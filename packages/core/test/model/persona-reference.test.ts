import { describe, expect, it } from "vitest";
import {
  adjustedRandIndex,
  fitPersonas,
  log,
  type PersonaModel,
  type TraitRow,
} from "../../src/index.js";
import { readReference, readTable } from "./data-set.js";

const found = (model: PersonaModel, rows: readonly TraitRow[]) =>
  rows.map(({ id }) => model.assignments[id] ?? null);

describe("personas of reference data", () => {
  interface ClusterReference {
    sets: Record<
      string,
      Record<"raw" | "standardised", Record<string, { ari: number; inertia?: number }>>
    >;
  }
  const { sets } = readReference<ClusterReference>("clusters");
  const labelled = (name: string) => {
    const table = readTable("clusters", `${name}.csv`);
    return {
      labels: table.map(({ label }) => label ?? ""),
      rows: table.map(({ label: _, ...traits }, i) => ({
        id: String(i),
        traits: Object.fromEntries(Object.entries(traits).map(([t, v]) => [t, Number(v)])),
      })),
    };
  };

  it.each([["wine"], ["gauss15"]])(
    "%s: the right number, and at least scikit-learn's agreement with the labels",
    (name) => {
      const { rows, labels } = labelled(name);
      const fitted = fitPersonas(rows, { resamples: 0 });
      const best = Object.values(sets[name] ?? {}).flatMap((tools) =>
        ["kmeans", "gmm_full"].map((tool) => tools[tool]?.ari ?? 0),
      );
      expect(fitted.k).toBe(new Set(labels).size);
      expect(adjustedRandIndex(found(fitted, rows), labels)).toBeGreaterThanOrEqual(
        Math.max(...best) - 1e-8,
      );
    },
  );

  interface WholesaleReference {
    by_k: Record<string, { inertia: number }>;
    recover_channel: { kmeans_ari: number; gmm_full_ari: number };
  }
  const wholesale = readReference<WholesaleReference>("wholesale_customers");
  const customers = readTable("wholesale_customers").map(({ channel, region: _, ...spend }, i) => ({
    id: String(i),
    channel: channel ?? "",
    traits: Object.fromEntries(Object.entries(spend).map(([t, v]) => [t, log(Number(v))])),
  }));

  it("wholesale customers: inertia at most scikit-learn's at every k", () => {
    for (const [k, { inertia }] of Object.entries(wholesale.by_k)) {
      const fitted = fitPersonas(customers, {
        k: Number(k),
        method: "kmeans",
        standardise: "zscore",
        resamples: 0,
      });
      expect(fitted.inertia).toBeLessThanOrEqual(inertia * (1 + 1e-6));
    }
  });

  it("wholesale customers: two personas recover the channel at least as well", () => {
    const fitted = fitPersonas(customers, { k: 2, method: "gmm", resamples: 0 });
    const ari = adjustedRandIndex(
      found(fitted, customers),
      customers.map(({ channel }) => channel),
    );
    expect(ari).toBeGreaterThanOrEqual(wholesale.recover_channel.kmeans_ari);
  });

  it("k-means of wine comes to scikit-learn's best of 60 starts", () => {
    const { rows, labels } = labelled("wine");
    const fitted = fitPersonas(rows, {
      k: 3,
      method: "kmeans",
      standardise: "zscore",
      resamples: 0,
    });
    expect(fitted.inertia).toBeLessThanOrEqual(1277.9286);
    expect(adjustedRandIndex(found(fitted, rows), labels)).toBeGreaterThan(0.89);
  });
});
