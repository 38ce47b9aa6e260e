import { withBadLines } from "./bad-line.js";
import { clockText, dateText, offsetText } from "./calendar.js";
import { campaignEvent, campaignStarts } from "./campaign-note.js";
import { type MarketDay, marketDays } from "./market-day.js";
import type { Truth } from "./truth.js";

const SECONDS_PER_DAY = 86400;

/** Intervention notes (original formats 3.6), one per campaign on the day that it starts. */
export function interventionLines(truth: Truth): Generator<string> {
  return withBadLines(goodLines(truth), { truth, file: "intervention" });
}

function* goodLines(truth: Truth): Generator<string> {
  for (const market of marketDays(truth)) yield* notesOfDay(truth, market);
}

function* notesOfDay(truth: Truth, market: MarketDay): Generator<string> {
  const offset = offsetText(truth.utcOffsetMinutes);
  for (const { brand, region, campaign, last } of campaignStarts(truth, market)) {
    const { name, parameters } = campaignEvent(campaign);
    const second = pairing(region === null ? 0 : region + 1, brand) % SECONDS_PER_DAY;
    yield JSON.stringify({
      id: `evt_${market.date}_${region === null ? "all" : truth.regions[region]!.id}_${truth.brands[brand]!.id}`,
      timestamp: `${market.date}T${clockText(second)}${offset}`,
      event: name,
      type: "promotion",
      brand: truth.brands[brand]!.name,
      region: region === null ? null : truth.regions[region]!.name,
      persona: null,
      params: parameters,
      source: "generator",
      ends_at: `${dateText(market.number - market.day + last)}T23:59:59${offset}`,
      demo: true,
    });
  }
}

/**
 * Cantor's pairing of two counts: another time of day for each region and brand, since a note's key is
 * its time and name, and the same one however many regions and brands there are.
 */
function pairing(a: number, b: number): number {
  return ((a + b) * (a + b + 1)) / 2 + b;
}
