import { withBadLines } from "./bad-line.js";
import { surveyOf } from "./behaviour-line.js";
import { campaignEvent, campaignStarts } from "./campaign-note.js";
import { type CellDay, choiceDays } from "./choice-path.js";
import { rounded } from "./draw.js";
import type { MarketDay } from "./market-day.js";
import type { Truth } from "./truth.js";

/** Keys of the summed impact by persona; the format has no others. */
const IMPACT_KEYS: Readonly<Record<string, string>> = {
  Fresh_Grad: "fresh_grad_total_impact",
  FinTech_Family: "fintech_total_impact",
};

/**
 * Daily-intelligence lines (original formats 3.4), one a day, from the same surveys as the behaviour lines.
 *
 * @remarks The format knows the loyalty to 7-11 and FamilyMart only: without both brands there are no lines.
 */
export function dailyIntelLines(truth: Truth): Generator<string> {
  return withBadLines(goodLines(truth), { truth, file: "daily-intel" });
}

function* goodLines(truth: Truth): Generator<string> {
  const first = truth.brands.findIndex(({ id }) => id === "7-11");
  const second = truth.brands.findIndex(({ id }) => id === "FamilyMart");
  if (first < 0 || second < 0) return;
  const surveys = truth.cells.map((cell) => surveyOf(truth, cell));
  for (const { market, cells } of choiceDays(truth)) {
    const events = campaignStarts(truth, market).map(
      ({ campaign }) => campaignEvent(campaign).name,
    );
    const report = truth.cells.map((cell, index) => {
      const counts = surveys[index]!(market.day, cells[index]!.share);
      return {
        cell,
        entry: {
          activity: events.length === 0 ? "維持正常消費節奏" : "積極參與活動",
          loyalty_7_11: rounded(counts[first]! / truth.people, 3),
          loyalty_Family: rounded(counts[second]! / truth.people, 3),
          trigger: events.at(-1) ?? "被動參與",
        },
      };
    });
    yield JSON.stringify({
      date: market.date,
      daily_intelligence_summary:
        events.length === 0
          ? "今日無相關事件"
          : `今日監測到 ${events.length} 個相關事件：${events.slice(-5).join("、")}`,
      behavioral_twin_report: Object.fromEntries(
        truth.regions.map(({ id }) => [
          id,
          Object.fromEntries(
            report
              .filter(({ cell }) => cell.region === id)
              .map(({ cell, entry }) => [cell.persona, entry]),
          ),
        ]),
      ),
      anomaly_detection: "無異常",
      incentive_analysis: incentive(truth, cells),
      metadata: metadata(truth, market),
      demo: true,
    });
  }
}

/** By persona: how much more likely it is to buy than at reference conditions, averaged over regions. */
function incentive(truth: Truth, cells: readonly CellDay[]): Record<string, number | string> {
  const analysis: Record<string, number | string> = {};
  let dominant = truth.personas[0]!.id;
  let largest = -Infinity;
  for (const persona of truth.personas) {
    const own = cells.filter(({ cell }) => cell.persona === persona.id);
    const mean = own.reduce((total, { buying }) => total + buying, 0) / own.length;
    const impact = rounded(mean / persona.buying - 1, 3);
    const key = IMPACT_KEYS[persona.id];
    if (key !== undefined) analysis[key] = impact;
    if (impact > largest) {
      largest = impact;
      dominant = persona.id;
    }
  }
  return { ...analysis, dominant_group: dominant };
}

function metadata(truth: Truth, { date }: MarketDay) {
  return {
    generated_at: `${date} 06:00:02`,
    personas: truth.personas.map(({ id }) => id),
    regions: truth.regions.map(({ id }) => id),
  };
}
