import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { normal, sampleMultinomial, uniformSource } from "../math/index.js";
import type { ScenarioInput } from "../schema/scenario.js";
import type { Money, Quantity } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { simulate } from "./simulate.js";

const UNITS_SPREAD = 0.02;
const twin: Twin = {
  ...exampleTwin(),
  noise: 0,
  luck: { dispersion: 1, persistence: 0, units: UNITS_SPREAD },
};
const ask: ScenarioInput = {
  interventions: [
    { type: "promotion", brand: "FamilyMart", discount: 0.1, pointMultiplier: 3 },
    { type: "price_change", price: { Other: 1.05 } },
  ],
  durationDays: 1,
  draws: 0,
  margin: { "7-11": 0.3, FamilyMart: 0.25, Other: 0.4 },
};
const { brands } = twin;
const SPENDING = { value: 900, standardDeviation: 50, source: "asked" };

/** What a brand's people of one cell amount to, for one person's worth of share. */
type PerShare = readonly number[];

/** A planted cell: how its people choose in both worlds, and what each choice is worth. */
function plant({ key, persona, region, people }: Twin["cells"][number]) {
  const { results, baseline, money } = simulate(twin, { ...ask, persona, region });
  const sharesOf = (shares: typeof results): PerShare =>
    brands.map((brand) => shares[key]![brand]!);
  const [before, after] = [sharesOf(baseline), sharesOf(results)];
  const { units, byBrand, grossProfit } = money!;
  const margin = (brand: string) => ask.margin![brand]!;
  const perShare = (amounts: readonly number[], shares: PerShare) =>
    amounts.map((amount, j) => amount / shares[j]!);
  const worth = (of: (brand: string) => readonly [before: number, change: number]) => ({
    before: perShare(
      brands.map((brand) => of(brand)[0]),
      before,
    ),
    after: perShare(
      brands.map((brand) => of(brand)[0] + of(brand)[1]),
      after,
    ),
  });
  return {
    region,
    people,
    joint: jointOf(before, after),
    worths: {
      units: worth((brand) => [
        units!.byBrand[brand]!.baseline,
        units!.byBrand[brand]!.change.value,
      ]),
      revenue: worth((brand) => [byBrand[brand]!.baseline, byBrand[brand]!.change.value]),
      profit: worth((brand) => [
        margin(brand) * byBrand[brand]!.baseline,
        grossProfit!.byBrand[brand]!.value,
      ]),
      cost: worth((brand) => [0, byBrand[brand]!.cost.value]),
    },
  };
}

/** Probability of a brand before and after: those who leave go to the brands that gain, in proportion. */
function jointOf(before: PerShare, after: PerShare): Float64Array {
  const gains = after.map((share, j) => Math.max(0, share - before[j]!));
  const gained = gains.reduce((sum, gain) => sum + gain, 0);
  return Float64Array.from(
    brands.flatMap((_, i) =>
      brands.map((__, k) => {
        const left = Math.max(0, before[i]! - after[i]!);
        return (i === k ? before[i]! - left : 0) + (left * gains[k]!) / gained;
      }),
    ),
  );
}

/** Baseline, change and change of one brand of each amount, as `draws` planted days have them. */
function planted(draws: number) {
  const cells = twin.cells.map(plant);
  const next = uniformSource(7, 0, 1);
  return Array.from({ length: draws }, (_, day) => {
    const found: Record<string, number> = {};
    const add = (name: string, value: number) => {
      found[name] = (found[name] ?? 0) + value;
    };
    for (const { region, people, joint, worths } of cells) {
      const bought = 1 + UNITS_SPREAD * normal(9, region === "R0" ? 0 : 1, day, 3);
      const counts = sampleMultinomial(next, people, joint);
      counts.forEach((count, at) => {
        const [i, k] = [Math.floor(at / brands.length), at % brands.length];
        const part = (bought * count) / people;
        for (const [name, { before, after }] of Object.entries(worths)) {
          add(`${name} before`, part * before[i]!);
          add(`${name} change`, part * (after[k]! - before[i]!));
          if (k === 1) add(`${name} of one`, part * after[k]!);
          if (i === 1) add(`${name} of one`, -part * before[i]!);
        }
      });
    }
    return found;
  });
}

const told = ({
  baseline,
  change,
  units,
  grossProfit,
  cost,
  byBrand,
}: Money): Record<string, Quantity> => ({
  "units before": units!.baseline,
  "units change": units!.change,
  "units of one": units!.byBrand.FamilyMart!.change,
  "revenue before": baseline,
  "revenue change": change,
  "revenue of one": byBrand.FamilyMart!.change,
  "profit change": grossProfit!.change!,
  "profit of one": grossProfit!.byBrand.FamilyMart!,
  "cost change": cost.variable,
  "cost of one": byBrand.FamilyMart!.cost,
});

describe("luck of revenue, units, gross profit and cost", () => {
  const days = planted(4000);
  const quantities = Object.entries(told(simulate(twin, ask).money!));

  it.each(quantities)("holds planted days: %s", (name, { value, luck }) => {
    const errors = days.map((day) => day[name]! - value);
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(luck! / spread).toBeGreaterThan(0.95);
    expect(luck! / spread).toBeLessThan(1.05);
    const held = errors.filter((error) => Math.abs(error) <= 1.96 * luck!).length / errors.length;
    expect(held).toBeGreaterThan(0.93);
    expect(held).toBeLessThan(0.97);
  });

  it("is in the forecast beside what isn't known", () => {
    for (const { luck, band, forecast } of Object.values(
      told(simulate(twin, { ...ask, draws: 200 }).money!),
    )) {
      const unknown = band!.p97_5 - band!.p50;
      expect(forecast!.p97_5 - forecast!.p50).toBeCloseTo(
        Math.sqrt(unknown * unknown + 1.959964 * luck! * 1.959964 * luck!),
        3,
      );
    }
  });

  it("is none where nothing changes, and not told where no units are", () => {
    const still = simulate(twin, { draws: 0, margin: ask.margin }).money!;
    expect(still.units!.baseline.luck).toBeGreaterThan(0);
    for (const one of [still.units!.change, still.grossProfit!.change!, still.cost.variable]) {
      expect(one).toStrictEqual({ value: 0, band: null, luck: 0, forecast: null });
    }
    const cells = twin.cells.map((cell) => ({ ...cell, unitsPerDay: null }));
    const spending = { P0: SPENDING, P1: SPENDING };
    const unknown = simulate({ ...twin, cells, spending }, { ...ask, margin: {} }).money!;
    expect(unknown.units).toBeNull();
    expect(unknown.change.luck).toBeGreaterThan(0);
    expect(unknown.cost.variable.luck).toBeGreaterThan(0);
  });
});
