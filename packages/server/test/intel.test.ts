import {
  AnomaliesAnswer,
  builtInCatalogue,
  memoryStore,
  TopicsAnswer,
  TriggersAnswer,
} from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ask, EVERYTHING, send } from "./market.js";

let service: Service;
beforeAll(async () => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  expect((await send(service.app, EVERYTHING)).status).toBe(200);
});
afterAll(() => service.close());

it.each([
  ["/api/v1/intel/anomalies?persona=新鮮人&region=台北&end_date=2026-02-20", AnomaliesAnswer],
  ["/api/v1/intel/topics?region=台北", TopicsAnswer],
  ["/api/v1/intel/triggers?persona=Fresh_Grad", TriggersAnswer],
] as const)("answers %s in the shape of its model", async (path, model) => {
  const response = await ask(service.app, encodeURI(path));
  expect(response.status).toBe(200);
  const answer = model.parse(await response.json());
  for (const { records } of answer.data) expect(records.length).toBeGreaterThan(0);
});

it.each([
  "/api/v1/intel/anomalies?persona=Nobody",
  "/api/v1/intel/topics?persona=Fresh_Grad",
  "/api/v1/intel/triggers?region=Nowhere",
  "/api/v1/intel/triggers?start_date=2026-02-30",
])("refuses %s", async (path) => {
  expect((await ask(service.app, path)).status).toBe(422);
});
