import { type ZoneClock, zoneClock } from "../transform/index.js";
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
  const zone = zoneClock(truth.zone);
  for (const market of marketDays(truth)) yield* notesOfDay(truth, { market, zone });
}

function* notesOfDay(
  truth: Truth,
  { market, zone }: { market: MarketDay; zone: ZoneClock },
): Generator<string> {
  for (const { brand, region, campaign, last } of campaignStarts(truth, market)) {
    const { name, parameters } = campaignEvent(campaign);
    const lastDay = market.number - market.day + last;
    const second = pairing(region === null ? 0 : region + 1, brand) % SECONDS_PER_DAY;
    yield JSON.stringify({
      id: `evt_${market.date}_${region === null ? "all" : truth.regions[region]!.id}_${truth.brands[brand]!.id}`,
      timestamp: zonedText(zone, market.number, second),
      event: name,
      type: "promotion",
      brand: truth.brands[brand]!.name,
      region: region === null ? null : truth.regions[region]!.name,
      persona: null,
      params: parameters,
      source: "generator",
      ends_at: zonedText(zone, lastDay, SECONDS_PER_DAY - 1),
      demo: true,
    });
  }
}

/** A local time of day with the offset that it has there. */
function zonedText(zone: ZoneClock, dayNumber: number, second: number): string {
  const { offsetMinutes } = zone.place((dayNumber * SECONDS_PER_DAY + second) * 1000);
  return `${dateText(dayNumber)}T${clockText(second)}${offsetText(offsetMinutes)}`;
}

/**
 * Cantor's pairing of two counts: another time of day for each region and brand, since a note's key is
 * its time and name, and the same one however many regions and brands there are.
 */
function pairing(a: number, b: number): number {
  return ((a + b) * (a + b + 1)) / 2 + b;
}
