import { appendFile, rename, writeFile } from "node:fs/promises";
import { IngestReport } from "@cdp-whatif/core";
import { Webhook } from "standardwebhooks";
import { WebhookAnswer } from "../../src/route/webhook.js";
import type { changedDatabase } from "./chaos-database.js";
import type { servedProcess } from "./chaos-server.js";
import type { eventServer, streamServer } from "./chaos-source.js";

export const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const JSON_TYPE = { "content-type": "application/json" };

/** What everything goes in through. */
export interface Ways {
  readonly server: ReturnType<typeof servedProcess>;
  readonly events: Awaited<ReturnType<typeof eventServer>>;
  readonly nats: Awaited<ReturnType<typeof streamServer>>;
  readonly database: Awaited<ReturnType<typeof changedDatabase>>;
  readonly tail: string;
  readonly watched: string;
  /** Once true, nothing more is tried: the test is over. */
  readonly over: () => boolean;
}

/** What the sender knows of what went through each door. */
export interface Sent {
  /** Copies by door. */
  readonly copies: Record<string, number>;
  /** What the doors themselves reported of them. */
  readonly reported: { read: number; stored: number; duplicates: number; deadLettered: number };
  retries: number;
}

export const nothingSent = (): Sent => ({
  copies: {},
  reported: { read: 0, stored: 0, duplicates: 0, deadLettered: 0 },
  retries: 0,
});

let deliveries = 0;

/** Doors for lines, by name; each resolves when the other side has it for good. */
export function lineDoors({ server, events, nats, tail }: Ways, sent: Sent) {
  const { reported } = sent;
  return {
    async ingest(line: string) {
      const headers = () => ({ "content-type": "application/x-ndjson" });
      const { answer, failed } = await server.post("/api/v1/ingest", { headers, body: line });
      const report = IngestReport.parse(JSON.parse(answer));
      const { read, stored, duplicates, deadLettered } = report;
      if (read !== stored + duplicates + deadLettered) throw new Error(answer);
      reported.read += read;
      reported.stored += stored;
      reported.duplicates += duplicates;
      reported.deadLettered += deadLettered;
      sent.retries += failed;
    },
    async webhook(line: string) {
      deliveries += 1;
      const id = `m-${deliveries}`;
      const headers = () => {
        const at = new Date();
        return {
          ...JSON_TYPE,
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": new Webhook(SECRET).sign(id, at, line),
        };
      };
      const { answer, failed } = await server.post("/api/v1/webhooks/shop", {
        headers,
        body: line,
      });
      if (WebhookAnswer.parse(JSON.parse(answer)).read !== 1) throw new Error(answer);
      sent.retries += failed;
    },
    sse: async (line: string) => events.send(line),
    websocket: async (line: string) => events.say(line, !line.includes('"what"')),
    rest: async (line: string) => void events.items.push(line),
    tail: (line: string) => appendFile(tail, `${line}\n`),
    async nats(line: string) {
      sent.retries += await nats.publish(line);
    },
  };
}

/** A customer event by its number, as a tracking call has it and as a line. */
export function customerEvent(number: number) {
  return {
    type: "track",
    event: `Viewed ${number}`,
    userId: `user-${number % 7}`,
    messageId: `event-${number}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
  };
}

/** Sends customer events to the tracking API, as a batch or, when there is one, as a single call. */
export async function track(
  { server }: Ways,
  sent: Sent,
  events: readonly ReturnType<typeof customerEvent>[],
) {
  const [first] = events;
  const [path, body] =
    events.length === 1 ? ["/v1/track", first] : ["/v1/batch", { batch: events }];
  const { failed } = await server.post(path, {
    headers: () => JSON_TYPE,
    body: JSON.stringify(body),
  });
  sent.retries += failed;
}

/** Changes some rows of the database, one after the other. */
export async function changeRows(
  { database, over }: Ways,
  sent: Sent,
  { count, next }: { count: number; next: () => number },
) {
  for (let i = 0; i < count && !over(); i += 1) {
    const chance = next();
    if (chance < 0.6) sent.retries += await database.insert();
    else if (chance < 0.85) sent.retries += await database.update();
    else sent.retries += await database.remove();
  }
}

/** The file that is watched: lines of a shop's own, of which some come, some change and some go at each version. */
export function watchedLines(version: number): string[] {
  return Array.from({ length: 12 }, (_, i) => version + i).map((number) =>
    JSON.stringify({
      date: "2026-03-06",
      region: "Taipei",
      brand: `shelf ${number}`,
      price: 20 + (number % 3 === 0 ? version : 0),
      units: number,
    }),
  );
}

/** Writes the next version as editors do: beside it, then in its place. */
export async function writeWatched({ watched }: Pick<Ways, "watched">, version: number) {
  await writeFile(`${watched}.new`, `${watchedLines(version).join("\n")}\n`);
  await rename(`${watched}.new`, watched);
}
