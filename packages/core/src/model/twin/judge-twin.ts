import { dayOfDate } from "../../schema/time-text.js";
import type { Twin, TwinBacktest } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import type { VerdictLimits } from "../../schema/verdict-limits.js";

/** What is found against an answer, and which data would lift it. */
export interface Findings {
  readonly refused: Reason[];
  readonly weak: Reason[];
  readonly needs: Reason[];
}

export const noFindings = (): Findings => ({ refused: [], weak: [], needs: [] });

/** Codes that {@link judgeTwin} gives: a verdict that was stored with a twin is judged again for these. */
export const TWIN_CODES: ReadonlySet<string> = new Set([
  "backtest_not_better",
  "backtest_much_worse",
  "bands_too_narrow",
  "bands_fail",
  "bands_too_wide",
  "drifted",
  "drifted_far",
  "periods_foretold_well",
  "periods_after_change",
]);

/** Judges what holds of a twin whatever it is asked: its backtest and what changed since. */
export function judgeTwin(
  twin: Pick<Twin, "backtest" | "drift" | "periodDays">,
  limits: VerdictLimits,
): Findings {
  const found = noFindings();
  if (twin.backtest) judgeBacktest(twin.backtest, limits, found);
  judgeDrift(twin, limits, found);
  return found;
}

function judgeBacktest(
  backtest: TwinBacktest,
  limits: VerdictLimits,
  { refused, weak, needs }: Findings,
): void {
  const { forecasts, meanAbsoluteError, naiveMeanAbsoluteError, coverage95, coverage50 } = backtest;
  const many = forecasts >= limits.fewestForecasts;
  const before = refused.length + weak.length;
  const blamed = meanAbsoluteError > limits.negligibleError;
  // Mean absolute errors err by 0.75 / √n of themselves; half of that is luck of the records, which both share.
  const byChance = 1 + (0.375 * limits.chanceDeviations) / Math.sqrt(Math.max(1, forecasts));
  const worse = Math.max(limits.worseThanNaive, byChance);
  if (blamed && meanAbsoluteError > worse * naiveMeanAbsoluteError) {
    const far = many && meanAbsoluteError > limits.refusedWorseThanNaive * naiveMeanAbsoluteError;
    (far ? refused : weak).push({
      code: far ? "backtest_much_worse" : "backtest_not_better",
      values: { error: 100 * meanAbsoluteError, naive: 100 * naiveMeanAbsoluteError },
    });
  }
  const chance = (coverage: number) =>
    limits.chanceDeviations * Math.sqrt((coverage * (1 - coverage)) / Math.max(1, forecasts));
  const narrow = coverage95 < limits.narrowCoverage95 && coverage95 + chance(0.95) < 0.95;
  if (narrow) {
    const far = many && coverage95 < limits.refusedCoverage95;
    (far ? refused : weak).push({
      code: far ? "bands_fail" : "bands_too_narrow",
      values: { coverage: 100 * coverage95 },
    });
  }
  if (coverage50 > limits.wideCoverage50 && coverage50 - chance(0.5) > 0.5) {
    weak.push({ code: "bands_too_wide", values: { coverage: 100 * coverage50 } });
  }
  if (refused.length + weak.length > before) {
    // Whatever went wrong until now: a fit on what comes after it alone does not know of it.
    const periods = limits.periodsAfterChange;
    needs.push({ code: "periods_foretold_well", values: { periods } });
  }
}

function judgeDrift(
  { drift = [], periodDays }: Pick<Twin, "drift" | "periodDays">,
  limits: VerdictLimits,
  { refused, weak, needs }: Findings,
): void {
  for (const { series, kind, since, found, size } of drift) {
    const far = kind === "level" && Math.abs(size) >= limits.refusedDrift;
    (far ? refused : weak).push({
      code: far ? "drifted_far" : "drifted",
      values: { series, since, size: Math.round(size * 100) / 100 },
    });
    const seen = Math.max(0, Math.floor((dayOfDate(found) - dayOfDate(since)) / periodDays));
    needs.push({
      code: "periods_after_change",
      values: { since, periods: Math.max(0, limits.periodsAfterChange - seen) },
    });
  }
}
