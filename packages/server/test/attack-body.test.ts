import { gzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ProblemBody } from "../src/openapi/problem-body.js";
import { defineConfiguration } from "../src/source/configuration.js";
import { ask, BEHAVIOUR, marketTwin, send } from "./market.js";

const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
let service: Service;
beforeAll(async () => {
  const { webhooks } = defineConfiguration(
    { webhooks: [{ name: "shop", secrets: [secret] }] },
    { loopback: true },
  );
  service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    twin: await marketTwin(),
    bodyLimitBytes: 2 ** 20,
    ingestLimitBytes: 2 ** 22,
    trackingLimitBytes: 2 ** 20,
    webhooks,
  });
  await send(service.app, BEHAVIOUR);
  await service.prepare();
});
afterAll(() => service.close());

let deliveries = 0;
interface Door {
  readonly path: string;
  readonly type?: string;
  readonly signed?: boolean;
}
const SIMULATE: Door = { path: "/api/v1/simulate" };
const JSON_DOORS: readonly Door[] = [
  SIMULATE,
  { path: "/api/v1/recommendations" },
  { path: "/api/v1/experiments/plan" },
  { path: "/api/v1/dead-letters/replay" },
  { path: "/api/v1/notifications/resend" },
];
const DATA_DOORS: readonly Door[] = [
  { path: "/api/v1/ingest", type: "application/x-ndjson" },
  { path: "/v1/batch" },
  { path: "/v1/track" },
  { path: "/api/v1/webhooks/shop", signed: true },
];

async function put(
  { path, type = "application/json", signed = false }: Door,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
) {
  deliveries += 1;
  const at = new Date();
  const id = `d${deliveries}`;
  const response = await ask(service.app, path, {
    method: "POST",
    headers: {
      "content-type": type,
      ...(signed && {
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign(id, at, typeof body === "string" ? body : ""),
      }),
      ...headers,
    },
    body,
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
  const found: unknown = await response.json();
  if (response.status >= 400) ProblemBody.parse(found);
  return { status: response.status, found };
}

const ofDepth = (n: number) => [
  `${'{"a":'.repeat(n)}1${"}".repeat(n)}`,
  "[".repeat(n) + "]".repeat(n),
];
const EVENT = '"userId":"u","event":"x","timestamp":"2026-03-05T02:00:04.000Z"';

it.each(JSON_DOORS)("refuses what nests too deep at $path, and says so", async (door) => {
  for (const n of [65, 20_000]) {
    for (const deep of ofDepth(n)) {
      const { status, found } = await put(door, deep);
      expect(status).toBe(400);
      expect(JSON.stringify(found)).toContain("64 levels");
    }
  }
  // Brackets in texts are no nesting.
  const text = JSON.stringify({ x: '[\\"'.repeat(500) });
  expect((await put(door, text)).status).toBe(422);
});

it.each(DATA_DOORS)(
  "takes or refuses what nests deep at $path without falling over",
  async (door) => {
    for (const n of [60, 20_000]) {
      for (const [i, deep] of ofDepth(n).entries()) {
        const id = `"messageId":"deep${n}-${i}"`;
        for (const body of [
          `{"type":"track",${id},${EVENT},"properties":{"x":${deep}}}`,
          `{"type":"identify",${id},${EVENT},"traits":${deep},"context":${deep}}`,
          `{"batch":[{"type":"track",${id}b,${EVENT},"properties":{"x":${deep}}}]}`,
          `{"date":"2026-03-05","region":"台北","brand":"7-11","price":1,"promotion":${deep}}`,
          `{"timestamp":"2026-03-05 15:20:11","event":"x","results":${deep}}`,
          `{"date":"2026-03-05","behavioral_twin_report":${deep}}`,
          deep,
        ]) {
          const { status, found } = await put(door, body);
          expect([200, 400, 413, 422], JSON.stringify(found).slice(0, 300)).toContain(status);
        }
      }
    }
  },
);

it("holds every door to its limit, with a length, without one, and unpacked", async () => {
  const sizes = { "/api/v1/ingest": 2 ** 22 } as Record<string, number>;
  const before = process.memoryUsage().rss;
  for (const door of [...JSON_DOORS, ...DATA_DOORS]) {
    const large = " ".repeat((sizes[door.path] ?? 2 ** 20) + 1);
    expect((await put(door, large, { "content-length": String(large.length) })).status).toBe(413);
    const chunk = new TextEncoder().encode(" ".repeat(2 ** 16));
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    expect(
      (await put({ ...door, signed: false }, endless)).status,
      door.path,
    ).toBeGreaterThanOrEqual(401);
    expect(sent).toBeLessThan(2 ** 23);
  }
  const bomb = Uint8Array.from(gzipSync(Buffer.alloc(2 ** 27)));
  const nested = Uint8Array.from(gzipSync(bomb));
  for (const door of DATA_DOORS) {
    const status = async (body: Uint8Array<ArrayBuffer>) =>
      (await put({ ...door, signed: false }, body, { "content-encoding": "gzip" })).status;
    expect([401, 413, 415], door.path).toContain(await status(bomb));
    expect([200, 400, 401, 415], door.path).toContain(await status(nested));
    for (const encoding of ["gzip, gzip", "br", "deflate", "zstd"]) {
      const { status: found } = await put({ ...door, signed: false }, bomb, {
        "content-encoding": encoding,
      });
      expect([401, 415]).toContain(found);
    }
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 2 ** 20);
});

const POISONS = [
  '{"__proto__":{"polluted":1},"event":"price_change"}',
  '{"event":"price_change","parameters":{"__proto__":{"polluted":1}}}',
  '{"event_type":"price_change","parameters":{"price":{"__proto__":2}}}',
  '{"constructor":{"prototype":{"polluted":1}},"event_type":"price_change"}',
  '{"interventions":[{"__proto__":{"polluted":1},"event_type":"promotion"}]}',
  '{"rule":"__proto__"}',
  `{"type":"track","messageId":"p1",${EVENT},"properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`,
  `{"type":"identify","messageId":"p2",${EVENT},"userId":"__proto__","traits":{"__proto__":{"polluted":1},"persona":"__proto__"}}`,
  `{"batch":[{"type":"alias","messageId":"p3",${EVENT},"previousId":"constructor","userId":"toString"}],"context":{"__proto__":{"polluted":1}}}`,
  '{"timestamp":"2026-03-05 02:00:04","group":"__proto__","region":"constructor","total_personas":5,"brand_percentages":{"__proto__":50,"toString":50}}',
  '{"date":"2026-03-05","behavioral_twin_report":{"__proto__":{"__proto__":{"loyalty_7_11":0.4}}}}',
  '{"date":"2026-03-05","region":"__proto__","brand":"hasOwnProperty","price":35}',
];

it("changes no prototype, whatever names come in", async () => {
  const names = Object.getOwnPropertyNames(Object.prototype).length;
  for (const door of [...JSON_DOORS, ...DATA_DOORS]) {
    for (const body of POISONS) expect((await put(door, body)).status, body).toBeLessThan(500);
  }
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    for (const path of [
      `/api/v1/behavior?${name}=x`,
      `/api/v1/behavior?persona=${name}`,
      `/api/v1/behavior?persona=${name}&region=constructor`,
      `/api/v1/behavior/summary?region=${name}`,
      `/api/v1/behavior/series?brand=${name}`,
      `/api/v1/behavior/enriched?persona=${name}&region=${name}`,
      `/api/v1/customers/${name}`,
      `/api/v1/webhooks/${name}`,
      `/api/v1/dead-letters?rule=${name}`,
    ]) {
      expect((await ask(service.app, path)).status, path).toBeLessThan(500);
    }
  }
  expect((await ask(service.app, "/api/v1/behavior/summary")).status).toBe(200);
  expect("polluted" in {}).toBe(false);
  expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(names);
});

it.each([
  [
    "a number beyond all",
    '{"event_type":"price_change","parameters":{"electricity_price":1e999}}',
    422,
  ],
  [
    "a number of many digits",
    `{"event_type":"price_change","parameters":{"electricity_price":${"9".repeat(5000)}}}`,
    422,
  ],
  ["a seed beyond all", '{"event_type":"price_change","seed":1e300}', 422],
  ["draws without end", '{"event_type":"price_change","draws":1e9}', 422],
  ["agents without end", '{"event_type":"price_change","replications":1e9}', 422],
  ["days without end", '{"event_type":"price_change","duration_days":1e9}', 422],
  [
    "many interventions",
    JSON.stringify({ interventions: Array(20_000).fill({ event_type: "promotion" }) }),
    422,
  ],
  ["a long list instead of an object", JSON.stringify(Array(100_000).fill(0)), 422],
  [
    "many keys",
    JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1]))),
    422,
  ],
  ["a key of great length", JSON.stringify({ ["k".repeat(500_000)]: 1 }), 422],
  [
    "a name of great length",
    JSON.stringify({ event: "price_change", persona: "新".repeat(300_000) }),
    422,
  ],
  ["half a character", '{"event":"price_change","persona":"\\ud800"}', 422],
  [
    "a text turned around",
    JSON.stringify({ event: "price_change", persona: "\u202eFresh_Grad" }),
    422,
  ],
  ["NUL in a name", '{"event":"price_change","region":"Taipei\\u0000"}', 422],
  ["a date beyond all", '{"event_type":"price_change","start_date":"+275760-09-13"}', 422],
])("refuses %s", async (_, body, status) => {
  const { status: found, found: problem } = await put(SIMULATE, body);
  expect([found, JSON.stringify(problem).length < 40_000]).toEqual([status, true]);
});

it("takes the last of a key that comes twice, and judges that one", async () => {
  const event = '"event":"price_change","electricity_price":1.2';
  expect((await put(SIMULATE, `{${event},"persona":"nobody","persona":"Fresh_Grad"}`)).status).toBe(
    200,
  );
  expect((await put(SIMULATE, `{${event},"persona":"Fresh_Grad","persona":"nobody"}`)).status).toBe(
    422,
  );
});
