import fc from "fast-check";
import { expect, it } from "vitest";
import { bucketEnd, bucketStart, bucketsBetween, dateOf, dayOf, partsOf } from "./day.js";
import { timeTicks } from "./time-axis.js";
import { fractionAxis, linear } from "./value-axis.js";

const day = fc.integer({ min: dayOf("1990-01-01"), max: dayOf("2090-12-31") });

it("reads and writes local dates without a time zone", () => {
  fc.assert(fc.property(day, (at) => dayOf(dateOf(at)) === at));
  expect(partsOf(dayOf("2026-01-05"))).toEqual({ year: 2026, month: 1, date: 5, weekday: 0 });
  expect(dayOf("5 Jan 2026")).toBeNaN();
});

it("starts weeks on Monday and months on their first", () => {
  expect(dateOf(bucketStart(dayOf("2026-02-01"), "week"))).toBe("2026-01-26");
  expect(dateOf(bucketStart(dayOf("2026-02-28"), "month"))).toBe("2026-02-01");
  expect(dateOf(bucketEnd(dayOf("2024-02-03"), "month"))).toBe("2024-02-29");
  expect(dateOf(bucketEnd(dayOf("2026-02-03"), "week"))).toBe("2026-02-08");
  expect(bucketsBetween(dayOf("2025-11-30"), dayOf("2026-02-01"), "month")).toBe(3);
  expect(bucketsBetween(dayOf("2026-01-05"), dayOf("2026-01-26"), "week")).toBe(3);
});

it.each([
  ["2026-01-01", "2026-01-08", 700, ["day"], 1],
  ["2026-01-01", "2026-01-31", 700, ["day"], 7],
  ["2026-01-01", "2026-12-31", 800, ["year", "month"], 59],
  ["2000-01-01", "2026-12-31", 800, ["year"], 1826],
])("marks %s to %s over %i pixels by %j", (from, to, width, units, fewestDays) => {
  const ticks = timeTicks([dayOf(from), dayOf(to)], { width });
  expect(new Set(ticks.map(({ unit }) => unit))).toEqual(new Set(units));
  const steps = ticks.slice(1).map((tick, i) => tick.day - (ticks[i]?.day ?? 0));
  expect(Math.min(...steps)).toBe(fewestDays);
});

it("keeps time marks within the domain and about the gap apart", () => {
  fc.assert(
    fc.property(
      day,
      fc.integer({ min: 0, max: 9000 }),
      fc.integer({ min: 200, max: 3000 }),
      (from, days, width) => {
        const ticks = timeTicks([from, from + days], { width, gap: 72 });
        const pixels = ticks.map((tick) => ((tick.day - from) / Math.max(1, days)) * width);
        return (
          pixels.every((x) => x >= 0 && x <= width) &&
          pixels.slice(1).every((x, i) => x - (pixels[i] ?? 0) >= 72 * 0.9)
        );
      },
    ),
  );
});

it("rounds a value axis outwards, but never beyond what a fraction can be", () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fraction, { minLength: 1 }), (values) => {
      const { domain } = fractionAxis(values);
      return (
        domain[0] >= 0 && domain[1] <= 1 && values.every((v) => v >= domain[0] && v <= domain[1])
      );
    }),
  );
  expect(fractionAxis([]).domain).toEqual([0, 1]);
  expect(fractionAxis([0.2, 0.4], { zero: true }).domain[0]).toBe(0);
  const { domain } = fractionAxis([-0.02, 0.07], { signed: true });
  expect(domain[0]).toBe(-domain[1]);
});

it("gives percent labels as many decimals as tell the marks apart", () => {
  expect(fractionAxis([0.1, 0.6]).decimals).toBe(0);
  expect(fractionAxis([0.312, 0.313], { signed: true }).decimals).toBe(0);
  expect(fractionAxis([-0.004, 0.004], { signed: true }).decimals).toBe(1);
});

it("maps a domain of one value to the middle", () => {
  expect(linear([3, 3], [0, 10])(3)).toBe(5);
  expect(linear([0, 1], [100, 0])(0.25)).toBe(75);
});
