import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { dataSet } from "../model/data-set.js";
import { PANEL } from "./orange-juice-panel.js";
import {
  EARLIER,
  FIRST_UNSEEN_WEEK,
  type Foretold,
  METHODS,
  orangeJuiceStudy,
} from "./orange-juice-study.js";
import { scoreOf, type Told } from "./tally.js";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const meanSquare = (values: readonly number[]) => mean(values.map((value) => value * value));

it.skipIf(!isProof || dataSet(PANEL) === null)(
  "foretells the last fifth of the orange juice weeks under their own prices and promotions (PROOF=1, needs ../shared/data/orange_juice_stores)",
  { timeout: 600_000 },
  async () => {
    const { twin, foretold } = await orangeJuiceStudy();
    const wape = (rows: readonly Foretold[], method: (typeof METHODS)[number]) =>
      mean(rows.map(({ row, units }) => Math.abs(units[method] - row.units))) /
      mean(rows.map(({ row }) => row.units));
    const shareError = (method: (typeof METHODS)[number]) =>
      mean(foretold.map(({ share, shares }) => Math.abs(shares[method] - share)));
    const weeks = new Set(foretold.map(({ row }) => row.week)).size;
    const figures: Record<string, string> = {
      "forecasts: stores, weeks, brands": `${new Set(foretold.map(({ row }) => row.store)).size}, ${weeks}, ${twin.brands.length}; ${foretold.length} in all`,
      "weeks foretold": `${FIRST_UNSEEN_WEEK} to ${FIRST_UNSEEN_WEEK + weeks - 1}, 1 to ${weeks} weeks after the last that any fit saw`,
    };
    for (const method of METHODS) {
      const errors = foretold.map(({ row, units }) => units[method] - row.units);
      const logs = foretold.map(({ row, units }) => Math.log(units[method] / row.units));
      figures[`units, ${method}`] =
        `WAPE ${percent(wape(foretold, method))}, MAE ${mean(errors.map(Math.abs)).toFixed(0)}, RMSE ${Math.sqrt(meanSquare(errors)).toFixed(0)}, RMSE of the log ${Math.sqrt(meanSquare(logs)).toFixed(3)}`;
    }
    for (const method of METHODS) {
      const errors = foretold.map(({ share, shares }) => shares[method] - share);
      figures[`shares, ${method}`] =
        `MAE ${(100 * shareError(method)).toFixed(2)} points, RMSE ${(100 * Math.sqrt(meanSquare(errors))).toFixed(2)} points`;
    }
    for (const { from, until } of EARLIER) {
      const earlier = await orangeJuiceStudy({ from, until });
      figures[`units, weeks ${from} to ${until - 1} foretold from those before`] = METHODS.map(
        (method) => `${percent(wape(earlier.foretold, method))} ${method}`,
      ).join(", ");
    }
    for (const brand of twin.brands) {
      const rows = foretold.filter(({ row }) => row.brand === brand);
      figures[`WAPE of units by brand, ${brand}`] = METHODS.map(
        (method) => `${percent(wape(rows, method))} ${method}`,
      ).join(", ");
    }
    const coverage = (what: "share" | "units") => {
      const rows = foretold.map(
        ({ row, share, twin: told }): Told => ({
          market: row.week,
          told: told[what].value,
          found: what === "share" ? share : row.units,
          band: told[what].forecast ?? null,
        }),
      );
      const score = scoreOf(rows);
      const { p50, p80, p95 } = score.coverage;
      figures[`coverage of 50, 80, 95 % bands, ${what}`] =
        `${percent(p50)}, ${percent(p80)} ± ${percent(score.coverageError)} (weeks independent), ${percent(p95)}`;
      return p80;
    };
    const covered = [coverage("share"), coverage("units")];
    recordProof(
      "orange-juice-study",
      "Orange juice panel: shares and units of the last fifth of the weeks, foretold under their own prices and promotions",
      figures,
    );
    console.table(figures);
    expect(shareError("twin")).toBeLessThan(shareError("last week"));
    expect(shareError("twin")).toBeLessThan(shareError("mean of the last 4 weeks"));
    expect(shareError("twin")).toBeLessThan(shareError("mean of the store"));
    expect(wape(foretold, "twin")).toBeLessThan(wape(foretold, "mean of the store"));
    for (const share of covered) expect(share).toBeGreaterThan(0.6);
  },
);
