import { describe, expect, it } from "vitest";
import {
  backtestDemand,
  type DemandModel,
  type DemandRow,
  fitDemand,
  predictDemand,
} from "../../src/model/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";

interface Brand {
  own: { est: number; se_cluster_store: number };
  cross: Record<string, { est: number; se: number }>;
  deal: number;
  feat: number;
  own_without_rival_prices: { est: number; se_cluster_store: number };
  r2: number;
}

const COVARIATES = ["deal", "feat"];

/** The store-week panel as demand rows. */
function storeRows(): (DemandRow & { at: number })[] {
  const table = readTable("orange_juice_stores");
  const prices = new Map<string, Record<string, number>>();
  const keyOf = (row: Record<string, string>) => `${row.store}|${row.week}`;
  for (const row of table) {
    const found = prices.get(keyOf(row)) ?? {};
    found[row.brand ?? ""] = Number(row.price);
    prices.set(keyOf(row), found);
  }
  return table.map((row) => ({
    product: row.brand ?? "",
    group: row.store ?? "",
    at: Number(row.week),
    units: Number(row.units),
    prices: prices.get(keyOf(row)) ?? {},
    deal: Number(row.deal),
    feat: Number(row.feat),
  }));
}

describe.skipIf(dataSet("orange_juice_stores") === null)(
  "the orange-juice panel (needs ../shared/data/orange_juice_stores)",
  () => {
    const rows = dataSet("orange_juice_stores") === null ? [] : storeRows();
    const { brands, holdout } = readReferenceOr<{
      brands: Record<string, Brand>;
      holdout: { models: Record<string, { rmse_log: number }> };
    }>("orange_juice_stores");

    it("least squares agrees with statsmodels: every own and cross elasticity, deal, feature and clustered error", () => {
      const model = fitDemand(rows, { covariates: COVARIATES, shrinkage: "none" });
      for (const [name, { own, cross, deal, feat, r2 }] of Object.entries(brands)) {
        const found = model.elasticities[name] ?? {};
        expect(found[name]?.value).toBeCloseTo(own.est, 5);
        expect(found[name]?.standardError).toBeCloseTo(own.se_cluster_store, 5);
        for (const [rival, { est, se }] of Object.entries(cross)) {
          expect(found[rival]?.value).toBeCloseTo(est, 5);
          expect(found[rival]?.standardError).toBeCloseTo(se, 5);
        }
        expect(model.effects[name]?.deal?.value).toBeCloseTo(deal, 5);
        expect(model.effects[name]?.feat?.value).toBeCloseTo(feat, 5);
        expect(model.productLevels[name]?.rSquared).toBeCloseTo(r2, 5);
      }
      const lone = fitDemand(rows, {
        covariates: COVARIATES,
        shrinkage: "none",
        crossPrices: "none",
      });
      for (const [name, { own_without_rival_prices: own }] of Object.entries(brands)) {
        expect(lone.elasticities[name]?.[name]?.value).toBeCloseTo(own.est, 5);
        expect(lone.elasticities[name]?.[name]?.standardError).toBeCloseTo(own.se_cluster_store, 5);
      }
    });

    it("shrinkage hardly moves what so many rows tell", () => {
      const model = fitDemand(rows, { covariates: COVARIATES });
      for (const [name, { own }] of Object.entries(brands)) {
        const found = model.elasticities[name]?.[name];
        expect(Math.abs((found?.value ?? 0) - own.est)).toBeLessThan(0.06);
        expect((found?.standardError ?? 0) / own.se_cluster_store).toBeGreaterThan(0.9);
        expect((found?.standardError ?? 9) / own.se_cluster_store).toBeLessThan(1.1);
      }
    });

    it("foretells the last fifth of the weeks better than the reference's best", () => {
      const train = rows.filter(({ at }) => at < 136);
      const test = rows.filter(({ at }) => at >= 136);
      const rmse = (model: DemandModel) => {
        let squares = 0;
        predictDemand(model, test).forEach((units, i) => {
          squares += Math.log((test[i]?.units ?? 0) / units) ** 2;
        });
        return Math.sqrt(squares / test.length);
      };
      const plain = fitDemand(train, { covariates: COVARIATES, shrinkage: "none" });
      expect(rmse(plain)).toBeCloseTo(holdout.models.own_and_rival_prices?.rmse_log ?? 0, 5);
      expect(rmse(fitDemand(train, { covariates: COVARIATES }))).toBeLessThan(0.53);
    });

    it("with 8 weeks per store, shrinkage beats separate fits and one fit per brand", () => {
      const weeks = [...new Set(rows.map(({ at }) => at))];
      const early = new Set(weeks.filter((_, i) => i % 15 === 0).slice(0, 8));
      const late = new Set(weeks.filter((_, i) => i % 15 === 7));
      const some = rows.filter(({ at }) => early.has(at) || late.has(at));
      const splits = [
        {
          train: some.flatMap(({ at }, i) => (early.has(at) ? [i] : [])),
          test: some.flatMap(({ at }, i) => (late.has(at) ? [i] : [])),
        },
      ];
      const { champion, contestants } = backtestDemand(some, {
        covariates: COVARIATES,
        crossPrices: "none",
        splits,
      });
      const score = (name: string) => contestants[name]?.["squared log error"]?.score ?? 0;
      expect(champion).toBe("shrunk");
      expect(score("shrunk")).toBeLessThan(0.75 * score("separate groups"));
    });
  },
);

describe.skipIf(dataSet("orange_juice") === null)(
  "the orange-juice sample without stores (needs ../shared/data/orange_juice)",
  () => {
    const table = dataSet("orange_juice") === null ? [] : readTable("orange_juice");
    const reference = readReferenceOr<Record<string, never>>("orange_juice");
    const rows = table.map((row) => ({
      product: row.brand ?? "",
      group: "all",
      units: Number(row.sales),
      prices: { [row.brand ?? ""]: Number(row.price) },
      feat: Number(row.feat),
    }));

    it("agrees with statsmodels, by brand and pooled, with classical errors of one regression", () => {
      const options = { shrinkage: "none", errors: "classical" } as const;
      const byBrand = fitDemand(rows, options);
      const withFeature = fitDemand(rows, { ...options, covariates: ["feat"] });
      const {
        by_brand,
        by_brand_with_feature: featured,
        pooled,
      } = reference as never as {
        by_brand: { elasticity: Estimates };
        by_brand_with_feature: { elasticity: Estimates; feature_effect: Estimates };
        pooled: { elasticity: { est: number; se: number } };
      };
      const agrees = (
        found: { value: number; standardError: number } | undefined,
        { est, se }: { est: number; se: number } = { est: 0, se: 0 },
      ) => {
        expect(found?.value).toBeCloseTo(est, 5);
        expect(found?.standardError).toBeCloseTo(se, 5);
      };
      for (const name of byBrand.products) {
        agrees(byBrand.elasticities[name]?.[name], by_brand.elasticity[name]);
        agrees(withFeature.elasticities[name]?.[name], featured.elasticity[name]);
        agrees(withFeature.effects[name]?.feat, featured.feature_effect[name]);
      }
      const one = fitDemand(
        rows.map((row) => ({
          ...row,
          product: "juice",
          group: row.product,
          prices: { juice: row.prices[row.product] },
        })),
        options,
      );
      agrees(one.elasticities.juice?.juice, pooled.elasticity);
      const shrunk = fitDemand(rows, { covariates: ["feat"] });
      for (const name of shrunk.products) {
        const { value } = shrunk.elasticities[name]?.[name] ?? { value: 0 };
        expect(Math.abs(value - (featured.elasticity[name]?.est ?? 0))).toBeLessThan(0.01);
      }
    });
  },
);

type Estimates = Record<string, { est: number; se: number }>;

function readReferenceOr<T>(name: string): T {
  return dataSet(name) === null ? ({} as T) : readReference<T>(name);
}
