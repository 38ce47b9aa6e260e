import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import type { PromotionCalendarInput } from "../../schema/promotion-calendar.js";
import { dateOfDay, dayOfDate } from "../../schema/time-text.js";
import { simulate } from "../simulate.js";
import { calendarInterventions } from "./calendar-interventions.js";
import { weekdayOf } from "./occurrence.js";

type Entry = PromotionCalendarInput["entries"][number];

const sale = (more: Partial<Entry> = {}): Entry => ({
  id: "sale",
  event: { type: "promotion", brand: "FamilyMart", discount: 0.1, cost: 1000 },
  from: "2026-03-01",
  ...more,
});

/** Start, length and cost of what an entry becomes. */
const runsOf = (entry: Entry, { from = "2026-03-01", days = 31, blackout = [] as string[] } = {}) =>
  calendarInterventions({ entries: [entry], blackout }, { from, days }).interventions.map(
    ({ startDay, durationDays, cost }) => [startDay, durationDays, cost],
  );

describe("a calendar's runs", () => {
  it.each([
    ["once", sale({ lengthDays: 3 }), [[0, 3, 1000]]],
    [
      "on weekdays",
      sale({ repeats: { every: "week", weekdays: [1, 5] }, until: "2026-03-12" }),
      [1, 5, 8].map((day) => [day, 1, 1000]),
    ],
    [
      "on days of the month, the last one included",
      sale({ repeats: { every: "month", days: [10, -1] } }),
      [9, 30].map((day) => [day, 1, 1000]),
    ],
    [
      "every n days",
      sale({ repeats: { every: "days", count: 14 }, lengthDays: 2 }),
      [0, 14, 28].map((day) => [day, 2, 1000]),
    ],
    ["not after its last day", sale({ from: "2026-02-01", until: "2026-02-20" }), []],
    [
      "not on a blackout day",
      sale({ lengthDays: 3, blackout: ["2026-03-02"] }),
      [
        [0, 1, 500],
        [2, 1, 500],
      ],
    ],
    [
      "begun before, by the days that are left",
      sale({ from: "2026-02-26", lengthDays: 4 }),
      [[0, 1, 250]],
    ],
    ["cut by the horizon", sale({ from: "2026-03-29", lengthDays: 6 }), [[28, 3, 500]]],
    [
      "a day that the month lacks",
      sale({ repeats: { every: "month", days: [30] }, from: "2026-02-01" }),
      [[29, 1, 1000]],
    ],
  ] as const)("%s", (_, entry, expected) => {
    expect(runsOf(entry)).toStrictEqual(expected);
  });

  it("leave out the calendar's own blackout days", () => {
    expect(runsOf(sale(), { blackout: ["2026-03-01"] })).toStrictEqual([]);
  });

  it("say which weekday it is", () => {
    expect(
      ["2026-03-02", "2026-03-05", "2026-03-08", "1969-12-31"].map(dayOfDate).map(weekdayOf),
    ).toStrictEqual([1, 4, 7, 3]);
  });

  it("of a longer look contain those of a shorter one, whatever recurs", () => {
    const repeats = fc.oneof(
      fc.record({ every: fc.constant("days" as const), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({
        every: fc.constant("week" as const),
        weekdays: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(
        repeats,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 30 }),
        (again, days, more) => {
          const entry = sale({ repeats: again });
          const [short, long] = [runsOf(entry, { days }), runsOf(entry, { days: days + more })];
          expect(long.slice(0, short.length)).toStrictEqual(short);
          for (const [start = 0] of long)
            expect(dateOfDay(dayOfDate("2026-03-01") + start) >= "2026-03-01").toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("are a scenario's interventions as they are", () => {
    const { interventions } = calendarInterventions(
      { entries: [sale({ repeats: { every: "week", weekdays: [1] } })] },
      { from: "2026-03-01", days: 30 },
    );
    const { money } = simulate(exampleTwin(), { interventions, draws: 0 });
    expect(money!.cost.fixed).toBe(5000);
    expect(money!.byBrand.FamilyMart!.change.value).not.toBe(0);
  });
});

describe("entries of one brand at one time", () => {
  const other = sale({
    id: "points",
    event: { type: "promotion", pointMultiplier: 2, region: "R1" },
    from: "2026-03-03",
    lengthDays: 5,
  });
  const long = sale({ lengthDays: 4 });

  it("are reported with the days and the brand", () => {
    const { conflicts, interventions } = calendarInterventions(
      { entries: [long, other] },
      { from: "2026-03-01", days: 10 },
    );
    expect(conflicts).toStrictEqual([
      { entries: ["sale", "points"], brand: "FamilyMart", from: "2026-03-03", to: "2026-03-04" },
    ]);
    expect(interventions).toHaveLength(2);
  });

  it.each([
    ["another place", { ...other, event: { ...other.event, region: "R1" } }, { region: "R0" }],
    ["another brand", { ...other, event: { ...other.event, brand: "7-11" } }, {}],
    ["rain", { ...other, event: { type: "external", trigger: "rain", value: 1 } }, {}],
  ] as const)("are none with %s", (_, entry, place) => {
    const one = { ...long, event: { ...long.event, ...place } } as Entry;
    const asked = { entries: [one, entry as Entry] };
    expect(calendarInterventions(asked, { from: "2026-03-01", days: 10 }).conflicts).toStrictEqual(
      [],
    );
  });

  it("are not reported where the calendar lets them stack", () => {
    const asked = { entries: [long, other], overlap: "stack" as const };
    expect(calendarInterventions(asked, { from: "2026-03-01", days: 10 }).conflicts).toStrictEqual(
      [],
    );
  });
});

describe("what is refused", () => {
  const asked = { entries: [sale()] };
  it.each([
    ["invalid_input", { entries: [sale({ from: "2026-02-30" })] }, {}],
    ["invalid_input", { entries: [sale({ until: "2026-02-01" })] }, {}],
    ["invalid_input", { entries: [sale(), sale()] }, {}],
    ["invalid_input", { entries: [sale({ event: { type: "promotion", discount: 0.95 } })] }, {}],
    ["invalid_input", asked, { from: "March" }],
    ["invalid_input", asked, { from: "2026-13-01" }],
    ["out_of_range", asked, { days: 0 }],
    ["out_of_range", asked, { days: 366 }],
    ["out_of_range", { entries: [sale({ repeats: { every: "days", count: 1 } })] }, { days: 365 }],
  ])("%s", (code, calendar, when) => {
    const ask = () => calendarInterventions(calendar, { from: "2026-03-01", days: 30, ...when });
    expect(ask).toThrow(expect.objectContaining({ code }));
  });
});
