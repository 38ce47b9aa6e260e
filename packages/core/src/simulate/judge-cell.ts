import { type Findings, noFindings } from "../model/twin/judge-twin.js";
import type { Scenario } from "../schema/scenario.js";
import { dayOfDate } from "../schema/time-text.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { VerdictLimits } from "../schema/verdict-limits.js";

/** Judges how much is known of the cells asked about, and of the time. */
export function judgeCells(
  twin: Twin,
  {
    scenario,
    cells,
    limits,
  }: { scenario: Scenario; cells: readonly TwinCell[]; limits: VerdictLimits },
): Findings {
  const found = noFindings();
  const { fewRows, fewPeople, filledPeriods } = limits;
  const sound = cells.every(
    (cell) =>
      cell.rows >= fewRows &&
      cell.people >= (cell.peopleKnown ? fewPeople : 1) &&
      cell.rows >= filledPeriods * periodsOf(cell, twin.periodDays),
  );
  if (!sound) {
    judgeRows(cells, limits, found);
    judgePeople(cells, limits, found);
    judgeGaps(twin, { cells, limits }, found);
  }
  judgeRegions(twin, { scenario, limits }, found);
  judgeHorizon(twin, { scenario, cells, limits }, found);
  judgeAge(twin, { scenario, limits }, found);
  return found;
}

const sumOf = (cells: readonly TwinCell[], of: (cell: TwinCell) => number) =>
  cells.reduce((sum, cell) => sum + of(cell), 0);

function judgeRows(cells: readonly TwinCell[], limits: VerdictLimits, found: Findings): void {
  const thin = cells.filter(({ rows }) => rows < limits.fewRows);
  if (thin.length === 0) return;
  const rows = thin.reduce((least, cell) => Math.min(least, cell.rows), limits.fewRows);
  const tiny = cells.filter((cell) => cell.rows < limits.refusedRows);
  const far = sumOf(tiny, ({ people }) => people) * 2 > sumOf(cells, ({ people }) => people);
  (far ? found.refused : found.weak).push({
    code: far ? "too_few_rows" : "few_rows",
    values: { cells: thin.length, rows },
  });
  found.needs.push({
    code: "more_rows",
    values: { rows: limits.fewRows, more: limits.fewRows - rows },
  });
}

function judgePeople(cells: readonly TwinCell[], limits: VerdictLimits, found: Findings): void {
  const empty = cells.filter(({ people }) => people === 0);
  if (empty.length > 0) {
    const all =
      limits.refusedRows > 0 &&
      cells.every(({ people, peopleKnown }) => people === 0 && peopleKnown);
    (all ? found.refused : found.weak).push({
      code: all ? "nobody_there" : "empty_cells",
      values: { cells: empty.length },
    });
    found.needs.push({ code: "people_behind_records", values: { people: limits.fewPeople } });
  }
  const few = cells.filter(
    ({ people, peopleKnown }) => peopleKnown && people > 0 && people < limits.fewPeople,
  );
  if (few.length === 0) return;
  const people = few.reduce((least, cell) => Math.min(least, cell.people), limits.fewPeople);
  found.weak.push({ code: "few_people", values: { cells: few.length, people } });
  found.needs.push({ code: "people_behind_records", values: { people: limits.fewPeople } });
}

const known = new WeakMap<TwinCell, number>();

/** Days from the first record of a cell to the last; kept while the cell lives. */
function daysOf(cell: TwinCell): number {
  const days = known.get(cell) ?? dayOfDate(cell.to) - dayOfDate(cell.from) + 1;
  known.set(cell, days);
  return days;
}

/** Periods from the first record to the last. */
const periodsOf = (cell: TwinCell, periodDays: number): number =>
  Math.max(1, Math.round(daysOf(cell) / periodDays));

function judgeGaps(
  { periodDays }: Twin,
  { cells, limits }: { cells: readonly TwinCell[]; limits: VerdictLimits },
  found: Findings,
): void {
  const wanted = (cell: TwinCell) => Math.ceil(limits.filledPeriods * periodsOf(cell, periodDays));
  const gappy = cells.filter((cell) => cell.rows > 0 && cell.rows < wanted(cell));
  if (gappy.length === 0) return;
  const more = gappy.reduce((most, cell) => Math.max(most, wanted(cell) - cell.rows), 0);
  found.weak.push({
    code: "gaps_in_history",
    values: { cells: gappy.length, percent: 100 * limits.filledPeriods, days: periodDays },
  });
  found.needs.push({ code: "missing_periods", values: { periods: more } });
}

function judgeRegions(
  twin: Twin,
  { scenario: { persona, region }, limits }: { scenario: Scenario; limits: VerdictLimits },
  found: Findings,
): void {
  if (persona === undefined || region !== undefined) return;
  const all = new Set(twin.cells.map((cell) => cell.region)).size;
  const seen = twin.cells.filter((cell) => cell.persona === persona).length;
  if (seen >= limits.seenRegions * all) return;
  found.weak.push({ code: "persona_in_few_regions", values: { persona, seen, regions: all } });
  found.needs.push({
    code: "more_regions",
    values: { persona, regions: Math.ceil(limits.seenRegions * all) - seen },
  });
}

function judgeHorizon(
  { periodDays }: Twin,
  {
    scenario,
    cells,
    limits,
  }: { scenario: Scenario; cells: readonly TwinCell[]; limits: VerdictLimits },
  found: Findings,
): void {
  const { durationDays, interventions } = scenario;
  const history = cells.reduce(
    (most, cell) => Math.max(most, periodsOf(cell, periodDays) * periodDays),
    0,
  );
  if (durationDays > limits.longHorizon * history) {
    const far = durationDays > limits.refusedHorizon * history;
    (far ? found.refused : found.weak).push({
      code: far ? "horizon_far_beyond_history" : "horizon_beyond_history",
      values: { days: durationDays, history },
    });
    const needed = Math.ceil(durationDays / limits.longHorizon);
    found.needs.push({ code: "longer_history", values: { days: needed - history } });
  }
  const shortest = interventions.reduce(
    (least, one) => Math.min(least, one.durationDays ?? durationDays),
    durationDays,
  );
  if (shortest < periodDays) {
    found.weak.push({
      code: "shorter_than_period",
      values: { days: shortest, period: periodDays },
    });
    found.needs.push({ code: "records_every", values: { days: shortest } });
  }
}

function judgeAge(
  { asOf }: Twin,
  { scenario: { asked }, limits }: { scenario: Scenario; limits: VerdictLimits },
  found: Findings,
): void {
  if (asked === undefined) return;
  const days = dayOfDate(asked) - dayOfDate(asOf);
  if (days <= limits.staleDays) return;
  const far = days > limits.refusedStaleDays;
  (far ? found.refused : found.weak).push({
    code: far ? "twin_outdated" : "twin_stale",
    values: { asOf, days },
  });
  found.needs.push({ code: "newer_records", values: { days: days - limits.staleDays } });
}
