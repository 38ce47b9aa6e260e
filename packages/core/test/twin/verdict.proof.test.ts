import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { fitTwin } from "../../src/model/index.js";
import type { History } from "../../src/schema/history.js";
import {
  asked,
  codes,
  need,
  scatteredFrom,
  shiftedFrom,
  smallHistory,
  withRows,
} from "./planted-verdict.js";

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
const until = (history: History, days: number) =>
  withRows(history, (row) => (row.at < days ? row : null));

it.skipIf(!isProof)(
  "planted faults get their verdict, and so much more data as the needs say lifts it (PROOF=1)",
  { timeout: 3_600_000 },
  async () => {
    const found: Record<string, number> = {};
    const figures = (name: string, hit: boolean) => {
      found[name] = (found[name] ?? 0) + Number(hit);
    };
    const inside = { 50: 0, 80: 0, 95: 0 };
    let forecasts = 0;
    for (const seed of SEEDS) {
      const sound = await smallHistory({ days: 90, seed });
      figures("no fault, 90 days: valid", asked(sound).verdict.status === "valid");
      const { backtest } = fitTwin(sound);
      if (backtest) {
        forecasts += backtest.forecasts;
        inside[50] += backtest.coverage50 * backtest.forecasts;
        inside[80] += backtest.coverage80 * backtest.forecasts;
        inside[95] += backtest.coverage95 * backtest.forecasts;
      }
      const thin = asked(until(sound, 8));
      figures("8 days: weak for few rows", codes(thin).includes("few_rows"));
      const enough = asked(until(sound, 8 + need(thin, "more_rows", "more")));
      figures("… lifted by the rows asked for", !codes(enough).includes("few_rows"));
      const still = asked(await smallHistory({ days: 30, priceVariation: 0, seed }));
      figures("prices that never moved: named", codes(still).includes("prices_never_moved"));
      const days = need(still, "prices_that_vary", "periods");
      const moved = asked(await smallHistory({ days, priceVariation: 0.11, seed }));
      figures(
        "… lifted by the periods asked for",
        !codes(moved).some(
          (code) => code === "prices_never_moved" || code === "price_effect_unclear",
        ),
      );
      const unpriced = asked(await smallHistory({ days: 30, noPrices: true, seed }));
      const isNamed = (codes: readonly string[]) => codes.includes("conditions_without_prices");
      figures("weather recorded, prices not: named", isNamed(codes(unpriced)));
      const periods = need(unpriced, "prices_that_vary", "periods");
      const priced = asked(await smallHistory({ days: periods, priceVariation: 0.11, seed }));
      figures("… lifted by prices over the periods asked for", !isNamed(codes(priced)));
      for (const [name, plant] of [
        ["level shifts by odds of 2.5 in the held-out days", shiftedFrom],
        ["records scatter widely in the held-out days", scatteredFrom],
      ] as const) {
        const planted = plant(sound, 54);
        const bad = asked(until(planted, 60));
        const isBad = (code: string) => /^bands_(fail|too_narrow)|^backtest_/.test(code);
        figures(`${name}: named`, codes(bad).some(isBad));
        if (!codes(bad).some(isBad)) continue;
        const periods = need(bad, "periods_foretold_well", "periods");
        const after = asked(until(planted, 60 + periods), {}, { periods });
        figures(`… lifted by a fit on the periods asked for (${name})`, !codes(after).some(isBad));
      }
    }
    const share = (count: number) => `${((100 * count) / forecasts).toFixed(1)} %`;
    recordProof(
      "verdict",
      "verdicts of planted faults, 1 persona × 2 regions × 3 brands, 500 people, 10 seeds",
      {
        ...Object.fromEntries(
          Object.entries(found).map(([name, count]) => [name, `${count} of ${SEEDS.length}`]),
        ),
        "held-out shares within the 50 / 80 / 95 % forecast bands, 90 days without a fault": `${share(inside[50])} / ${share(inside[80])} / ${share(inside[95])}`,
      },
    );
    expect(Object.values(found).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(
      0.8 * SEEDS.length * Object.keys(found).length,
    );
  },
);
