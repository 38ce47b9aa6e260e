import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../../test/twin/example-twin.js";
import { calibrate } from "../../model/calibration/index.js";
import { withParameters } from "../parameter-value.js";
import { recommend } from "../recommend.js";
import { closeLoop } from "./close-loop.js";
import { learn } from "./learn.js";
import { LoopReport } from "./loop-report.js";
import { planTest } from "./plan-test.js";
import { readResult, resultOf } from "./read-result.js";
import { testEffect } from "./test-effect.js";
import { TestPlan } from "./test-plan.js";

const twin = exampleTwin({ personas: 1, regions: 2 });
const points = { type: "promotion" as const, brand: "FamilyMart", pointMultiplier: 2 };
const evidence = (value: number, standardError: number) => ({
  value,
  standardError,
  source: { kind: "experiment" as const, test: "t-1" },
});

describe("a test plan", () => {
  const plan = planTest(
    twin,
    { interventions: [points] },
    { customersPerDay: 4000, test: "t-1", draws: 60 },
  );

  it("has baseline, effect, size, duration, looks, covariate and guard rails from the twin", () => {
    expect(TestPlan.parse(JSON.parse(JSON.stringify(plan)))).toStrictEqual(plan);
    expect(plan.plan.minimumEffect).toBe(plan.predicted.band?.p10);
    expect(plan.plan.baseline).toBe(plan.baseline);
    expect(plan.plan.varianceFactor).toBeCloseTo(1 - (plan.covariate?.correlation ?? 0) ** 2, 12);
    expect(plan.plan.sequential?.kind).toBe("group");
    expect((plan.plan.duration?.days ?? 0) % 7).toBe(0);
    expect(new Set(plan.guardRails.map(({ metric }) => metric))).toStrictEqual(
      new Set(["units", "revenue", "spend", "satisfaction"]),
    );
    expect(plan.informs).toContain("points");
  });

  it("says what its people can show where they are too few", () => {
    const thin = planTest(twin, { interventions: [points] }, { draws: 60 });
    expect(thin.reasons.map(({ code }) => code)).toStrictEqual([
      "traffic_assumed",
      "too_few_people",
    ]);
    expect(thin.detectable).toBeGreaterThan(thin.plan.minimumEffect);
  });

  it.each([
    ["no action", [], "invalid_input"],
    ["an action on nobody", [{ ...points, persona: "Nobody" }], "no_data"],
    ["an action without effect", [{ ...points, pointMultiplier: 1 }], "no_variation"],
    ["an unknown brand", [{ ...points, brand: "Nope" }], "unknown_brand"],
    [
      "no brand to measure",
      [{ type: "external" as const, trigger: "rain" as const, value: 1 }],
      "invalid_input",
    ],
  ])("refuses %s", (_, interventions, code) => {
    const plan = () => planTest(twin, { interventions }, { draws: 10 });
    expect(plan).toThrow(expect.objectContaining({ code }));
  });
});

describe("learning from a test", () => {
  it("of one price does what calibration of the coefficient does", () => {
    const still = withParameters(twin, {
      "habit:P0_R0": { standardError: 0 },
      "habit:P0_R1": { standardError: 0 },
    });
    const level = { ...still, cells: still.cells.map((cell) => ({ ...cell, share: cell.choice })) };
    const interventions = [
      {
        type: "price_change" as const,
        price: { FamilyMart: 0.95 },
        startDay: 0,
        cost: 0,
        electricityPrice: 1,
        priceSensitivity: 1,
      },
    ];
    const setting = {
      brand: "FamilyMart",
      cells: twin.cells.map(({ key }) => key),
      interventions,
      measureDays: 28,
    };
    const measured = evidence(0.05, 0.004);
    const { twin: learnt } = learn(level, setting, measured);
    const same = calibrate(level, {
      kind: "share_change",
      brand: "FamilyMart",
      priceRatio: 0.95,
      days: 28,
      ...measured,
    });
    for (const [j, parameter] of learnt.price.entries()) {
      expect(parameter.value).toBeCloseTo(same.price[j]?.value ?? 0, 1);
      expect(parameter.standardError).toBeCloseTo(same.price[j]?.standardError ?? 0, 1);
    }
    expect(learnt.price[1]?.origin).toMatchObject({ kind: "experiment", test: "t-1" });
  });

  it("moves the twin to what was measured, the more so the surer the test", () => {
    const { brand, cells, interventions, measureDays } = planTest(
      twin,
      { interventions: [points] },
      { draws: 20 },
    );
    const setting = { brand, cells, interventions, measureDays };
    const errors = [0.05, 0.01, 0.001].map((error) => {
      const { predicted, parameters, twin: after } = learn(twin, setting, evidence(0.005, error));
      const told = parameters.find(({ name }) => name === "points");
      expect(told?.after.standardError).toBeLessThan(told?.before.standardError ?? 0);
      expect(predicted.after).toBeCloseTo(testEffect(after, setting).share[0] ?? 0, 12);
      return Math.abs(predicted.after - 0.005);
    });
    expect(errors[1]).toBeLessThan(errors[0] ?? 0);
    expect(errors[2]).toBeLessThan(0.2 * (errors[1] ?? 0));
  });

  it("refuses where the effect rests on nothing uncertain", () => {
    const sure = withParameters(twin, {
      points: { standardError: 0 },
      saturation: { standardError: 0 },
      "habit:P0_R0": { standardError: 0 },
      "habit:P0_R1": { standardError: 0 },
    });
    const setting = { brand: "FamilyMart", cells: ["P0_R0"], interventions: [], measureDays: 7 };
    expect(() => learn(sure, setting, evidence(0.01, 0.01))).toThrow(
      expect.objectContaining({ code: "no_variation" }),
    );
  });
});

describe("the loop", () => {
  it("changes the advice where the test says so, and tells what moved and why", () => {
    const request = {
      levers: [{ lever: "points" as const, brand: "FamilyMart", values: [2], cost: 5000 }],
      economics: { margin: { FamilyMart: 0.3 } },
      draws: 60,
    };
    const before = recommend(twin, request);
    const plan = planTest(twin, before.actions[0] ?? { interventions: [] }, {
      test: "t-1",
      draws: 60,
    });
    const control = Math.round(40000 * plan.baseline);
    const text = `arm,customers,conversions\ncontrol,40000,${control}\ntreatment,40000,${control}\n`;
    const result = resultOf(readResult(text, { format: "own" }), plan);
    const { twin: after, report } = closeLoop(twin, { plan, result, request, before });
    expect(LoopReport.parse(JSON.parse(JSON.stringify(report)))).toStrictEqual(report);
    expect(before.advice).toBe("act");
    expect(report.after.advice).toBe("nothing");
    expect(report.changed).toBe(true);
    expect(after.points.value).toBeLessThan(twin.points.value);
    expect(after.points.origin).toMatchObject({ kind: "experiment", test: "t-1" });
    const codes = report.reasons.map(({ code }) => code);
    expect(codes).toContain("test_contradicts");
    expect(codes).toContain("parameter_moved");
    expect(codes).toContain("advice_changes");
    expect(codes).toContain("action_dropped");
  });

  it("does not learn from a test whose arms are not as planned", () => {
    const plan = planTest(twin, { interventions: [points] }, { draws: 20 });
    const own = {
      arms: {
        control: { customers: 5000, conversions: 1700 },
        treatment: { customers: 4000, conversions: 1500 },
      },
    };
    const result = resultOf(readResult(own, { format: "own" }), plan);
    expect(() =>
      closeLoop(twin, { plan, result, request: { objective: "share", draws: 10 } }),
    ).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});
