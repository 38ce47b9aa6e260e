import { describe, expect, it } from "vitest";
import { fitTwin } from "../../src/model/index.js";
import type { ConditionRow } from "../../src/schema/history.js";
import { smallHistory } from "./planted-verdict.js";

const DAYS = 90;

/** The response of all buying to holidays that were on some days of the history. */
async function holidayResponse(isHoliday: (at: number) => boolean) {
  const history = await smallHistory({ days: DAYS, seed: 6 });
  const [first = 0] = history.cells[0]?.days ?? [];
  const change = (row: ConditionRow) => ({ ...row, holiday: Number(isHoliday(row.day - first)) });
  const twin = fitTwin({ ...history, conditions: history.conditions.map(change) });
  return twin.triggers.holiday?.category;
}

describe("what the outside does to all buying", () => {
  it("is not known from the one day on which it happened", async () => {
    const told = [];
    for (const day of [12, 31, 44, 58, 67, 80])
      told.push(await holidayResponse((at) => at === day));
    const z = told.map((found) => {
      if (found === undefined) throw new Error("no response was estimated");
      expect(found.standardError).toBeGreaterThan(0.005);
      return Math.abs(found.value / found.standardError);
    });
    // The days were none: what they seem to do is chance.
    expect(Math.max(...z)).toBeLessThan(3.5);
  });

  it("is known better where it happened often, and not at all where it never did", async () => {
    const often = await holidayResponse((at) => at % 6 === 0);
    const once = await holidayResponse((at) => at === 31);
    expect(often?.standardError).toBeLessThan(0.7 * (once?.standardError ?? 0));
    expect(await holidayResponse(() => false)).toBeUndefined();
  });
});
