import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namedTwin } from "../../../test/twin/named-twin.js";
import { CoreError } from "../../error.js";
import { MOST_INTERVENTIONS } from "../../schema/scenario.js";
import { SimulationResponse } from "../model/simulation.js";
import { PARAMETER_NAMES } from "./parameter-owner.js";
import { simulateRequest } from "./simulate-request.js";

const twin = namedTwin();

function refused(body: unknown): CoreError {
  try {
    simulateRequest(twin, body);
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error(`answered ${JSON.stringify(body)}`);
}

describe("what is not a request", () => {
  it.each([
    [{ persna: "Fresh_Grad" }, "unknown_key", "/persna", "persona"],
    [
      { parameters: { elektricity_price: 1 } },
      "unknown_key",
      "/parameters/elektricity_price",
      "electricity_price",
    ],
    [
      { interventions: [{ type: "promotion", discont: 1 }] },
      "unknown_key",
      "/interventions/0/discont",
      "discount",
    ],
    [{ persona: "Fresh_Gard" }, "unknown_persona", "/persona", "Fresh_Grad"],
    [{ region: "Taipai" }, "unknown_region", "/region", "Taipei"],
    [{ price: { FamilyMrat: 1.1 } }, "unknown_brand", "/price/FamilyMrat", "FamilyMart"],
    [{ trigger: "rian", value: 1 }, "invalid_input", "/trigger", "rain"],
    [{ event: "limited_time_doubel" }, "invalid_input", "/event", "limited_time_double"],
    [{ event_type: "promotoin" }, "invalid_input", "/event_type", "promotion"],
    [{ discount: 0.95 }, "out_of_range", "/discount", "0.95"],
    [{ price: { "7-11": 1e300 } }, "out_of_range", "/price/7-11", "1e+300"],
    [{ discount: "0.1" }, "invalid_input", "/discount", "0.1"],
    [{ discount: 0.1, parameters: { discount: 0.1 } }, "invalid_input", "/discount", "discount"],
    [{ duration_days: 0 }, "out_of_range", "/duration_days", "1 to 365"],
    [{ seed: -1 }, "out_of_range", "/seed", "4294967295"],
    [{ draws: 1.5 }, "invalid_input", "/draws", "whole"],
    [{ margin: { "7-11": -0.1 } }, "out_of_range", "/margin/7-11", "-0.1"],
    [{ margin: { "7-12": 0.1 } }, "unknown_brand", "/margin/7-12", "7-11"],
    [{ margin: 0.3 }, "invalid_input", "/margin", "0.3"],
    [{ bill_ofset: 0.3 }, "unknown_key", "/bill_ofset", "bill_offset"],
    [
      { brand: "7-11", action: "repositon", strength: 0.3 },
      "invalid_input",
      "/action",
      "reposition",
    ],
    [{ brand: "7-11", bill_offset: 1.1 }, "out_of_range", "/bill_offset", "1.1"],
    [{ replications: 1001 }, "out_of_range", "/replications", "0 to 1000"],
    [{ daily_bands: true }, "no_lever", "/daily_bands", "include=series"],
    [{ daily_bands: 1 }, "invalid_input", "/daily_bands", "1"],
    [{ asked: "2026-02-30" }, "invalid_input", "/asked", "2026-02-30"],
    [{ limits: { fewRosw: 3 } }, "unknown_key", "/limits/fewRosw", "fewRosw"],
    [{ limits: { few_rows: -3 } }, "out_of_range", "/limits/fewRows", "-3"],
    [{ agents: { churn: 0.1 } }, "no_lever", "/replications", "agents"],
    [{ agents: { chrun: 0.1 }, replications: 1 }, "unknown_key", "/agents/chrun", "chrun"],
    [{ agents: { churn: 0.99 }, replications: 1 }, "out_of_range", "/agents/churn", "0.95"],
    [{ parameters: null }, "invalid_input", "/parameters", "null"],
    [{ parameters: [] }, "invalid_input", "/parameters", "object"],
    [{ interventions: {} }, "invalid_input", "/interventions", "list"],
    [{ interventions: [null] }, "invalid_input", "/interventions/0", "null"],
    [{ persona: "" }, "invalid_input", "/persona", "name"],
    [{ action: "entry", brand: " ", strength: 0.5 }, "invalid_input", "/brand", "enters"],
    [{ action: "entry", brand: "Other", strength: 0.5 }, "out_of_range", "/brand", "Other"],
    [
      { brand: "7-11", target: "全家", action: "price", strength: 2 },
      "out_of_range",
      "/strength",
      "2",
    ],
    [JSON.parse('{"price":{"__proto__":1.1}}'), "invalid_input", "/price/__proto__", "__proto__"],
    [JSON.parse('{"__proto__":1}'), "unknown_key", "/__proto__", "__proto__"],
  ])("%o → %s at %s", (body, code, pointer, hint) => {
    const error = refused(body);
    expect(error.code).toBe(code);
    expect(error.details[0]?.pointer).toBe(pointer);
    expect(`${error.message} ${error.details[0]?.detail}`).toContain(hint);
  });

  it.each([null, undefined, [], 5, "price_change", true])("%o is refused as a body", (body) => {
    expect(refused(body)).toMatchObject({ code: "invalid_input" });
  });

  it("more interventions than a scenario holds are refused", () => {
    const one = { event_type: "promotion", discount: 0.01 };
    const stacked = (count: number) => ({ interventions: Array(count).fill(one), draws: 0 });
    expect(refused(stacked(MOST_INTERVENTIONS + 1)).code).toBe("out_of_range");
    expect(simulateRequest(twin, stacked(MOST_INTERVENTIONS)).success).toBe(true);
  });

  it("any JSON is answered in the model's form, or refused with a code", () => {
    const key = fc.constantFrom(
      ...PARAMETER_NAMES,
      ...["event", "event_type", "parameters", "persona", "interventions", "duration_days"],
      ...["seed", "draws", "type", "start_day"],
    );
    const word = fc.constantFrom(
      ...["promotion", "competition", "price", "entry", "exit", "rain", "Taipei", "7-11"],
      ...["FamilyMart", "Fresh_Grad", "限時加倍", "\ud800", "", "constructor"],
    );
    const leaf = fc.oneof(
      { weight: 4, arbitrary: word },
      { weight: 4, arbitrary: fc.double({ min: 0, max: 2, noNaN: true }) },
      fc.constantFrom(0, 1, 2, 30, true, false, null, 1e300, -1),
    );
    const { body } = fc.letrec((tie) => ({
      value: fc.oneof(
        { weight: 5, arbitrary: leaf },
        fc.dictionary(word, fc.double({ min: 0.5, max: 2, noNaN: true }), { maxKeys: 2 }),
        tie("body"),
        fc.array(tie("body"), { maxLength: 2 }),
      ),
      body: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    }));
    let answered = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: body }, fc.jsonValue()), (asked) => {
        try {
          const small = { ...Object(asked) };
          if (small.draws === undefined) small.draws = 2;
          SimulationResponse.parse(simulateRequest(twin, Array.isArray(asked) ? asked : small));
          answered++;
        } catch (error) {
          if (!(error instanceof CoreError)) throw error;
          expect(error.message).not.toMatch(/\[object/);
          expect(error.code).toMatch(
            /^(invalid_input|unknown_(key|persona|region|brand)|out_of_range|no_lever|no_data)$/,
          );
        }
      }),
      { numRuns: 1500 },
    );
    expect(answered).toBeGreaterThan(0);
  });
});
