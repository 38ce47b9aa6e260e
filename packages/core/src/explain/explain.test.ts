import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  outcomeOf,
  QUICK,
  RAIN,
  RISE,
  STACK,
  sumOf,
  valuesOf,
} from "../../test/explain/explain-support.js";
import { arbitraryCase } from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { Intervention, ScenarioInput } from "../schema/scenario.js";
import { simulate } from "../simulate/index.js";
import { explain } from "./explain.js";
import { type ExplainedOutcome, Explanation } from "./explanation.js";

const twin = exampleTwin();

/** What a list of an outcome's numbers must sum to, allowing for rounding of money. */
function expectSum(values: readonly number[], { total }: ExplainedOutcome): void {
  const scale = Math.max(1, Math.abs(total.value), ...values.map(Math.abs));
  expect(Math.abs(sumOf(values) - total.value) / scale).toBeLessThan(1e-9);
}

/** Margins of all brands where these are even in number, else of the first alone. */
const marginsOf = (brands: readonly string[]) =>
  Object.fromEntries(
    (brands.length % 2 === 0 ? brands : brands.slice(0, 1)).map((brand, j) => [
      brand,
      0.2 + j / 10,
    ]),
  );

describe("contributions", () => {
  it("sum to the total: of interventions, cells, both, and mechanisms, for any twin and stack", () => {
    fc.assert(
      fc.property(arbitraryCase(4), ({ twin: any, ...scenario }) => {
        const explanation = explain(
          any,
          { ...scenario, draws: 4, margin: marginsOf(any.brands) },
          { effort: { numbers: 20_000 } },
        );
        const profits = explanation.outcomes.filter(
          ({ outcome }) => outcome.kind === "gross_profit",
        );
        const isPriced = explanation.outcomes.some(({ outcome }) => outcome.kind === "revenue");
        const isWhole = Object.keys(marginsOf(any.brands)).length === any.brands.length;
        if (isPriced) expect(profits).toHaveLength(isWhole ? any.brands.length + 1 : 1);
        for (const one of explanation.outcomes) {
          expectSum(valuesOf(one.byIntervention), one);
          expectSum(valuesOf(Object.values(one.byCell)), one);
          expectSum(valuesOf(one.byMechanism), one);
          for (const [key, values] of Object.entries(one.byInterventionAndCell)) {
            expectSum(values, { ...one, total: one.byCell[key] ?? one.total });
          }
          one.byIntervention.forEach(({ value }, i) => {
            const cells = Object.values(one.byInterventionAndCell).map((values) => values[i] ?? 0);
            expectSum(cells, { ...one, total: { value, band: null } });
          });
        }
        expect(Explanation.parse(JSON.parse(JSON.stringify(explanation)))).toEqual(explanation);
      }),
      { numRuns: 6 },
    );
  });

  it("are of the numbers that simulate gives", () => {
    const scenario: ScenarioInput = { interventions: STACK, draws: 60, seed: 9 };
    const [explanation, result] = [explain(twin, scenario, QUICK), simulate(twin, scenario)];
    const { money, impact } = result;
    const revenue = outcomeOf(explanation, "revenue", null);
    expect(revenue.total.value).toBeCloseTo(money?.change.value ?? 0, 6);
    expect(revenue.total.band?.p10).toBeCloseTo(money?.change.band?.p10 ?? 0, 6);
    expect(revenue.baseline).toBeCloseTo(money?.baseline.value ?? 0, 6);
    const units = outcomeOf(explanation, "units", "FamilyMart");
    const sold = money?.units?.byBrand.FamilyMart;
    expect(units.total.value).toBeCloseTo(sold?.change.value ?? 0, 9);
    expect(units.baseline).toBeCloseTo(sold?.baseline ?? 0, 9);
    const buying = outcomeOf(explanation, "category_buying", null);
    expect(100 * buying.total.value).toBeCloseTo(impact.category_buying_change_percent ?? 0, 12);
    const share = outcomeOf(explanation, "share", "7-11");
    const people = sumOf(twin.cells.map((cell) => cell.people));
    for (const cell of twin.cells) {
      const change = ((result.change[cell.key]?.["7-11"] ?? 0) * cell.people) / people;
      expect(share.byCell[cell.key]?.value).toBeCloseTo(change, 15);
    }
  });

  it("of gross profit are of simulate's, over the draws of a margin that is not known for sure", () => {
    const brands = twin.brands.map((id) => ({
      ...{ id, names: { en: id, "zh-TW": id }, aliases: [] },
      margin: { value: 0.3, standardDeviation: 0.05, source: "a survey" },
    }));
    const known = { ...twin, catalogue: { ...twin.catalogue, brands } };
    const scenario: ScenarioInput = { interventions: STACK, draws: 60, seed: 9 };
    const [explanation, result] = [explain(known, scenario, QUICK), simulate(known, scenario)];
    const told = result.money?.grossProfit;
    for (const brand of [null, ...twin.brands]) {
      const profit = outcomeOf(explanation, "gross_profit", brand);
      const found = brand === null ? told?.change : told?.byBrand[brand];
      expect(profit.total.value).toBeCloseTo(found?.value ?? 0, 6);
      expect(profit.total.band?.p90).toBeCloseTo(found?.band?.p90 ?? 0, 6);
      expectSum(valuesOf(profit.byMechanism), profit);
      if (brand !== null) {
        expect(profit.baseline).toBeCloseTo(0.3 * (result.money?.byBrand[brand]?.baseline ?? 0), 6);
        expect(profit.tornado.map(({ parameter }) => parameter)).toContain(`margin:${brand}`);
      }
    }
    const about = explanation.sentences.map(({ values }) => values.outcome);
    expect(about).toContain("gross_profit");
  });

  it("are the mean over all orders of what each intervention adds to those before it", () => {
    const run = (interventions: readonly unknown[]) =>
      simulate(twin, { interventions: interventions as Intervention[], draws: 0 }).money?.change
        .value ?? 0;
    const [a, b, c] = STACK ?? [];
    const first = (run([a]) * 2 + run([a, b]) - run([b]) + run([a, c]) - run([c])) / 6;
    const expected = first + (2 * (run([a, b, c]) - run([b, c]))) / 6;
    const { byIntervention } = outcomeOf(
      explain(twin, { interventions: STACK, draws: 0 }, QUICK),
      "revenue",
      null,
    );
    expect(byIntervention[0]?.value).toBeCloseTo(expected, 6);
  });

  it("are exactly nothing where an intervention does not reach, and all of it where it is alone", () => {
    const explanation = explain(twin, { interventions: STACK, draws: 20 }, QUICK);
    for (const { byInterventionAndCell } of explanation.outcomes) {
      expect(byInterventionAndCell.P0_R0?.[1]).toBe(0);
      expect(byInterventionAndCell.P1_R0?.[1]).toBe(0);
    }
    const alone = explain(twin, { interventions: RISE, draws: 20 }, QUICK);
    for (const { byIntervention, total } of alone.outcomes) {
      expect(byIntervention).toEqual([{ ...total, standardError: null }]);
    }
  });

  it("are equal for equal interventions, which is said", () => {
    const explanation = explain(twin, { interventions: [...RISE, ...RISE], draws: 0 }, QUICK);
    const [one, other] = outcomeOf(explanation, "share", "FamilyMart").byIntervention;
    expect(one?.value).toBeCloseTo(other?.value ?? 0, 14);
    expect(explanation.sentences.map(({ code }) => code)).toContain("explained_tie");
  });

  it("of drawn orders err as their standard errors say, and still sum to the whole", () => {
    const interventions = Array.from({ length: 4 }, (_, i) => ({
      type: "promotion" as const,
      brand: ["7-11", "FamilyMart"][i % 2] ?? "7-11",
      pointMultiplier: 1.5 + i / 4,
    }));
    const scenario = { interventions, draws: 0 };
    const exact = outcomeOf(explain(twin, scenario, QUICK), "share", "7-11");
    const sampled = explain(twin, scenario, { effort: { exactPlayers: 2, numbers: 50_000 } });
    expect(sampled.method?.interventions).toMatchObject({ kind: "sampled", draws: 0 });
    const drawn = outcomeOf(sampled, "share", "7-11");
    expectSum(valuesOf(drawn.byIntervention), drawn);
    drawn.byIntervention.forEach(({ value, standardError }, i) => {
      const error = Math.abs(value - (exact.byIntervention[i]?.value ?? 0));
      expect(error).toBeLessThanOrEqual(4 * (standardError ?? 0) + 1e-15);
    });
    expect(sampled.sentences.map(({ code }) => code)).toContain("explained_sampled");
  });
});

describe("an explanation", () => {
  it("of nothing says so", () => {
    const neutral: ScenarioInput["interventions"] = [
      { type: "price_change", price: { "7-11": 1 } },
      { ...RAIN, startDay: 300 },
    ];
    const explanation = explain(twin, { interventions: neutral, draws: 20 }, QUICK);
    expect(explanation.sentences).toEqual([{ code: "nothing_changes", values: {} }]);
    for (const { total, byIntervention, byMechanism, tornado } of explanation.outcomes) {
      expect(total.value).toBe(0);
      expect(valuesOf(byIntervention)).toEqual([0, 0]);
      expect(byMechanism).toEqual([]);
      expect(tornado).toEqual([]);
    }
    expect(explain(twin, {}).sentences).toEqual([{ code: "nothing_changes", values: {} }]);
  });

  it("of what is refused has no number, but the reasons", () => {
    const explanation = explain(twin, {
      interventions: [{ type: "external", trigger: "sentiment", value: 1 }],
    });
    expect(explanation).toMatchObject({ method: null, outcomes: [], levers: [] });
    expect(explanation.sentences).toEqual(explanation.verdict.reasons);
    expect(explanation.sentences[0]?.code).toBe("trigger_not_estimable");
  });

  it("takes apart what was asked for", () => {
    const { outcomes } = explain(
      twin,
      { interventions: STACK, draws: 0 },
      { outcomes: [{ kind: "share", brand: "Other" }] },
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      { kind: "share", brand: "Other", unit: "fraction" },
    ]);
  });

  it("has no money where nothing tells what is spent", () => {
    const { outcomes } = explain(
      { ...twin, currency: null },
      { interventions: RISE, draws: 0 },
      QUICK,
    );
    expect(outcomes.map(({ outcome }) => outcome.kind)).not.toContain("revenue");
  });

  it("tells how far it is, and ends where it is told to", () => {
    const stages: number[] = [];
    const onProgress = ({ done }: { done: number }) => stages.push(done);
    explain(twin, { interventions: RISE, draws: 0 }, { ...QUICK, onProgress });
    expect(stages).toEqual([...stages].sort((a, b) => a - b));
    expect(stages.at(-1)).toBe(1);
    const stop = new Error("enough");
    const throwing = () => {
      throw stop;
    };
    expect(() => explain(twin, { interventions: RISE }, { onProgress: throwing })).toThrow(stop);
  });

  it.each([
    ["unknown_brand", { interventions: [{ type: "price_change" as const, price: { No: 1.1 } }] }],
    ["unknown_region", { region: "Nowhere" }],
    ["invalid_input", { durationDays: 0 }],
  ])("refuses with %s, as simulate does", (code, scenario) => {
    expect(() => explain(twin, scenario)).toThrow(expect.objectContaining({ code }));
  });
});
