import { describe, expect, it } from "vitest";
import { openSsl } from "../../test/open-ssl.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { digest } from "../math/index.js";
import { receipt, verifyReceipt } from "./receipt.js";
import { simulate } from "./simulate.js";

const twin = exampleTwin();
const made = receipt(
  simulate(twin, {
    interventions: [{ type: "external", trigger: "rain", value: 0.5 }],
    draws: 20,
    seed: 3,
  }),
);
const BACKTEST = {
  periods: 12,
  forecasts: 24,
  meanAbsoluteError: 1 / 3,
  naiveMeanAbsoluteError: 0.5,
  coverage50: 0.5,
  coverage80: 0.8,
  coverage95: 0.95,
  width80: 1e-7,
};
const other = { ...twin, noise: 0.002 };

describe("verifying a receipt", () => {
  it("finds nothing different where nothing is", () => {
    expect(verifyReceipt(made, { twin })).toEqual({
      isSame: true,
      sameEngine: true,
      sameTwin: true,
      sameScenario: true,
      sameResult: true,
      resultDigest: made.resultDigest,
      differences: [],
    });
  });

  it.each([
    ["another engine", { ...made, engine: "0.0.9" }, twin, ["receipt_engine"]],
    ["another twin", made, other, ["receipt_twin", "receipt_result"]],
    [
      "a receipt from before lags",
      {
        ...made,
        scenario: {
          ...made.scenario,
          interventions: [{ type: "external", startDay: 0, trigger: "rain", value: 0.5 }],
        },
      },
      twin,
      ["receipt_scenario"],
    ],
    ["another result", { ...made, resultDigest: "0".repeat(64) }, twin, ["receipt_forged"]],
    [
      "another scenario",
      { ...made, scenario: { ...made.scenario, durationDays: 31 } },
      twin,
      ["receipt_forged"],
    ],
  ])("names %s", (_, given, on, codes) => {
    const check = verifyReceipt(given, { twin: on });
    expect(check.isSame).toBe(false);
    expect(check.differences.map(({ code }) => code)).toEqual(codes);
  });

  it("says which parts of a scenario it had to add", () => {
    const { lagDays: _, ...before } = made.scenario.interventions[0] as { lagDays: number };
    const given = { ...made, scenario: { ...made.scenario, interventions: [before] } };
    expect(verifyReceipt(given, { twin })).toMatchObject({
      sameScenario: false,
      sameResult: true,
      differences: [{ values: { fields: "/interventions/0/lagDays" } }],
    });
  });

  it.each([
    ["nothing", null, ""],
    ["something else", { ...made, resultDigest: 7 }, "/resultDigest"],
    ["a seed of its own", { ...made, seed: 4 }, "/seed"],
    [
      "an impossible scenario",
      { ...made, scenario: { durationDays: 0 } },
      "/scenario/durationDays",
    ],
  ])("refuses %s", (_, given, pointer) => {
    expect(() => verifyReceipt(given, { twin })).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        details: expect.arrayContaining([
          expect.objectContaining({ pointer: expect.stringContaining(pointer) }),
        ]),
      }),
    );
  });
});

it("digests the canonical JSON of the whole result, whoever hashes and whichever parts were written before", () => {
  const tested = { ...twin, backtest: BACKTEST };
  for (const on of [tested, tested, twin]) {
    const result = simulate(on, { draws: 6, seed: 2 });
    const expected = digest(result);
    expect(receipt(result).resultDigest).toBe(expected);
    expect(receipt(result, { hash: openSsl }).resultDigest).toBe(expected);
    const copied = structuredClone(result);
    expect(receipt(copied).resultDigest).toBe(expected);
  }
});
