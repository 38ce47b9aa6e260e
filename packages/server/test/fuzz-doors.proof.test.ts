import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { builtInCatalogue, IngestReport, memoryStore } from "@cdp-whatif/core";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterAll, expect, it } from "vitest";
import { isProof, recordProof } from "../../../scripts/record-proof.js";
import { createService } from "../src/index.js";
import { ReplayAnswer } from "../src/route/dead-letter.js";
import { WebhookAnswer } from "../src/route/webhook.js";
import { defineConfiguration } from "../src/source/configuration.js";
import { ask, EVERYTHING } from "./market.js";

const REQUESTS = isProof ? 100_000 : 600;
const SEED = 20_260_101;
const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const { webhooks } = defineConfiguration(
  {
    webhooks: [
      { name: "shop", secrets: [secret] },
      { name: "events", secrets: [secret], envelope: "cloudevents" },
    ],
  },
  { loopback: true },
);
const service = createService({ store: memoryStore(), catalogue: builtInCatalogue, webhooks });
afterAll(() => service.close());

const some = EVERYTHING.split("\n").filter((_, i) => i % 9 === 0);
const valid = fc.constantFrom(...some.filter((line) => line !== ""));
const damaged = fc
  .tuple(valid, fc.nat(), fc.constantFrom("", '"', "{", "1e999", "\\ud800", ",", "-", "[[[["))
  .map(([line, at, put]) => {
    const place = at % line.length;
    return line.slice(0, place) + put + line.slice(place + 1);
  });
const line = fc.oneof(
  { weight: 3, arbitrary: valid },
  { weight: 3, arbitrary: damaged },
  fc.json(),
  fc.string({ unit: "binary" }).map((text) => text.replaceAll(/[\r\n]/g, " ")),
  fc.nat({ max: 3_000 }).map((depth) => "[".repeat(depth)),
);
const lines = fc.array(line, { maxLength: 6 });
const type = fc.constantFrom(
  "application/x-ndjson",
  "application/json",
  "text/plain; charset=utf-16",
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
  "image/png",
  "",
);
const body = fc.oneof(
  { weight: 3, arbitrary: lines.map((texts) => Buffer.from(texts.join("\n"))) },
  { weight: 2, arbitrary: lines.map((texts) => Buffer.from(`[${texts.join(",")}]`)) },
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
);
const anything = fc.oneof(
  fc.constantFrom<unknown>(null, "", "u1", 7, true, [], {}, "2026-03-05T02:00:04.000Z", 1e308),
  fc.jsonValue({ maxDepth: 3 }),
);
/** A call of the tracking API: as it should be, without some fields, or with any value in some of them. */
const call = fc
  .tuple(
    fc.record({
      type: fc.constantFrom("track", "identify", "page", "screen", "group", "alias"),
      event: fc.constantFrom("Order Completed", "Viewed"),
      userId: fc.constantFrom("u1", "u2", "\u{1f600}"),
      messageId: fc.nat({ max: 500 }).map((n) => `m${n}`),
      timestamp: fc.constantFrom("2026-03-05T02:00:04.000Z", "2026-03-05T10:00:00+08:00"),
      properties: fc.constantFrom({}, { products: [{ brand: "7-11", price: 35, quantity: 2 }] }),
    }),
    fc.dictionary(
      fc.constantFrom(
        ...["type", "event", "userId", "anonymousId", "previousId", "groupId", "messageId"],
        ...["timestamp", "sentAt", "originalTimestamp", "properties", "traits", "context"],
        ...["integrations", "writeKey", "category", "deleted", "revision", "__proto__"],
      ),
      anything,
      { maxKeys: 3 },
    ),
  )
  .map(([good, put]): unknown => ({ ...good, ...put }));
const calls = fc.array(fc.oneof({ weight: 4, arbitrary: call }, anything), { maxLength: 6 });
const batch = fc.oneof(
  { weight: 5, arbitrary: calls.map((list): unknown => ({ batch: list })) },
  fc.record({ batch: fc.oneof(calls, anything), context: anything, sentAt: anything }),
  { weight: 2, arbitrary: call },
  anything,
);
const trackingText = batch.map((value) => Buffer.from(JSON.stringify(value)));
const trackingBody = fc.oneof(
  { weight: 6, arbitrary: trackingText },
  fc
    .tuple(trackingText, fc.nat(), fc.nat({ max: 255 }))
    .map(([bytes, at, put]) => Buffer.from(bytes.with(at % bytes.length, put))),
  body,
);
const trackingPath = fc.constantFrom(
  ...["batch", "b", "import", "track", "t", "identify", "i", "page", "p", "screen", "s", "group"],
  ...["g", "alias", "a"],
);
const BATCHES = ["batch", "b", "import"];
const request = fc.record({
  door: fc.constantFrom("ingest", "shop", "events", "replay", "tracking", "tracking"),
  path: trackingPath,
  trackingBody,
  type,
  body,
  gzip: fc.constantFrom("none", "none", "none", "good", "claimed"),
  name: fc.constantFrom(undefined, "pos", "../etc", "\u00e9\u00ff", "a".repeat(200)),
  id: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 }).map(encodeURIComponent),
  extra: fc.dictionary(
    fc.constantFrom(
      ...["ce-id", "ce-type", "ce-source", "ce-specversion", "if-none-match", "authorization"],
    ),
    fc.constantFrom("1.0", "", "%%%", "*", "x".repeat(5_000), "Basic dTE6", "Basic %"),
  ),
});
type Asked = typeof request extends fc.Arbitrary<infer T> ? T : never;

function signed({ id, body: content }: Asked) {
  const at = new Date();
  // The signature is over bytes; this implementation signs texts, so others are sent with a wrong one.
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, content.toString("utf8")),
  };
}

function pathOf({ door, path }: Asked): string {
  if (door === "tracking") return `/v1/${path}`;
  if (door === "ingest") return "/api/v1/ingest";
  return door === "replay" ? "/api/v1/dead-letters/replay" : `/api/v1/webhooks/${door}`;
}

function bodyOf({ door, body: content, trackingBody: tracked }: Asked): Buffer {
  return door === "tracking" ? tracked : content;
}

/** Events in a body that the tracking API took. */
function eventsIn({ path, trackingBody: tracked }: Asked): number {
  if (!BATCHES.includes(path)) return 1;
  return JSON.parse(tracked.toString("utf8")).batch.length;
}

function send(asked: Asked): Promise<Response> {
  const { door, type: contentType, gzip, name, extra } = asked;
  const hook = door === "shop" || door === "events";
  const content = bodyOf(asked);
  return ask(service.app, pathOf(asked), {
    method: "POST",
    headers: {
      "content-type": contentType,
      ...(gzip !== "none" && { "content-encoding": "gzip" }),
      ...(name !== undefined && { "x-source-name": name }),
      ...(hook && signed(asked)),
      ...extra,
    },
    body: new Uint8Array(gzip === "good" ? gzipSync(content) : content),
  });
}

/** Lines of a body, each of which may end as on any system. */
function linesIn(bytes: Buffer): number {
  const texts = bytes.toString("latin1").split(/\r\n|\r|\n/);
  return texts.at(-1) === "" ? texts.length - 1 : texts.length;
}

it(`answers ${REQUESTS} requests without failing, and accounts for every line`, {
  timeout: 6 * 3_600_000,
}, async () => {
  const statuses: Record<string, number> = {};
  let read = 0;
  let [told, unequal] = [0, 0];
  service.notification.subscribe(({ read: many, counts, missed }) => {
    // What is thrown here nobody hears.
    unequal += Math.abs(many - counts.stored - counts.duplicates - counts.deadLettered) + missed;
    told += many;
  });
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const answer = await send(asked);
      const { status } = answer;
      statuses[status] = (statuses[status] ?? 0) + 1;
      const found: unknown = await answer.json();
      expect(status < 500 || status === 503 || status === 507, JSON.stringify(found)).toBe(true);
      if (status !== 200) return;
      if (asked.door === "replay") {
        const replayed = ReplayAnswer.parse(found);
        expect(replayed.read).toBe(replayed.stored + replayed.duplicates + replayed.still_rejected);
      } else if (asked.door === "ingest") {
        const report = IngestReport.parse(found);
        expect(report.read).toBe(report.stored + report.duplicates + report.deadLettered);
        // A body that came before is read from its checkpoint on: nothing is left of it.
        if (report.read + report.blank > 0)
          expect(report.read + report.blank).toBe(linesIn(asked.body));
        read += report.read;
      } else if (asked.door === "tracking") {
        expect(found).toEqual({ success: true });
        read += eventsIn(asked);
      } else {
        const receipt = WebhookAnswer.parse(found);
        expect(receipt.rejected).toBeLessThanOrEqual(receipt.read);
        if (!receipt.again) read += receipt.read;
      }
    }),
    { numRuns: REQUESTS, seed: SEED },
  );
  expect(statuses["200"]).toBeGreaterThan(REQUESTS / 20);
  // Told behind the answers, in order.
  for (let turns = 0; turns < 1000 && told !== read; turns += 1) await setImmediate();
  expect({ told, unequal }).toEqual({ told: read, unequal: 0 });
  const { records, deadLetters } = await service.store.content();
  recordProof("fuzz-doors", "Random requests to the doors that take data in: none fails", {
    requests: REQUESTS,
    seed: SEED,
    "lines and messages read": read,
    records: Object.values(records).reduce((a, b) => a + b, 0),
    "dead letters": deadLetters,
    ...Object.fromEntries(Object.entries(statuses).map(([code, n]) => [`status ${code}`, n])),
  });
});
