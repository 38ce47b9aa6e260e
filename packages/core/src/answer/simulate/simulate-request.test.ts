import { describe, expect, it } from "vitest";
import { namedTwin } from "../../../test/twin/named-twin.js";
import { CoreError } from "../../error.js";
import { builtInCatalogue } from "../../schema/built-in-catalogue.js";
import { verifyReceipt } from "../../simulate/index.js";
import { SimulationParametersAnswer, SimulationResponse } from "../model/simulation.js";
import { PARAMETER_NAMES } from "./parameter-owner.js";
import { simulateRequest } from "./simulate-request.js";
import { simulationParameters } from "./simulation-parameters.js";

const { events } = builtInCatalogue;
const twin = namedTwin();
const ask = (body: unknown, locale = "en") =>
  SimulationResponse.parse(simulateRequest(twin, { draws: 8, ...Object(body) }, { locale }));

function refused(body: unknown): CoreError {
  try {
    simulateRequest(twin, body);
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error(`answered ${JSON.stringify(body)}`);
}

const DOCUMENT_BODY = {
  event_type: "price_change",
  parameters: { electricity_price: 1.5, point_multiplier: 2.0, promotion_intensity: 0.8 },
  persona: "Fresh_Grad",
  region: "Taipei",
};

describe("forms of a request", () => {
  it("the architecture document's body is answered for its cell, and all its parameters act", () => {
    const answer = ask(DOCUMENT_BODY);
    expect(Object.keys(answer.results)).toStrictEqual(["Fresh_Grad_Taipei"]);
    expect(answer.event_type).toBe("price_change");
    expect(answer.receipt.scenario.interventions.map(({ type }) => type)).toStrictEqual([
      "price_change",
      "promotion",
    ]);
    const shares = Object.values(answer.results.Fresh_Grad_Taipei ?? {});
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 9);
    expect(verifyReceipt(answer.receipt, { twin }).sameResult).toBe(true);
  });

  it("the flat shorthand says the same as the nested form", () => {
    const flat = ask({ event: "price_change", electricity_price: 1.2 });
    const nested = ask({ event_type: "price_change", parameters: { electricity_price: 1.2 } });
    expect(flat).toStrictEqual(nested);
    expect(flat.projected_impact.category_buying_change_percent).toBeLessThan(0);
  });

  it("names are found by alias, language and case", () => {
    const plain = ask(DOCUMENT_BODY);
    for (const [persona, region] of [
      ["新鮮人", "台北"],
      ["fresh_grad", "TAIPEI"],
      ["Fresh Grad", "臺北"],
    ]) {
      expect(ask({ ...DOCUMENT_BODY, persona, region })).toStrictEqual(plain);
    }
    expect(ask({ ...DOCUMENT_BODY, persona: null }).cells).toHaveProperty("FinTech_Family_Taipei");
    const brand = { event_type: "price_change", parameters: { price: { 全家: 1.1 } } };
    expect(ask(brand).change.Fresh_Grad_Taipei?.FamilyMart).toBeLessThan(0);
  });

  it("every event of the catalogue can be asked by name, in both languages", () => {
    for (const event of events) {
      const byName = ask({ event: event.names["zh-TW"] }, "zh-TW");
      expect(byName.event).toBe(event.names["zh-TW"]);
      expect(byName.event_type).toBe(event.type);
      expect(byName.parameters).toStrictEqual(event.parameters);
      expect(byName.projected_impact).not.toMatchObject({ estimated_revenue_change: 0 });
      expect(ask({ event: event.id }).results).toStrictEqual(byName.results);
    }
    expect(ask({ event: "限時加倍" }).parameters).toStrictEqual({ point_multiplier: 2 });
  });

  it("an event acts whatever type is named beside it, and two types at once are refused", () => {
    const alone = ask({ event: "限時加倍" });
    const beside = ask({ event_type: "promotion", event: "限時加倍" });
    expect(beside.results).toStrictEqual(alone.results);
    expect(beside.change).not.toStrictEqual(ask({ event_type: "promotion" }).change);
    expect(refused({ event_type: "promotion", event: "external" }).details[0]?.pointer).toBe(
      "/event",
    );
  });

  it("interventions stack with the headline, in snake or camel case", () => {
    const discount = { event_type: "promotion", parameters: { brand: "7-11", discount: 0.1 } };
    const rain = { type: "external", parameters: { trigger: "rain", value: 1 }, startDay: 3 };
    const stacked = ask({ interventions: [discount, { ...rain, durationDays: 5 }] });
    const headed = ask({
      ...discount,
      interventions: [{ ...rain, startDay: undefined, start_day: 3, duration_days: 5 }],
    });
    expect(headed.results).toStrictEqual(stacked.results);
    expect(stacked.receipt.scenario).toMatchObject({ durationDays: 30 });
  });

  it("duration_days beside the event is the horizon, inside an intervention its length", () => {
    const inside = { discount: 0.1, brand: "7-11", duration_days: 10 };
    const asked = (body: object) => ask(body).receipt.scenario;
    expect(asked({ event_type: "promotion", parameters: inside })).toMatchObject({
      durationDays: 10,
    });
    const one = { event_type: "promotion", parameters: inside };
    expect(asked({ interventions: [one], duration_days: 60 })).toMatchObject({
      durationDays: 60,
      interventions: [{ durationDays: 10 }],
    });
    expect(asked({ interventions: [one] })).toMatchObject({ durationDays: 30 });
    expect(asked({ ...one, duration_days: 60 })).toMatchObject({
      durationDays: 60,
      interventions: [{ durationDays: 10 }],
    });
  });

  it("nothing asked is nothing changed", () => {
    const answer = ask({});
    expect(answer.results).toStrictEqual(answer.baseline);
    expect(answer.insights).toStrictEqual([
      "Nothing changes: every lever is at its neutral point.",
    ]);
    expect(new Set(Object.values(answer.projected_impact))).toStrictEqual(new Set([0]));
  });

  it("buying that falls with shares as they are is not called unchanged", () => {
    const flat = { ...twin, valuePositions: twin.brands.map(() => 0) };
    const answer = simulateRequest(flat, { electricity_price: 2, draws: 0 });
    expect(answer.projected_impact.avg_brand_shift_percent).toBe(0);
    expect(answer.insights.join(" ")).toMatch(/whole category changes by −/);
    expect(answer.insights.join(" ")).not.toMatch(/Nothing changes/);
  });

  it("a trigger that the data do not tell is refused without a number, and says what would help", () => {
    const answer = ask({ trigger: "sentiment", value: 0.5 });
    expect(answer.verdict.status).toBe("refused");
    expect(answer.verdict.codes).toContain("trigger_not_estimable");
    expect(answer.verdict.needs.length).toBeGreaterThan(0);
    for (const part of ["results", "baseline", "bands", "projected_impact"] as const) {
      expect(answer[part]).toStrictEqual({});
    }
    expect(answer.money).toBeNull();
  });
});

describe("every parameter acts or is refused by its name", () => {
  const attack = { brand: "7-11", target: "FamilyMart", action: "price", strength: 0.5 };
  const CHANGES: Readonly<Record<string, readonly [object, object]>> = {
    price: [{}, { price: { FamilyMart: 1.2 } }],
    electricity_price: [{}, { electricity_price: 1.5 }],
    price_sensitivity: [{ price: { Other: 1.2 } }, { price_sensitivity: 1.5 }],
    discount: [{ brand: "7-11" }, { discount: 0.2 }],
    point_multiplier: [{}, { point_multiplier: 2 }],
    bogo: [{ brand: "7-11" }, { bogo: true }],
    promotion_intensity: [{}, { promotion_intensity: 1.6 }],
    cost: [{ discount: 0.1 }, { cost: 500 }],
    bill_offset: [{ brand: "7-11" }, { bill_offset: 0.3 }],
    co_brand_reach: [{ brand: "7-11", co_brand_attraction: 1 }, { co_brand_reach: 0.4 }],
    co_brand_attraction: [{ brand: "7-11", co_brand_reach: 0.4 }, { co_brand_attraction: 1 }],
    entry_utility: [{ brand: "New", action: "entry", strength: 0.4 }, { entry_utility: 1 }],
    target: [{ ...attack, target: undefined }, { target: "FamilyMart" }],
    action: [{ ...attack, action: undefined }, { action: "distribution" }],
    strength: [{ brand: "7-11" }, { strength: 0.4 }],
    similarity: [{ ...attack }, { similarity: 0.9 }],
    trigger: [{ value: 5 }, { trigger: "temperature" }],
    value: [{ trigger: "rain" }, { value: 1 }],
    lag_days: [{ trigger: "rain", value: 1 }, { lag_days: 9 }],
    brand: [{ discount: 0.2 }, { brand: "Other" }],
    region: [{ trigger: "rain", value: 1 }, { region: "Tainan" }],
  };
  const plain = (values: object) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

  for (const name of PARAMETER_NAMES) {
    it(`${name} changes the answer`, () => {
      const [rest = {}, own = {}] = CHANGES[name] ?? [];
      expect(own).toHaveProperty(name);
      const answer = ask({ parameters: plain({ ...rest, ...own }) });
      let without: unknown;
      try {
        const other = ask({ parameters: plain(rest) });
        without = [other.results, other.projected_impact];
      } catch (error) {
        expect(error).toBeInstanceOf(CoreError);
        expect((error as CoreError).code).toBe("no_lever");
      }
      expect([answer.results, answer.projected_impact]).not.toStrictEqual(without);
      expect(answer.parameters).toHaveProperty(name);
    });
  }

  it.each([
    [{ price_sensitivity: 1.5 }, "price_sensitivity"],
    [{ brand: "7-11" }, "brand"],
    [{ target: "7-11" }, "target"],
    [{ action: "price" }, "action"],
    [{ similarity: 0.3 }, "similarity"],
    [{ strength: 0.3 }, "strength"],
    [{ ...attack, target: undefined, similarity: 0.3 }, "similarity"],
    [{ ...attack, entry_utility: 1 }, "entry_utility"],
    [{ brand: "7-11", action: "reposition", strength: 0.3 }, "action"],
    [{ brand: "7-11", co_brand_reach: 0.3 }, "co_brand_reach"],
    [{ brand: "7-11", co_brand_attraction: 1 }, "co_brand_attraction"],
    [{ value: 3 }, "value"],
    [{ lag_days: 3 }, "lag_days"],
    [{ trigger: "rain" }, "trigger"],
    [{ parameters: { discount: 0.1, region: "Taipei" } }, "region"],
  ])("%o is refused: %s does nothing alone", (body, name) => {
    const error = refused(plain(body));
    expect(error.code).toBe("no_lever");
    expect(error.details[0]?.pointer).toMatch(new RegExp(`/${name}$`));
    expect(error.message).toContain(name);
  });

  it.each([
    [{ brand: "7-11", discount: 0.1 }, "promotion"],
    [{ price: { Other: 1.1 } }, "price_change"],
    [{ brand: "7-11", action: "expansion", strength: 0.2 }, "competition"],
    [{ trigger: "rain", value: 1 }, "external"],
    [{}, "promotion"],
  ])("the cost beside %o is that of the %s, once", (body, type) => {
    const { receipt: made, money } = ask({ ...body, cost: 250 });
    expect(made.scenario.interventions).toMatchObject([{ type, cost: 250 }]);
    expect(money?.cost.fixed).toBe(250);
  });

  it("the margin is the user's, by any of the brand's names", () => {
    const { money, provenance } = ask({ brand: "7-11", discount: 0.1, margin: { 全家: 0.3 } });
    expect(money?.grossProfit).toMatchObject({ change: null });
    expect(Object.keys(money?.grossProfit?.byBrand ?? {})).toStrictEqual(["FamilyMart"]);
    expect(provenance.parameters["margin:FamilyMart"]).toMatchObject({ origin: { kind: "user" } });
    expect(ask({ brand: "7-11", discount: 0.1 }).money?.grossProfit).toBeNull();
  });

  it("each option of the run acts", () => {
    const seriesOf = (body: object) =>
      simulateRequest(twin, { ...body, draws: 20 }, { series: true }).series?.Fresh_Grad_Taipei;
    expect(seriesOf({ daily_bands: true })?.FamilyMart?.bands?.p50).toHaveLength(30);
    expect(seriesOf({ dailyBands: false })?.FamilyMart).not.toHaveProperty("bands");
    expect(ask({ asked: "2199-01-01" }).verdict.codes).not.toEqual(ask({}).verdict.codes);
    expect(ask({ limits: { few_rows: 1e9, refused_rows: 1e9 } }).verdict.status).toBe("refused");
    const agents = { agents_per_cell: 40, churn: 0.2, cohorts: ["start_brand"] };
    const moved = ask({ agents, replications: 1, draws: 0 });
    expect(moved.agents?.cohorts.length).toBeGreaterThan(0);
    expect(moved.provenance.parameters["agents.churn"]).toMatchObject({ value: 0.2 });
    const few = () => simulateRequest(twin, { agents, replications: 1 }, { mostAgentSteps: 100 });
    expect(few).toThrow(/at most 100/);
  });

  it("a lever on a brand that only enters is refused", () => {
    const entry = { event_type: "competition", brand: "New", action: "entry", strength: 0.4 };
    expect(ask(entry).results.Fresh_Grad_Taipei?.New).toBeGreaterThan(0);
    const known = {
      interventions: [entry, { event_type: "promotion", brand: "New", discount: 0.1 }],
    };
    expect(refused(known).code).toBe("unknown_brand");
  });

  it("the list of parameters says what the schema checks", () => {
    const answer = SimulationParametersAnswer.parse(simulationParameters(twin));
    expect(Object.keys(answer.parameters).sort()).toStrictEqual([...PARAMETER_NAMES].sort());
    expect(answer.parameters.electricity_price).toMatchObject({ minimum: 0.5, maximum: 3 });
    expect(answer.parameters.price).toMatchObject({ minimum: 0.1, maximum: 10, kind: "by_brand" });
    expect(answer.parameters.trigger?.choices).toStrictEqual(["temperature", "rain", "holiday"]);
    for (const { minimum, maximum, name, event_type } of Object.values(answer.parameters)) {
      if (minimum === null || maximum === null || name === "price") continue;
      const body = { event_type, ...plain(CHANGES[name]?.[0] ?? {}), ...CHANGES[name]?.[1] };
      for (const wrong of [minimum - 1, maximum + 1]) {
        expect(refused({ ...body, [name]: wrong })).toMatchObject({ code: "out_of_range" });
      }
    }
  });
});
