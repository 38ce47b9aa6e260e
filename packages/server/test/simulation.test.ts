import {
  builtInCatalogue,
  memoryStore,
  SimulationParametersAnswer,
  SimulationResponse,
  simulateRequest,
  Twin,
} from "@cdp-whatif/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ReadyAnswer } from "../src/openapi/health-answer.js";
import { ProblemBody } from "../src/openapi/problem-body.js";
import { PersonasAnswer } from "../src/route/twin.js";
import { ask, EVERYTHING, post, send } from "./market.js";

let service: Service;
let twin: Twin;
beforeAll(async () => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue, threads: 1 });
  await send(service.app, EVERYTHING);
  await service.prepare();
  twin = Twin.parse(await (await ask(service.app, "/api/v1/twin")).json());
});
afterAll(() => service.close());

const simulate = async (body: unknown, query = "") => {
  const response = await post(service.app, `/api/v1/simulate${query}`, body);
  const answer: unknown = await response.json();
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return SimulationResponse.parse(answer);
};

const DOCUMENT_BODY = {
  event_type: "price_change",
  parameters: { electricity_price: 1.5, point_multiplier: 2.0, promotion_intensity: 0.8 },
  persona: "Fresh_Grad",
  region: "Taipei",
};

it("answers the architecture document's own request", async () => {
  const answer = await simulate(DOCUMENT_BODY);
  expect(Object.keys(answer.results)).toEqual(["Fresh_Grad_Taipei"]);
  expect(answer.event_type).toBe("price_change");
  expect(answer.provenance.demo).toBe(true);
  for (const shares of Object.values(answer.results)) {
    expect(Object.values(shares).reduce((a, b) => a + b, 0)).toBeCloseTo(100, 9);
  }
});

it("takes agents and their limits, and refuses more steps than it carries", async () => {
  const agents = { agentsPerCell: 50, heterogeneity: { price: 0.3 } };
  const answer = await simulate({ ...DOCUMENT_BODY, agents, replications: 2, draws: 0 });
  expect(Object.keys(answer.agents?.cells ?? {})).toEqual(["Fresh_Grad_Taipei"]);
  const many = { ...DOCUMENT_BODY, agents: { agentsPerCell: 1_000_000 }, replications: 5 };
  const refused = await post(service.app, "/api/v1/simulate", many);
  expect(refused.status).toBe(422);
  const problem = ProblemBody.parse(await refused.json());
  expect(problem).toMatchObject({ code: "out_of_range" });
  expect(JSON.stringify(problem.errors)).toContain("at most 50000000");
});

it("answers the document's flat request, on both paths alike", async () => {
  const flat = { event: "price_change", electricity_price: 1.2 };
  const answer = await simulate(flat);
  expect(Object.keys(answer.results).length).toBe(4);
  const alias = await post(service.app, "/api/v1/simulation/simulate", flat);
  expect(await alias.json()).toEqual(answer);
});

it.each([
  ["新鮮人", "台北"],
  ["fresh_graduate", "臺北市"],
  ["Group A", "taipei"],
])("knows %s in %s", async (persona, region) => {
  const answer = await simulate({ ...DOCUMENT_BODY, persona, region });
  expect(Object.keys(answer.results)).toEqual(["Fresh_Grad_Taipei"]);
});

it("gives in a thread, byte for byte, what core gives here", async () => {
  const response = await post(service.app, "/api/v1/simulate?include=series", DOCUMENT_BODY);
  const here = simulateRequest(twin, DOCUMENT_BODY, { locale: "en", series: true });
  expect(await response.text()).toBe(JSON.stringify(here));
});

it("says its sentences in the language asked for", async () => {
  const chinese = await ask(service.app, "/api/v1/simulate", {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": "zh-TW,en;q=0.5" },
    body: JSON.stringify(DOCUMENT_BODY),
  });
  const { event } = SimulationResponse.parse(await chinese.json());
  expect(event).toMatch(/\p{Script=Han}/u);
  expect((await simulate(DOCUMENT_BODY, "?locale=en")).event).toMatch(/^[A-Z]/);
});

it.each([
  [{ ...DOCUMENT_BODY, persona: "Fresh_Grat" }, "unknown_persona", "/persona", "Fresh_Grad"],
  [{ ...DOCUMENT_BODY, region: "Taipai" }, "unknown_region", "/region", "Taipei"],
  [
    { event: "price_change", electricity_prise: 1.2 },
    "unknown_key",
    "/electricity_prise",
    "electricity_price",
  ],
  [{ event: "price_change", electricity_price: 9 }, "out_of_range", "/electricity_price", ""],
  [{ event_type: "price_chang" }, "invalid_input", "/event_type", "price_change"],
  [[], "invalid_input", "", "object"],
  [null, "invalid_input", "", "object"],
])("refuses %j with 422", async (body, code, pointer, hint) => {
  const response = await post(service.app, "/api/v1/simulate", body);
  expect(response.status).toBe(422);
  const problem = ProblemBody.parse(await response.json());
  expect(problem.code).toBe(code);
  expect(problem.errors?.[0]?.pointer).toBe(pointer);
  expect(JSON.stringify(problem)).toContain(hint);
});

it("says what may be asked and which personas there are", async () => {
  const parameters = await ask(service.app, "/api/v1/simulation");
  const known = SimulationParametersAnswer.parse(await parameters.json());
  expect(known.personas.map(({ id }) => id)).toContain("Fresh_Grad");
  const personas = PersonasAnswer.parse(await (await ask(service.app, "/api/v1/personas")).json());
  expect(personas.personas.map(({ id }) => id)).toEqual(["FinTech_Family", "Fresh_Grad"]);
  expect(personas.demo).toBe(true);
});

it("gives the twin by its tag only once", async () => {
  const first = await ask(service.app, "/api/v1/twin");
  const etag = first.headers.get("etag") ?? "";
  const again = await ask(service.app, "/api/v1/twin", { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});

it("is ready with data, and says what is missing without", async () => {
  const ready = await ask(service.app, "/health/ready");
  expect([ready.status, ReadyAnswer.parse(await ready.json()).twin]).toEqual([200, "ready"]);
  const empty = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  const refused = await post(empty.app, "/api/v1/simulate", DOCUMENT_BODY);
  expect(refused.status).toBe(409);
  expect(ProblemBody.parse(await refused.json()).code).toBe("no_data");
  await empty.close();
  const starting = createService({ store: service.store, catalogue: builtInCatalogue, threads: 1 });
  const preparing = starting.prepare();
  const waiting = await ask(starting.app, "/health/ready");
  expect([waiting.status, ReadyAnswer.parse(await waiting.json()).twin]).toEqual([503, "fitting"]);
  const busy = await post(starting.app, "/api/v1/simulate", DOCUMENT_BODY);
  expect([busy.status, busy.headers.get("retry-after")]).toEqual([503, "3"]);
  expect((await ask(starting.app, "/api/v1/behavior?limit=1")).status).toBe(200);
  await preparing;
  expect((await ask(starting.app, "/health/ready")).status).toBe(200);
  await starting.close();
});

it("never fails on a body, whatever it is", async () => {
  const key = fc.constantFrom(
    "event",
    "event_type",
    "parameters",
    "interventions",
    "persona",
    "region",
    "duration_days",
    "seed",
    "draws",
    "price",
    "brand",
    "discount",
    "trigger",
    "value",
    "action",
    "strength",
    "lag_days",
    "__proto__",
  );
  const value = fc.oneof(
    fc.constantFrom(
      "price_change",
      "promotion",
      "competition",
      "external",
      "FamilyMart",
      "Taipei",
      "rain",
      1,
      0,
      -1,
      0.5,
      1e308,
      null,
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const body = fc.oneof(fc.dictionary(key, value, { maxKeys: 5 }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(body, async (asked) => {
      const limited =
        typeof asked === "object" && asked !== null && !Array.isArray(asked)
          ? { draws: 5, ...asked }
          : asked;
      const response = await post(service.app, "/api/v1/simulate", limited);
      const answer: unknown = await response.json();
      expect([200, 422], JSON.stringify([limited, answer])).toContain(response.status);
      if (response.status === 422) ProblemBody.parse(answer);
    }),
    { numRuns: 200 },
  );
});
