import { digest } from "../math/digest.js";
import {
  type CellDay,
  type CellDayTotal,
  DERIVED_SOURCE,
  type ScoreTotal,
} from "../schema/profile.js";
import type { BehaviourRecord, Shares } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { MILLIONTHS } from "./customer-days.js";

/** When a day begins where the data are from. */
export type DayStart = (day: number) => { readonly at: number; readonly offsetMinutes: number };

/** How totals become records. */
export interface DerivedOptions {
  readonly dayStart: DayStart;
  /** Cells with fewer buyers on a day are left out. */
  readonly leastPeople: number;
}

/** Natural key of a derived record: of a space of its own, so that it never meets one that was observed. */
function derivedKey({ persona, region, day }: CellDay): string {
  return JSON.stringify(["behaviour", "derived", day, persona, region]);
}

/** The behaviour record of a cell on a day; null when too few bought. */
export function derivedBehaviour(
  total: CellDayTotal,
  { dayStart, leastPeople }: DerivedOptions,
): BehaviourRecord | null {
  const { persona, region, day, people, demo, digitalOrders, channelOrders } = total;
  if (people === 0 || people < leastPeople) return null;
  const { at, offsetMinutes } = dayStart(day);
  const digital = channelOrders > 0 ? digitalOrders / channelOrders : null;
  const content = {
    kind: "behaviour" as const,
    key: derivedKey(total),
    at,
    offsetMinutes,
    date: dateOfDay(day),
    generatedAt: null,
    demo,
    persona,
    region,
    people,
    shares: shares(total.units),
    satisfaction: mean(total.scores.satisfaction),
    digitalAdoption: digital ?? mean(total.scores.digitalAdoption),
    gamification: mean(total.scores.gamification),
    efficiency: mean(total.scores.efficiency),
    insights: [],
  };
  return {
    ...content,
    hash: digest(content),
    repairs: [DERIVED_SOURCE],
    position: { source: DERIVED_SOURCE, line: 0, offset: 0 },
    raw: "",
  };
}

function shares(units: CellDayTotal["units"]): Shares {
  const brands = Object.entries(units).sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = brands.reduce((total, [, count]) => total + count, 0);
  return Object.fromEntries(brands.map(([brand, count]) => [brand, count / sum]));
}

function mean({ sum, people }: ScoreTotal): number | null {
  return people === 0 ? null : Math.min(1, sum / MILLIONTHS / people);
}
