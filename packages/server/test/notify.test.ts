import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { systemTiming } from "@cdp-whatif/core/node";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, it } from "vitest";
import { createService, listen } from "../src/index.js";
import { createOutbox, type Outbox } from "../src/notify/outbox.js";

const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const counts = {
  stored: 1,
  duplicates: 0,
  deadLettered: 0,
  superseded: 0,
  displaced: 0,
  byKind: {},
  byRule: {},
};
const batch = (sequence: number) => ({
  type: "batch_ingested" as const,
  sequence,
  source: `s${sequence}`,
  read: 1,
  counts,
  checkpoint: null,
  missed: 0,
});

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A receiver that verifies, and answers what `status` says. */
async function receiver(status: () => number) {
  const got: { id: string; source: string; type: string }[] = [];
  const server: Server = createServer(async (request, response) => {
    const body = await textOf(request);
    new Webhook(SECRET).verify(body, request.headers as Record<string, string>);
    const code = status();
    const { type, data } = JSON.parse(body);
    if (code === 200) got.push({ id: String(request.headers["webhook-id"]), type, ...data });
    response.writeHead(code).end("thanks");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function outboxAt(folder: string, url: string, { attempts = 5, held = 0 } = {}) {
  const content = await memoryStore().content();
  const outbox = createOutbox({
    targets: [{ name: "crm", url, secret: SECRET, attempts }],
    folder,
    store: { content: async () => ({ ...content, records: { ...content.records, market: held } }) },
    timing: systemTiming,
    retry: { baseMs: 1, capMs: 5 },
  });
  cleanUps.push(() => outbox.close());
  return outbox;
}

async function until(holds: () => boolean | Promise<boolean>) {
  for (let tries = 0; tries < 2000 && !(await holds()); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await holds()).toBe(true);
}

async function scratch() {
  const folder = await mkdtemp(join(tmpdir(), "outbox-"));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
const tellAll = (outbox: Outbox, from: number, to: number) =>
  Promise.all(Array.from({ length: to - from + 1 }, (_, i) => outbox.tell(batch(from + i))));

it("delivers signed, in order, again after failures, and nothing twice that was taken", async () => {
  let tries = 0;
  const { got, url } = await receiver(() => {
    tries += 1;
    return tries % 3 === 0 ? 200 : 503;
  });
  const outbox = await outboxAt(await scratch(), url);
  await outbox.start();
  await tellAll(outbox, 1, 8);
  await until(() => got.length === 8);
  expect(got.map(({ source }) => source)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `s${n}`));
  expect(new Set(got.map(({ id }) => id)).size).toBe(8);
  await until(async () => (await outbox.states())[0]?.waiting === 0);
});

it("sets aside after the last attempt, goes on, and sends again when told to", async () => {
  let up = false;
  const { got, url } = await receiver(() => (up ? 200 : 500));
  const outbox = await outboxAt(await scratch(), url, { attempts: 2 });
  await outbox.start();
  await tellAll(outbox, 1, 2);
  await until(async () => (await outbox.states())[0]?.dead === 2);
  expect(await outbox.states()).toMatchObject([{ waiting: 0, lastError: "it answered 500" }]);
  up = true;
  expect(await outbox.resend("crm")).toBe(2);
  await until(() => got.length === 2);
  expect(got.map(({ source }) => source)).toEqual(["s1", "s2"]);
  await expect(outbox.resend("nobody")).rejects.toThrow("no target");
});

it("keeps what waits over a restart, and tells of what was stored untold", async () => {
  const folder = await scratch();
  const { got, url } = await receiver(() => 200);
  const first = await outboxAt(folder, "http://127.0.0.1:1/", { attempts: 100 });
  await first.start();
  await tellAll(first, 1, 3);
  await first.close();
  const second = await outboxAt(folder, url, { held: 5 });
  await second.start();
  await until(() => got.length === 4);
  expect(got.slice(0, 3).map(({ source }) => source)).toEqual(["s1", "s2", "s3"]);
  expect(got[3]).toMatchObject({ type: "store_changed", stored: 2 });
});

it("streams each batch over HTTP, resumes after an id, says what is lost, and ends", async () => {
  const service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  cleanUps.push(() => service.close());
  const listening = await listen(service.app, { host: "127.0.0.1", port: 0 });
  const open = async (headers: Record<string, string> = {}, query = "") => {
    const answer = await fetch(`${listening.url}/api/v1/stream${query}`, { headers });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    expect(answer.headers.get("content-encoding")).toBeNull();
    const body = answer.body ?? new ReadableStream();
    const events = body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    return async () => (await events.read()).value;
  };
  const post = async (day: number) => {
    const line = `{"date":"2026-03-0${day}","region":"台北","brand":"全家","price":35,"units":4}`;
    const headers = { "content-type": "application/x-ndjson", "x-source-name": `s${day}` };
    const url = `${listening.url}/api/v1/ingest`;
    expect((await fetch(url, { method: "POST", headers, body: line })).status).toBe(200);
  };
  const all = await open();
  const some = await open({}, "?source=s2");
  expect((await all())?.event).toBe("open");
  expect((await some())?.event).toBe("open");
  await post(1);
  await post(2);
  const one = await all();
  expect(one?.event).toBe("batch_ingested");
  expect(JSON.parse(one?.data ?? "")).toMatchObject({ sequence: 1, source: "s1", stored: 1 });
  const two = await all();
  expect(JSON.parse((await some())?.data ?? "")).toMatchObject({ sequence: 2, source: "s2" });
  const again = await open({ "last-event-id": one?.id ?? "" });
  expect((await again())?.event).toBe("open");
  expect((await again())?.id).toBe(two?.id);
  const stranger = await open({ "last-event-id": "1-1" });
  expect((await stranger())?.event).toBe("gap");
  const closed = listening.close();
  service.endStreams();
  await closed;
  expect(await all()).toMatchObject({ event: "end", data: '{"reason":"server_stops"}' });
});
