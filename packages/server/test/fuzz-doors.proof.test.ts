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
const request = fc.record({
  door: fc.constantFrom("ingest", "shop", "events", "replay"),
  type,
  body,
  gzip: fc.constantFrom("none", "none", "none", "good", "claimed"),
  name: fc.constantFrom(undefined, "pos", "../etc", "\u00e9\u00ff", "a".repeat(200)),
  id: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 }).map(encodeURIComponent),
  extra: fc.dictionary(
    fc.constantFrom("ce-id", "ce-type", "ce-source", "ce-specversion", "if-none-match"),
    fc.constantFrom("1.0", "", "%%%", "*", "x".repeat(5_000)),
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

function send(asked: Asked): Promise<Response> {
  const { door, type: contentType, gzip, name, extra } = asked;
  const paths = { ingest: "ingest", replay: "dead-letters/replay" } as const;
  const hook = door === "shop" || door === "events";
  return ask(service.app, `/api/v1/${hook ? `webhooks/${door}` : paths[door]}`, {
    method: "POST",
    headers: {
      "content-type": contentType,
      ...(gzip !== "none" && { "content-encoding": "gzip" }),
      ...(name !== undefined && { "x-source-name": name }),
      ...(hook && signed(asked)),
      ...extra,
    },
    body: new Uint8Array(gzip === "good" ? gzipSync(asked.body) : asked.body),
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
  let told = 0;
  service.notification.subscribe(({ read: many, counts }) => {
    expect(many).toBe(counts.stored + counts.duplicates + counts.deadLettered);
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
      } else {
        const receipt = WebhookAnswer.parse(found);
        expect(receipt.rejected).toBeLessThanOrEqual(receipt.read);
        if (!receipt.again) read += receipt.read;
      }
    }),
    { numRuns: REQUESTS, seed: SEED },
  );
  expect(statuses["200"]).toBeGreaterThan(REQUESTS / 20);
  expect(told).toBeGreaterThanOrEqual(read);
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
