import {
  builtInCatalogue,
  memoryStore,
  planRequest,
  RecommendationResponse,
  recommendRequest,
  TestPlanResponse,
  Twin,
} from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ProblemBody } from "../src/openapi/problem-body.js";
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

const WANTED = {
  objective: "share",
  levers: [{ lever: "points", brand: "全家", values: [1.5, 2], start_days: [0] }],
  duration_days: 14,
  draws: 20,
};

it("recommends over HTTP what core recommends, whatever the names are written like", async () => {
  const response = await post(service.app, "/api/v1/recommendations?locale=zh-TW", WANTED);
  expect(response.status).toBe(200);
  const answer = RecommendationResponse.parse(await response.json());
  expect(answer).toStrictEqual(recommendRequest(twin, WANTED, { locale: "zh-TW" }));
  expect(answer.recommendation.actions[0]?.levers[0]).toMatchObject({ brand: "FamilyMart" });
  expect(answer.sentences.reasons.join()).toMatch(/[一-鿿]{3}/);
});

it("plans a test of what it recommends", async () => {
  const { recommendation } = recommendRequest(twin, WANTED);
  const [action] = recommendation.actions;
  const body = { interventions: action?.interventions, customers_per_day: 300, draws: 20 };
  const response = await post(service.app, "/api/v1/experiments/plan", body);
  const answer = TestPlanResponse.parse(await response.json());
  expect(answer).toStrictEqual(planRequest(twin, body));
  expect(answer.test_plan.plan.total).toBeGreaterThan(0);
  expect(answer.description.length).toBeGreaterThan(3);
});

it.each([
  [
    "/api/v1/recommendations",
    { ...WANTED, levers: [{ lever: "points", brand: "全佳" }] },
    "unknown_brand",
    "/levers/0/brand",
  ],
  ["/api/v1/recommendations", { ...WANTED, budget: -1 }, "out_of_range", "/budget"],
  ["/api/v1/recommendations", { ...WANTED, effort: 900_000 }, "out_of_range", "/effort"],
  ["/api/v1/recommendations", [], "invalid_input", ""],
  ["/api/v1/experiments/plan", { interventions: [] }, "invalid_input", "/interventions"],
  ["/api/v1/experiments/plan?x=1", { interventions: [] }, "unknown_key", "/x"],
])("refuses what %s cannot answer, by its place", async (path, body, code, pointer) => {
  const response = await post(service.app, path, body);
  expect(response.status).toBe(422);
  const problem = ProblemBody.parse(await response.json());
  expect(problem).toMatchObject({ code, errors: [{ pointer }] });
});
