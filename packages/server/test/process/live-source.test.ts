import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@cdp-whatif/core/duckdb";
import { marketMessage } from "@cdp-whatif/core/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { HealthAnswer } from "../../src/openapi/health-answer.js";
import { SourcesAnswer } from "../../src/route/source.js";
import { collect, origin, run, start } from "./command.js";

let folder = "";
let child: ChildProcess | undefined;
const log: string[] = [];
const open = new Set<ServerResponse>();
const asked: (string | undefined)[] = [];
let broken = 0;
let port = 0;

/** Events that go on after `Last-Event-ID`; a while ago they were refused. */
const events = createServer((request, response) => {
  if (request.url !== "/events") {
    response.writeHead(404).end();
    return;
  }
  if (broken > 0) {
    broken -= 1;
    response.writeHead(503).end();
    return;
  }
  const last = request.headers["last-event-id"];
  asked.push(typeof last === "string" ? last : undefined);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(
    log
      .slice(Number(last ?? 0))
      .map((text, i) => event(Number(last ?? 0) + i + 1, text))
      .join(""),
  );
  open.add(response);
  response.on("close", () => open.delete(response));
});
const event = (id: number, text: string) => `retry: 1\nid: ${id}\ndata: ${text}\n\n`;
const send = (text: string) => {
  log.push(text);
  for (const response of open) response.write(event(log.length, text));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-"));
  events.listen(0, "127.0.0.1");
  await once(events, "listening");
  port = (events.address() as AddressInfo).port;
});
afterEach(async () => {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
});
afterAll(async () => {
  events.closeAllConnections();
  events.close();
  await rm(folder, { recursive: true });
});

const serve = async () => {
  const options = ["--port", "0", "--no-log", "--store", "duckdb:./live.duckdb"];
  const started = start(folder, ["serve", ...options, "--sources", "sources.json"]);
  child = started;
  return { started, url: await origin(started, collect(started)) };
};
const sources = async (url: string) => {
  const answer = await fetch(`${url}/api/v1/sources`);
  return SourcesAnswer.parse(await answer.json()).sources;
};
const stream = async (url: string) => (await sources(url)).find(({ name }) => name === "stream");
const check = async (url: string) => {
  const answer = await fetch(`${url}/health`);
  return HealthAnswer.parse(await answer.json()).checks.sources;
};
const patient = { timeout: 30_000, interval: 50 };

it("shows how each source is, and loses and doubles nothing when it is killed", async () => {
  const definition = { kind: "sse", name: "stream", url: `http://127.0.0.1:${port}/events` };
  await writeFile(join(folder, "sources.json"), JSON.stringify({ sources: [definition] }));
  for (let n = 1; n <= 50; n += 1) send(marketMessage(n));
  const first = await serve();
  await expect.poll(() => stream(first.url), patient).toMatchObject({ state: "open", stored: 50 });
  expect(await check(first.url)).toBe("pass");

  broken = Number.POSITIVE_INFINITY;
  for (const response of open) response.destroy();
  await expect
    .poll(() => stream(first.url), patient)
    .toMatchObject({
      state: "failing",
      last_error: expect.stringContaining("answered 503"),
      next_try_at: expect.any(String),
    });
  send("no json");
  send(marketMessage(51));
  broken = 0;
  await expect
    .poll(() => stream(first.url), patient)
    .toMatchObject({
      state: "open",
      stored: 51,
      dead_lettered: 1,
      duplicates: 0,
      cursor: "52",
    });

  const sending = setInterval(() => send(marketMessage(log.length)), 2);
  await expect.poll(async () => (await stream(first.url))?.stored, patient).toBeGreaterThan(100);
  const killed = once(first.started, "close");
  first.started.kill("SIGKILL");
  await killed;
  const tries = asked.length;
  for (let more = 0; more < 20; more += 1) send(marketMessage(log.length));
  clearInterval(sending);
  const second = await serve();
  await expect
    .poll(() => stream(second.url), patient)
    .toMatchObject({
      state: "open",
      cursor: String(log.length),
    });
  expect(Number(asked[tries])).toBeGreaterThan(100);
  second.started.kill("SIGTERM");
  expect((await once(second.started, "close"))[0]).toBe(0);
  const store = await openStore(`duckdb:${join(folder, "live.duckdb")}`);
  const found = (await store.records({ kind: "market" })).map(({ units }) => Number(units));
  await store.close();
  const wanted = [...new Set(log.filter((text) => text !== "no json"))].map(
    (text) => JSON.parse(text).units,
  );
  expect(found.sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b));
}, 120_000);

it("gives up what will never work, and says so in its health", async () => {
  const wrong = { kind: "sse", name: "wrong", url: `http://127.0.0.1:${port}/nothing` };
  await writeFile(join(folder, "sources.json"), JSON.stringify({ sources: [wrong] }));
  const { url } = await serve();
  await expect
    .poll(() => sources(url), patient)
    .toMatchObject([{ state: "given_up", last_error: expect.stringContaining("answered 404") }]);
  await expect.poll(() => check(url), patient).toBe("fail");
}, 120_000);

it("says what is wrong with a configuration, and where", async () => {
  const configuration = { sources: [{ kind: "sse", name: "s", url: "ftp://x" }] };
  await writeFile(join(folder, "sources.json"), JSON.stringify(configuration));
  const { code, err } = await run(folder, [
    "serve",
    "--store",
    "memory:",
    "--sources",
    "sources.json",
  ]);
  expect(code).not.toBe(0);
  expect(err).toContain("/sources/0/url");
}, 60_000);
