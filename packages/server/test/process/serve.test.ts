import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BehaviorAnswer, IngestReport, SimulationResponse, Twin } from "@cdp-whatif/core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { HealthAnswer } from "../../src/openapi/health-answer.js";
import { EVERYTHING } from "../market.js";
import { collect, origin, run, start } from "./command.js";

let folder = "";
let child: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "serve-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
});
afterAll(() => rm(folder, { recursive: true }));

const serve = async (store: string, ...args: string[]) => {
  const started = start(folder, ["serve", "--port", "0", "--no-log", "--store", store, ...args]);
  child = started;
  const texts = collect(started);
  return { started, texts, url: await origin(started, texts) };
};

const untilReady = async (url: string, texts: () => { err: string }) => {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    const ready = await fetch(`${url}/health/ready`);
    if (ready.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never ready: ${texts().err}`);
};

it("serves over HTTP what the command line says, and keeps it when it is told to stop", async () => {
  const store = "duckdb:./serve.duckdb";
  const { started, texts, url } = await serve(store);
  const health = await fetch(`${url}/health`);
  expect(HealthAnswer.parse(await health.json())).toMatchObject({
    checks: { database: "pass", cache: "pass", filesystem: "pass" },
  });
  const sent = await fetch(`${url}/api/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: EVERYTHING,
  });
  const report = IngestReport.parse(await sent.json());
  expect(report.stored).toBe(report.read);

  const path =
    "/api/v1/behavior?persona=Fresh_Grad&region=Taipei&start_date=2026-01-01&end_date=2026-02-14";
  const asked = await fetch(url + path);
  expect(asked.headers.get("content-length")).not.toBeNull();
  expect(BehaviorAnswer.parse(await asked.json()).count).toBe(45);

  let twin = await fetch(`${url}/api/v1/twin`);
  for (let attempt = 0; twin.status !== 200 && attempt < 600; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    twin = await fetch(`${url}/api/v1/twin`);
  }
  const text = await twin.text();
  Twin.parse(JSON.parse(text));
  await writeFile(join(folder, "twin.json"), text);
  const body = JSON.stringify({ event: "price_change", electricity_price: 1.2 });
  await writeFile(join(folder, "request.json"), body);
  const simulated = await fetch(`${url}/api/v1/simulate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const answer = await simulated.text();
  const command = await run(folder, ["simulate", "request.json", "--twin", "twin.json", "--json"]);
  expect(command.out).toBe(`${answer}\n`);
  SimulationResponse.parse(JSON.parse(answer));

  started.kill("SIGTERM");
  const [code] = await once(started, "close");
  expect({ code, err: texts().err }).toMatchObject({ code: 0 });
  const again = await serve(store);
  expect(again.texts().out).toContain(`Loaded ${report.stored.toLocaleString("en-US")} records`);
  expect(again.texts().out).toContain("DEMO DATA");
  expect(BehaviorAnswer.parse(await (await fetch(again.url + path)).json()).count).toBe(45);
}, 180_000);

it("takes a given twin, loads the demo data once, and says so", async () => {
  const store = "duckdb:./demo.duckdb";
  const first = await serve(store, "--demo");
  expect(first.texts().out).toContain("Loading demo data");
  expect(first.texts().out).toContain("DEMO DATA");
  await untilReady(first.url, first.texts);
  const page = await fetch(first.url);
  expect(page.headers.get("content-type")).toContain("text/html");
  first.started.kill("SIGINT");
  expect((await once(first.started, "close"))[0]).toBe(0);
  const second = await serve(store, "--demo");
  expect(second.texts().out).not.toContain("Loading demo data");
}, 180_000);

it("says which port is in use and how to choose another", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const { code, err } = await run(folder, ["serve", "--port", String(port), "--store", "memory:"]);
  other.close();
  expect(code).toBe(2);
  expect(err).toContain(`Port ${port} of 127.0.0.1 is in use`);
  expect(err).toContain(`--port ${port + 1}`);
}, 60_000);

it("says who holds the store", async () => {
  const store = "duckdb:./held.duckdb";
  const { started } = await serve(store);
  const { code, err } = await run(folder, ["personas", "--store", store]);
  expect(code).toBe(5);
  expect(err).toContain("held.duckdb");
  expect(err).toContain(String(started.pid));
}, 60_000);

it("stops at once while it is still preparing", async () => {
  const store = "duckdb:./early.duckdb";
  const { started, texts } = await serve(store, "--demo");
  started.kill("SIGTERM");
  const [code] = await once(started, "close");
  expect({ code, err: texts().err }).toEqual({
    code: 0,
    err: expect.stringMatching(/^(Data are not encrypted .*\n)?Stopping \(SIGTERM\) …\n$/),
  });
}, 120_000);
