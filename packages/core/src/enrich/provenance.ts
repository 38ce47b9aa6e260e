import type { ColumnProvenance, DriverEffect, EnrichedRow } from "../schema/enriched.js";
import type { HolidayCalendar } from "../schema/holiday-calendar.js";

type Column = Omit<ColumnProvenance, "values" | "from" | "to"> & {
  readonly has: (row: EnrichedRow) => boolean;
};

const AS_OF = "latest record of the row's region dated and known by then; places of a day averaged";

/** Where every column of a table is from, how it was made, and how many rows of which days have it. */
export function provenanceOf(
  rows: readonly EnrichedRow[],
  { effects, calendar }: { effects: readonly DriverEffect[]; calendar: HolidayCalendar },
): ColumnProvenance[] {
  const brands = [...new Set(rows.flatMap(({ shares }) => Object.keys(shares)))].sort();
  const columns = [
    ...(["people", "satisfaction", "digitalAdoption", "gamification", "efficiency"] as const).map(
      (column) => observed(column, (row) => row[column] !== null),
    ),
    ...brands.map((brand) =>
      observed(`shares.${brand}`, ({ shares }) => Object.hasOwn(shares, brand)),
    ),
    ...joinedColumns(),
    ...holidayColumns(calendar),
    ...estimated(rows, effects),
  ];
  return columns.map(({ has, ...column }) => {
    const dates = rows.filter(has).map(({ date }) => date);
    return {
      ...column,
      values: dates.length,
      from: dates.reduce<string | null>((a, b) => (a === null || b < a ? b : a), null),
      to: dates.reduce<string | null>((a, b) => (a === null || b > a ? b : a), null),
    };
  });
}

function observed(column: string, has: Column["has"]): Column {
  const unit = column === "people" ? "people" : "fraction";
  const [source, method] = ["behaviour record", "as stored"];
  return { column, kind: "observed", timing: "own_row", unit, source, method, has };
}

function joinedColumns(): Column[] {
  const joined = (column: keyof EnrichedRow, unit: string | null, method = AS_OF): Column => ({
    column,
    kind: "joined",
    timing: "as_of",
    unit,
    source: "web-intelligence records",
    method,
    has: (row) => row[column] !== null,
  });
  return [
    joined("weatherDate", null),
    joined("temperature", "°C"),
    joined("temperatureAnomaly", "°C", `${AS_OF}; less the mean of the 30 days before it`),
    joined("humidity", "%RH"),
    joined("rain", "share of places"),
    joined("comfort", "as the source gives it"),
    joined("reportedHolidays", null, `${AS_OF}; those whose dates hold the row's`),
    joined("socialDate", null),
    joined("posts", "posts"),
    joined("sentiment", "-1 to 1", `${AS_OF}; mean over posts, given or scored by the lexicon`),
    joined("topics", null),
  ];
}

function holidayColumns({ id, source }: HolidayCalendar): Column[] {
  return (["holiday", "holidayPhase", "holidayOffsetDays"] as const).map((column) => ({
    column,
    kind: "computed",
    timing: "as_of",
    unit: column === "holidayOffsetDays" ? "days" : null,
    source: `calendar ${id}: ${source}`,
    method: "nearest holiday within its lead and lag days",
    has: (row) => row[column] !== null,
  }));
}

function estimated(rows: readonly EnrichedRow[], effects: readonly DriverEffect[]): Column[] {
  return Object.keys(rows[0]?.adjusted ?? {}).map((name): Column => {
    const cut = name.lastIndexOf(".");
    const outcome = name.slice(0, cut);
    const origin = effects.find((effect) => effect.outcome === outcome)?.effect.origin;
    return {
      column: `adjusted.${name}`,
      kind: "estimated",
      timing: "retrospective",
      unit: outcome === "people" ? "people" : "fraction",
      source: `${outcome} and the estimated effect of ${name.slice(cut + 1)}`,
      method: origin?.kind === "estimated" ? origin.method : "estimated",
      has: ({ adjusted }) => (adjusted[name] ?? null) !== null,
    };
  });
}
