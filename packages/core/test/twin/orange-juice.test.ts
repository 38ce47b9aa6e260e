import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recordProof } from "../../../../scripts/record-proof.js";
import { sharedData } from "../../../../scripts/shared-data.js";
import { fitTwin } from "../../src/model/index.js";
import { dateOfDay } from "../../src/schema/time-text.js";
import { buildHistory } from "../../src/store/index.js";

const folder = sharedData("orange_juice_stores");

interface Row {
  readonly store: string;
  readonly week: number;
  readonly brand: string;
  readonly units: number;
  readonly price: number;
  readonly deal: number;
  readonly feat: number;
}

function readPanel(path: string): Row[] {
  const [, ...lines] = readFileSync(join(path, "orange_juice_stores.csv"), "utf8")
    .trim()
    .split(/\r?\n/);
  return lines.map((line) => {
    const [store = "", week, brand = "", units, price, deal, feat] = line.split(",");
    return {
      store,
      brand,
      week: Number(week),
      units: Number(units),
      price: Number(price),
      deal: Number(deal),
      feat: Number(feat),
    };
  });
}

/** One cell per store, one row per week, shares of ounces sold; people are not known. */
function panelHistory(rows: readonly Row[]) {
  const weeks = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${String(row.week).padStart(4, "0")} ${row.store}`;
    weeks.set(key, [...(weeks.get(key) ?? []), row]);
  }
  const date = (week: number) => dateOfDay(7000 + 7 * week);
  return buildHistory({
    behaviour: [...weeks.keys()].sort().map((key) => {
      const sold = weeks.get(key) ?? [];
      const total = sold.reduce((sum, { units }) => sum + units, 0);
      return {
        persona: "Shoppers",
        region: sold[0]?.store ?? "",
        date: date(sold[0]?.week ?? 0),
        people: total,
        shares: Object.fromEntries(sold.map(({ brand, units }) => [brand, units / total])),
        demo: false,
      };
    }),
    market: rows.map(({ store, week, brand, units, price, deal, feat }) => ({
      date: date(week),
      region: store,
      brand,
      price,
      currency: "USD",
      units,
      promotion: { discount: null, pointMultiplier: null, bogo: null, deal },
      feature: feat,
      display: null,
      distribution: null,
      planned: false,
      demo: false,
    })),
    webIntel: [],
  });
}

describe.skipIf(folder === null)(
  "the orange juice panel (needs ../shared/data/orange_juice_stores)",
  () => {
    it("own-price elasticities agree with statsmodels 0.13.5 in sign and size; the backtest beats naive", {
      timeout: 240_000,
    }, () => {
      const path = folder ?? "";
      const reference: { brands: Record<string, { own: { est: number } }> } = JSON.parse(
        readFileSync(join(path, "reference.json"), "utf8"),
      );
      const twin = fitTwin(panelHistory(readPanel(path)));
      const figures: Record<string, string> = {};
      for (const [j, brand] of twin.brands.entries()) {
        const alpha = twin.price[j]?.value ?? Number.NaN;
        const share =
          twin.cells.reduce((sum, { choice }) => sum + (choice[j] ?? 0), 0) / twin.cells.length;
        const elasticity = -alpha * (1 - share) - twin.incidence.value * alpha * share;
        const found = reference.brands[brand]?.own.est ?? Number.NaN;
        figures[brand] = `${elasticity.toFixed(2)} here, ${found.toFixed(2)} there`;
        expect(twin.price[j]?.origin.kind, brand).toBe("estimated");
        expect(elasticity, brand).toBeLessThan(0);
        expect(found, brand).toBeLessThan(0);
        // The weakest of the eleven has a third of the others' elasticity and is drawn towards them.
        const most = brand === "dominicks_128" ? 2.2 : 1.5;
        expect(elasticity / found, brand).toBeLessThan(most);
        expect(elasticity / found, brand).toBeGreaterThan(1 / 1.5);
      }
      const backtest = twin.backtest;
      figures["backtest: mean absolute error, naive"] =
        `${backtest?.meanAbsoluteError.toFixed(4)}, ${backtest?.naiveMeanAbsoluteError.toFixed(4)}`;
      figures["backtest: coverage of 95 %"] = `${backtest?.coverage95.toFixed(3)}`;
      recordProof("orange-juice", "Own-price elasticities of the orange juice panel", figures);
      if (process.env.SHOW_FIGURES) console.table(figures);
      expect(Object.keys(reference.brands).sort()).toStrictEqual([...twin.brands]);
      expect(backtest?.meanAbsoluteError).toBeLessThan(backtest?.naiveMeanAbsoluteError ?? 0);
      expect(backtest?.coverage95).toBeGreaterThanOrEqual(0.9);
    });
  },
);
