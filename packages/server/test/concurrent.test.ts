import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { type Listening, listen } from "../src/node.js";
import { ask, BEHAVIOUR, send } from "./market.js";

let service: Service;
let server: Listening;
beforeAll(async () => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  await send(service.app, BEHAVIOUR);
  await service.prepare();
  server = await listen(service.app, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

const PATHS = Array.from({ length: 40 }, (_, i) => {
  const persona = i % 2 === 0 ? "Fresh_Grad" : "FinTech_Family";
  const region = i % 3 === 0 ? "Taipei" : "Tainan";
  const day = String(1 + (i % 28)).padStart(2, "0");
  return `/api/v1/behavior?persona=${persona}&region=${region}&start_date=2026-01-${day}&limit=${1 + i}`;
});

it("gives each of many who ask at once their own rows, though answers share buffers", async () => {
  // Without a connection nothing is given back, so that these answers share nothing.
  const expected = await Promise.all(
    PATHS.map(async (path) => (await ask(service.app, path)).text()),
  );
  for (let round = 0; round < 5; round++) {
    const found = await Promise.all(
      PATHS.map(async (path) => (await fetch(server.url + path)).text()),
    );
    expect(found).toEqual(expected);
  }
});

it("keeps on answering when those who asked go away before the answer is sent", async () => {
  for (const path of PATHS) {
    const leaving = new AbortController();
    const response = fetch(server.url + path, { signal: leaving.signal });
    leaving.abort();
    await expect(response).rejects.toThrow("abort");
  }
  const [path = ""] = PATHS;
  const answer = await (await fetch(server.url + path)).text();
  expect(answer).toBe(await (await ask(service.app, path)).text());
});
