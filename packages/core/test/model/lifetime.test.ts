import { describe, expect, it } from "vitest";
import { backtestLifetime, fitLifetime } from "../../src/index.js";
import { dataSet, readReference, readTable } from "./data-set.js";

interface Reference {
  calibration_end: string;
  bgnbd: Record<"r" | "alpha" | "a" | "b" | "loglik", number>;
  gamma_gamma: Record<"p" | "q" | "v" | "loglik" | "customers" | "population_mean_spend", number>;
  holdout: {
    actual_total: number;
    bgnbd_total: number;
    bgnbd_mae_per_customer: number;
    bgnbd_rmse: number;
    naive_rate: { total: number; mae: number; rmse: number };
    top_decile_capture: { bgnbd: number };
  };
  published: { bgnbd: Record<"r" | "alpha" | "a" | "b", number> };
}

describe.skipIf(dataSet("cdnow") === null)(
  "customer value on CDNOW (needs ../shared/data/cdnow)",
  () => {
    const load = () =>
      readTable("cdnow").map(({ id, date, amount }) => ({
        id: id ?? "",
        date: date ?? "",
        amount: Number(amount),
      }));

    it("has the published parameters to three decimals", () => {
      const { published, bgnbd, gamma_gamma, calibration_end } = readReference<Reference>("cdnow");
      const { buying, spending } = fitLifetime(load(), { until: calibration_end, currency: "USD" });
      for (const name of ["r", "alpha", "a", "b"] as const) {
        expect(buying[name].value.toFixed(3)).toBe(published.bgnbd[name].toFixed(3));
        expect(buying[name].value / bgnbd[name]).toBeCloseTo(1, 5);
      }
      for (const name of ["p", "q", "v"] as const) {
        expect((spending?.[name].value ?? 0) / gamma_gamma[name]).toBeCloseTo(1, 5);
      }
      expect(buying.logLikelihood).toBeCloseTo(bgnbd.loglik, 3);
      expect(spending?.logLikelihood).toBeCloseTo(gamma_gamma.loglik, 3);
      expect(spending?.customers).toBe(gamma_gamma.customers);
      expect(spending?.populationMean).toBeCloseTo(gamma_gamma.population_mean_spend, 3);
    });

    it("foretells the held-out 39 weeks as the reference does, and better than each customer's own rate", () => {
      const { holdout, calibration_end } = readReference<Reference>("cdnow");
      const found = backtestLifetime(load(), { calibrationUntil: calibration_end });
      expect(found.champion).toBe("BG/NBD");
      expect(found.total.happened).toBe(holdout.actual_total);
      expect(found.total.foretold).toBeCloseTo(holdout.bgnbd_total, 2);
      expect(found.total.naive).toBeCloseTo(holdout.naive_rate.total, 2);
      const scores = found.contestants["BG/NBD"];
      expect(scores?.["absolute error"]?.score).toBeCloseTo(holdout.bgnbd_mae_per_customer, 5);
      expect(Math.sqrt(scores?.["squared error"]?.score ?? 0)).toBeCloseTo(holdout.bgnbd_rmse, 5);
      expect(scores?.["absolute error"]?.naive).toBeCloseTo(holdout.naive_rate.mae, 5);
      expect(found.topDecileCapture.foretold).toBeCloseTo(holdout.top_decile_capture.bgnbd, 6);
      expect(found.weeks).toHaveLength(39);
    });
  },
);
