import type { DailyIntelRecord } from "../schema/record.js";

/** A trigger of reports: who names it, and how much of the market they are. */
export interface TriggerWeight {
  readonly trigger: string;
  /** Share of the people of a report whose cell names it, averaged over reports, 0 to 1; weights may sum to more than 1. */
  readonly weight: number;
  /** Cells that name it, summed over reports. */
  readonly cells: number;
  readonly personas: string[];
  readonly regions: string[];
  /** Keys of the reports. */
  readonly reports: readonly string[];
}

/** People of a cell on the day of a report, null where not known. */
export type PeopleOf = (cell: { persona: string; region: string; date: string }) => number | null;

/**
 * All triggers of reports, heaviest first; a cell that names several counts for each.
 *
 * @remarks Where the people of any cell of a report are not known, all its cells weigh the same.
 */
export function triggersOf(
  reports: readonly Pick<DailyIntelRecord, "key" | "date" | "cells">[],
  peopleOf: PeopleOf = () => null,
): TriggerWeight[] {
  const all = new Map<
    string,
    {
      weight: number;
      cells: number;
      personas: Set<string>;
      regions: Set<string>;
      reports: Set<string>;
    }
  >();
  for (const { key, date, cells } of reports) {
    const people = cells.map(({ persona, region }) => peopleOf({ persona, region, date }));
    const known = people.every((count) => count !== null);
    const weights = people.map((count) => (known ? (count ?? 0) : 1));
    const total = weights.reduce((sum, x) => sum + x, 0);
    for (const [i, { persona, region, triggers }] of cells.entries()) {
      for (const trigger of new Set(triggers)) {
        const one = all.get(trigger) ?? {
          weight: 0,
          cells: 0,
          personas: new Set(),
          regions: new Set(),
          reports: new Set(),
        };
        all.set(trigger, one);
        one.weight += total === 0 ? 0 : (weights[i] ?? 0) / total / reports.length;
        one.cells += 1;
        one.personas.add(persona);
        one.regions.add(region);
        one.reports.add(key);
      }
    }
  }
  return [...all]
    .map(([trigger, one]) => ({
      trigger,
      weight: one.weight,
      cells: one.cells,
      personas: [...one.personas].sort(),
      regions: [...one.regions].sort(),
      reports: [...one.reports],
    }))
    .sort((a, b) => b.weight - a.weight || (a.trigger < b.trigger ? -1 : 1));
}

/** Reports give impacts with three decimals: what differs by less than half of the last is a tie. */
const TIE = 0.0005;

/** The personas of the largest impact: one, several in a tie, none without impacts. */
export function dominantGroups(impact: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(impact);
  const most = entries.reduce((a, [, value]) => Math.max(a, value), -Infinity);
  return entries
    .filter(([, value]) => most - value < TIE)
    .map(([persona]) => persona)
    .sort();
}
