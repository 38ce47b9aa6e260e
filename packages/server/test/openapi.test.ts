import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { createService, type Service } from "../src/index.js";
import { SimulationBody } from "../src/openapi/simulation-body.js";
import { ask } from "./market.js";

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(10),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const Document = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

let service: Service;
let text = "";
beforeAll(async () => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  text = await (await ask(service.app, "/openapi.json")).text();
});
afterAll(() => service.close());

it("is a valid OpenAPI 3.1 document", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(text));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

it("describes every mounted route and nothing else", () => {
  const { paths } = Document.parse(JSON.parse(text));
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const assets = /^GET (\/|\/docs|\/docs\/problem|\/redoc|\/openapi\.json|\/assets\/.*|\/cdp-.*)$/;
  const mounted = service.app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`)
    .filter((route) => !assets.test(route));
  expect([...new Set(mounted)].sort()).toEqual(described.sort());
});

it("gives every operation an id of its own", () => {
  const { paths } = Document.parse(JSON.parse(text));
  const ids = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it("has examples that its own schema takes", () => {
  const Examples = z.record(z.string(), z.looseObject({ value: z.unknown() }));
  const { paths } = Document.parse(JSON.parse(text));
  const Body = z.looseObject({
    content: z.object({ "application/json": z.looseObject({ examples: Examples }) }),
  });
  const body = Body.parse(paths["/api/v1/simulate"]?.post?.requestBody);
  const examples = Object.values(body.content["application/json"].examples);
  expect(examples.length).toBeGreaterThan(1);
  for (const { value } of examples) expect(SimulationBody.safeParse(value).error).toBeUndefined();
});

it("is the same however often it is made", async () => {
  const other = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  expect(await (await ask(other.app, "/openapi.json")).text()).toBe(text);
  await other.close();
});
