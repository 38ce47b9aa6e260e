import { builtInCatalogue, memoryStore, type RecordStore } from "@cdp-whatif/core";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { DeadLettersAnswer } from "../src/route/dead-letter.js";
import { WebhookAnswer } from "../src/route/webhook.js";
import { defineConfiguration } from "../src/source/configuration.js";
import { ask } from "./market.js";

const secret = (fill: number) => `whsec_${Buffer.alloc(24, fill).toString("base64")}`;
const OLD = secret(1);
const NEW = secret(2);
const OTHER = secret(3);
const record = (day: number) => ({
  date: `2026-03-${String(day).padStart(2, "0")}`,
  region: "台北",
  brand: "全家",
  price: 35,
  units: 4,
});

let store: RecordStore;
let service: Service;
beforeEach(() => {
  store = memoryStore();
  const { webhooks } = defineConfiguration(
    {
      webhooks: [
        { name: "shop", secrets: [OLD, NEW] },
        { name: "events", secrets: [NEW], envelope: "cloudevents" },
        { name: "open", unsigned: true },
      ],
    },
    { loopback: true },
  );
  service = createService({ store, catalogue: builtInCatalogue, webhooks });
});
afterEach(() => service.close());

interface Sent {
  readonly name?: string;
  readonly body: unknown;
  readonly key?: string;
  readonly id?: string;
  readonly at?: number;
  readonly headers?: Record<string, string>;
}

function send({ name = "shop", body, key = NEW, id = "m-1", at = Date.now(), headers }: Sent) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const signature = new Webhook(key).sign(id, new Date(at), text);
  return ask(service.app, `/api/v1/webhooks/${name}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at / 1000)),
      "webhook-signature": signature,
      ...headers,
    },
    body: text,
  });
}

const receipt = async (response: Response) => {
  expect(response.status).toBe(200);
  return WebhookAnswer.parse(await response.json());
};
const records = async () => (await store.content()).records.market;

describe("signatures, made by another implementation", () => {
  it("takes every active secret, and one good signature among several", async () => {
    await receipt(await send({ body: record(1), key: OLD }));
    await receipt(await send({ body: record(2), key: NEW, id: "m-2" }));
    const body = JSON.stringify(record(3));
    const at = new Date();
    const both = [OTHER, NEW].map((key) => new Webhook(key).sign("m-3", at, body)).join(" ");
    await receipt(
      await send({
        body,
        id: "m-3",
        at: at.getTime(),
        headers: { "webhook-signature": `v1a,xyz ${both}` },
      }),
    );
    expect(await records()).toBe(3);
  });

  it.each([
    ["another secret", { key: OTHER }],
    ["another id", { headers: { "webhook-id": "m-9" } }],
    [
      "another time",
      { headers: { "webhook-timestamp": String(Math.floor(Date.now() / 1000) - 9) } },
    ],
    ["an asymmetric one", { headers: { "webhook-signature": "v1a,abcd" } }],
    ["none", { headers: { "webhook-signature": "" } }],
    ["no id", { headers: { "webhook-id": "" } }],
    ["half of one", { headers: { "webhook-signature": "v1," } }],
  ])("refuses %s, and stores nothing", async (_, changed) => {
    const answer = await send({ body: record(1), ...changed });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: "unauthorized", status: 401 });
    expect(await records()).toBe(0);
  });

  it("refuses other content under a signature", async () => {
    const at = Date.now();
    const signature = new Webhook(NEW).sign("m-1", new Date(at), JSON.stringify(record(1)));
    const headers = { "webhook-signature": signature };
    expect((await send({ body: record(2), at, headers })).status).toBe(401);
  });

  it.each([-301_000, 302_000])(
    "refuses what was signed %i ms from now, naming the window",
    async (ms) => {
      const answer = await send({ body: record(1), at: Date.now() + ms });
      expect(answer.status).toBe(401);
      expect((await answer.json()).detail).toContain("300 seconds");
    },
  );

  it("takes what was signed within the window", async () => {
    await receipt(await send({ body: record(1), at: Date.now() - 290_000 }));
  });

  it("knows no other webhooks, and no signature needs no secret", async () => {
    expect((await send({ name: "none", body: record(1) })).status).toBe(404);
    const answer = await ask(service.app, "/api/v1/webhooks/open", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(record(1)),
    });
    expect(await receipt(answer)).toMatchObject({ read: 1, again: false });
  });
});

describe("the same delivery again", () => {
  it("is answered without being stored, even while the first is under way", async () => {
    const at = Date.now();
    const answers = await Promise.all([1, 2, 3].map(() => send({ body: record(1), at })));
    const receipts = await Promise.all(answers.map(receipt));
    expect(receipts.map(({ again }) => again).sort()).toEqual([false, true, true]);
    expect(await records()).toBe(1);
  });

  it("does not hide other content with the same id", async () => {
    await receipt(await send({ body: record(1) }));
    expect(await receipt(await send({ body: record(2) }))).toMatchObject({ again: false });
    expect(await records()).toBe(2);
  });

  it("changes nothing under another id, for records have natural keys", async () => {
    await receipt(await send({ body: record(1) }));
    expect(await receipt(await send({ body: record(1), id: "m-2" }))).toMatchObject({
      again: false,
    });
    expect(await records()).toBe(1);
  });

  it("is tried again when the store failed", async () => {
    const commit = store.commit.bind(store);
    let failures = 1;
    Object.assign(store, {
      commit: (batch: Parameters<typeof commit>[0]) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error("disk")) : commit(batch);
      },
    });
    expect((await send({ body: record(1) })).status).toBe(500);
    expect(await receipt(await send({ body: record(1) }))).toMatchObject({ again: false });
    expect(await records()).toBe(1);
  });
});

describe("bodies", () => {
  it.each([
    ["an array", [record(1), record(2)], "application/json", 2],
    [
      "lines",
      `${JSON.stringify(record(1))}\n\n${JSON.stringify(record(2))}\n`,
      "application/x-ndjson",
      2,
    ],
    ["an empty array", [], "application/json", 0],
  ])("%s", async (_, body, type, count) => {
    const answer = await send({ body, headers: { "content-type": type } });
    expect(await receipt(answer)).toMatchObject({ read: count, rejected: 0 });
    expect(await records()).toBe(count);
  });

  it("keeps what is wrong as dead letters under the webhook's name", async () => {
    const answer = await send({ body: [record(1), { what: "is this" }] });
    expect(await receipt(answer)).toMatchObject({ read: 2, rejected: 1 });
    expect(await receipt(await send({ body: "{broken", id: "m-2" }))).toMatchObject({
      rejected: 1,
    });
    const letters = DeadLettersAnswer.parse(
      await (await ask(service.app, "/api/v1/dead-letters?source=shop")).json(),
    );
    expect(letters.count).toBe(2);
  });

  it("refuses other types, compressed and large bodies", async () => {
    const status = async (sent: Sent) => (await send(sent)).status;
    const headers = { "content-type": "text/plain" };
    expect(await status({ body: record(1), headers })).toBe(415);
    expect(await status({ body: record(1), headers: { "content-encoding": "gzip" } })).toBe(415);
    expect(await status({ body: JSON.stringify("x".repeat(2 ** 20)) })).toBe(413);
  });
});

describe("CloudEvents", () => {
  const event = (day: number) => ({
    specversion: "1.0",
    id: `e-${day}`,
    source: "/pos",
    type: "sold",
    data: record(day),
  });
  const cloud = (body: unknown, headers: Record<string, string>) =>
    send({ name: "events", body, headers });

  it("in structured, batched and binary mode", async () => {
    const structured = { "content-type": "application/cloudevents+json" };
    expect(await receipt(await cloud(event(1), structured))).toMatchObject({ rejected: 0 });
    const batched = { "content-type": "application/cloudevents-batch+json" };
    expect(await receipt(await cloud([event(2), event(3)], batched))).toMatchObject({ read: 2 });
    const { data, ...attributes } = event(4);
    const binary = Object.fromEntries(Object.entries(attributes).map(([k, v]) => [`ce-${k}`, v]));
    expect(await receipt(await cloud(data, binary))).toMatchObject({ read: 1, rejected: 0 });
    expect(await records()).toBe(4);
  });

  it("keeps one that lacks something, names it, and stores the others of its batch", async () => {
    const { source: _, ...lacking } = event(1);
    const headers = { "content-type": "application/cloudevents-batch+json" };
    const answer = await cloud([lacking, event(2)], headers);
    expect(await receipt(answer)).toMatchObject({ read: 2, rejected: 1 });
    const [letter] = await store.deadLetters({ source: "events" });
    expect(letter).toMatchObject({ rule: "missing", field: "/source", position: { line: 1 } });
  });
});

describe("the configuration refuses", () => {
  const define = (configuration: unknown, loopback = true) =>
    defineConfiguration(configuration, { loopback });
  it.each([
    ["no secret", { webhooks: [{ name: "a" }] }, "no secrets"],
    ["both", { webhooks: [{ name: "a", secrets: [NEW], unsigned: true }] }, "expected one"],
    ["a short secret", { webhooks: [{ name: "a", secrets: ["whsec_c2hvcnQ="] }] }, "5 bytes"],
    [
      "a name twice",
      { webhooks: [1, 2].map(() => ({ name: "a", secrets: [NEW] })) },
      "/webhooks/1",
    ],
    ["an unknown key", { webhooks: [{ name: "a", secret: NEW }] }, "/webhooks/0"],
    ["no URL", { notify: [{ name: "a", url: "ftp://x", secret: NEW }] }, "/notify/0/url"],
    ["an unknown section", { hooks: [] }, "hooks"],
  ])("%s", (_, configuration, said) => {
    expect(() => define(configuration)).toThrow(said);
  });
  it("unsigned deliveries from other machines", () => {
    const webhooks = [{ name: "a", unsigned: true }];
    expect(define({ webhooks }).webhooks).toHaveLength(1);
    expect(() => define({ webhooks }, false)).toThrow("loopback");
  });
});
