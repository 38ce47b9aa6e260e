import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { Twin } from "../schema/twin.js";
import { createDrawTable } from "./draw-table.js";
import { twinDigest } from "./prepare-run.js";
import { receipt, verifyReceipt } from "./receipt.js";
import { simulate } from "./simulate.js";

const runs = { numRuns: 30 };
const rise = { type: "price_change" as const, price: { FamilyMart: 1.2 } };

describe("what is edited elsewhere", () => {
  it("halving a cell into two identical ones changes no share", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin, ...scenario }) => {
        const halves = twin.cells.flatMap((cell) =>
          ["a", "b"].map((half) => ({
            ...cell,
            key: `${cell.key}:${half}`,
            people: cell.people / 2,
            unitsPerDay: cell.unitsPerDay === null ? null : cell.unitsPerDay / 2,
          })),
        );
        const whole = simulate(twin, { ...scenario, draws: 10 });
        const split = simulate({ ...twin, cells: halves }, { ...scenario, draws: 10 });
        for (const { key } of twin.cells) {
          for (const part of ["results", "baseline", "change", "bands", "changeBands"] as const) {
            for (const half of ["a", "b"]) {
              expect(split[part][`${key}:${half}`]).toStrictEqual(whole[part][key]);
            }
          }
        }
        expect(split.money!.change.value).toBeCloseTo(whole.money!.change.value, 5);
      }),
      runs,
    );
  });

  it("a further cell leaves the draws of the others as they are", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin, ...scenario }) => {
        const first = twin.cells[0]!;
        const added = { ...first, key: "added", persona: "Added" };
        const one = simulate(twin, { ...scenario, draws: 10 });
        const more = simulate(
          { ...twin, cells: [added, ...twin.cells] },
          { ...scenario, draws: 10 },
        );
        for (const { key } of twin.cells) {
          expect(more.results[key]).toStrictEqual(one.results[key]);
          expect(more.bands[key]).toStrictEqual(one.bands[key]);
          expect(more.changeBands[key]).toStrictEqual(one.changeBands[key]);
        }
      }),
      runs,
    );
  });

  it("a brand that enters one region leaves the bands of the others as they are", () => {
    const twin = exampleTwin();
    const asked = { interventions: [rise], draws: 50 };
    const entry = {
      type: "competition" as const,
      action: "entry" as const,
      brand: "New",
      strength: 0.5,
      region: "R0",
    };
    const one = simulate(twin, asked);
    const more = simulate(twin, { ...asked, interventions: [rise, entry] });
    for (const brand of twin.brands) {
      expect(more.bands.P0_R1![brand]).toStrictEqual(one.bands.P0_R1![brand]);
      expect(more.changeBands.P0_R1![brand]).toStrictEqual(one.changeBands.P0_R1![brand]);
      expect(more.results.P0_R0![brand]).not.toBe(one.results.P0_R0![brand]);
    }
    expect(more.results.P0_R1!.New).toBe(0);
    expect(more.results.P0_R0!.New).toBeGreaterThan(0);
  });

  it("more draws keep the first ones", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4294967295 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.string(),
        (seed, few, more, name) => {
          const short = createDrawTable({ seed, draws: few }).deviates(name);
          const long = createDrawTable({ seed, draws: few + more }).deviates(name);
          expect(long.slice(0, short.length)).toStrictEqual(short);
        },
      ),
    );
  });

  it("the number of draws moves the bands and nothing else", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin, ...scenario }) => {
        const none = simulate(twin, { ...scenario, draws: 0 });
        const some = simulate(twin, { ...scenario, draws: 9 });
        for (const part of ["results", "baseline", "change", "incidence", "verdict"] as const) {
          expect(some[part]).toStrictEqual(none[part]);
        }
        expect(some.money!.change.value).toBe(none.money!.change.value);
        expect(none.bands[twin.cells[0]!.key]).toStrictEqual({});
        expect(none.money!.change.band).toBeNull();
      }),
      runs,
    );
  });

  it("a longer horizon keeps the days before it", () => {
    fc.assert(
      fc.property(
        arbitraryCase(3),
        fc.integer({ min: 1, max: 30 }),
        ({ twin, ...scenario }, more) => {
          const weeks = Math.ceil(scenario.durationDays / 7);
          const interventions = scenario.interventions
            .map((one) => ({ durationDays: 400, ...one }))
            .map((one) => ({ ...one, durationDays: Math.min(365, one.durationDays ?? 365) }));
          const asked = { ...scenario, interventions, draws: 6, series: true };
          const short = simulate(twin, { ...asked, durationDays: 7 * weeks });
          const long = simulate(twin, { ...asked, durationDays: 7 * weeks + more });
          for (const { key } of twin.cells) {
            for (const brand of twin.brands) {
              const [a, b] = [short.series![key]![brand]!, long.series![key]![brand]!];
              for (const part of ["result", "baseline", "p10", "p90"] as const) {
                expect(b[part]!.slice(0, 7 * weeks)).toStrictEqual(a[part]);
              }
            }
          }
        },
      ),
      runs,
    );
  });
});

describe("receipts", () => {
  const twin = exampleTwin();
  const scenario = { interventions: [rise], draws: 20, seed: 7 };

  it("are the same every time, and other seeds differ in the bands only", () => {
    const one = simulate(twin, scenario);
    expect(receipt(simulate(twin, scenario))).toStrictEqual(receipt(one));
    const other = simulate(twin, { ...scenario, seed: 8 });
    expect(other.results).toStrictEqual(one.results);
    expect(other.bands).not.toStrictEqual(one.bands);
  });

  it("verify, and say it when the twin or the result is another", () => {
    const given = receipt(simulate(twin, scenario));
    const digest = given.resultDigest;
    const fine = { sameEngine: true, sameTwin: true, sameResult: true, resultDigest: digest };
    expect(verifyReceipt(given, { twin })).toMatchObject({ ...fine, isSame: true });
    const changed = verifyReceipt(given, { twin: exampleTwin({ price: 2.6 }) });
    expect(changed).toMatchObject({ sameTwin: false, sameResult: false });
    const older = verifyReceipt({ ...given, engine: "0.0.1" }, { twin });
    expect(older).toMatchObject({ sameEngine: false, sameTwin: true, sameResult: true });
    const tampered = verifyReceipt({ ...given, resultDigest: "0".repeat(64) }, { twin });
    expect(tampered).toMatchObject({ sameTwin: true, sameResult: false });
  });

  it("survive JSON, as a twin does", () => {
    fc.assert(
      fc.property(arbitraryCase(3), ({ twin: any, ...asked }) => {
        const again = Twin.parse(JSON.parse(JSON.stringify(any)));
        expect(twinDigest(again)).toBe(twinDigest(any));
        const given = receipt(simulate(any, { ...asked, draws: 4 }));
        const sent = JSON.parse(JSON.stringify(given));
        expect(verifyReceipt(sent, { twin: again }).sameResult).toBe(true);
      }),
      runs,
    );
  });
});
