import { once } from "node:events";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPipeline, memoryStore, type RecordStore, textSource } from "@cdp-whatif/core";
import { openStore } from "@cdp-whatif/core/duckdb";
import { marketMessage } from "@cdp-whatif/core/testing";
import { Webhook } from "standardwebhooks";
import { afterAll, expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { BEHAVIOUR } from "../market.js";
import { eventServer, streamServer } from "./chaos-source.js";
import { collect, origin, start } from "./command.js";

const SEED = 11;
const MINUTES = isProof ? 10 : 0;
const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

/** Uniform numbers, 0 to 1, from a seed: a Weyl sequence through a mixing of its bits (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a store answers, without where each record was met. */
async function answers(store: RecordStore) {
  const rows = (await store.behaviour({})).map(({ position: _p, raw: _r, ...row }) => row);
  const letters = (await store.deadLetters({})).map(({ raw, position }) => ({
    source: position.source,
    raw: String(raw),
  }));
  const { version: _v, ...content } = await store.content();
  const { digest } = await store.history();
  return { rows, letters, content, summary: await store.summary({}), digest };
}

it("loses and doubles nothing while everything is killed, cut, doubled and put out of order", {
  timeout: 3_600_000,
}, async () => {
  const next = uniform(SEED);
  const folder = await mkdtemp(join(tmpdir(), "chaos-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const events = await eventServer();
  closing.push(events.close);
  const nats = await streamServer(folder);
  closing.push(nats.end);
  const tail = join(folder, "tail.jsonl");
  await writeFile(tail, "");
  const sources = [
    { kind: "sse", name: "sse", url: `${events.url}/events` },
    { kind: "rest", name: "rest", url: `${events.url}/items`, everyMs: 1000 },
    { kind: "tail", name: "tail", path: tail, everyMs: 50 },
    {
      kind: "nats",
      name: "nats",
      servers: nats.servers,
      stream: "CHAOS",
      consumer: "twin",
      ackWaitMs: 1500,
    },
  ];
  const webhooks = [{ name: "shop", secrets: [SECRET] }];
  await writeFile(join(folder, "flow.json"), JSON.stringify({ sources, webhooks }));
  const figures = { "server kills": 0, "nats-server kills": 0, cuts: 0, retries: 0, sent: 0 };

  let url = "";
  let stop = async (_: "SIGKILL" | "SIGTERM") => {};
  const serve = async () => {
    const args = ["--port", "0", "--no-log", "--store", "duckdb:./chaos.duckdb"];
    const child = start(folder, ["serve", ...args, "--sources", "flow.json"]);
    const closed = once(child, "close");
    stop = async (signal) => {
      child.kill(signal);
      await closed;
    };
    url = await origin(child, collect(child));
  };
  closing.push(() => stop("SIGKILL"));
  await serve();

  /** Posts until it is acknowledged. */
  const post = async (path: string, headers: () => Record<string, string>, body: string) => {
    for (;;) {
      const answer = await fetch(`${url}${path}`, {
        method: "POST",
        headers: headers(),
        body,
      }).catch(() => null);
      await answer?.text().catch(() => "");
      if (answer?.ok) return;
      if (answer !== null && answer.status < 500) throw new Error(`${path}: ${answer.status}`);
      figures.retries += 1;
      await wait(100);
    }
  };
  const doors = [
    (line: string) =>
      post("/api/v1/ingest", () => ({ "content-type": "application/x-ndjson" }), line),
    (line: string) => {
      const id = `m-${figures.sent}`;
      return post(
        "/api/v1/webhooks/shop",
        () => {
          const at = new Date();
          return {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
            "webhook-signature": new Webhook(SECRET).sign(id, at, line),
          };
        },
        line,
      );
    },
    async (line: string) => events.send(line),
    async (line: string) => void events.items.push(line),
    (line: string) => appendFile(tail, `${line}\n`),
    async (line: string) => {
      figures.retries += await nats.publish(line);
    },
  ];

  const behaviour = BEHAVIOUR.split("\n").filter((line) => line !== "");
  const made = (from: number) => Array.from({ length: 40 }, (_, i) => marketMessage(from + i + 1));
  const distinct: string[] = [];
  const deliver = async (lines: readonly string[]) => {
    const twice = lines.flatMap((line) => (next() < 0.3 ? [line, line] : [line]));
    const mixed = twice.map((line) => ({ line, at: next() })).sort((a, b) => a.at - b.at);
    distinct.push(...lines);
    await Promise.all(
      mixed.map(async ({ line, at }) => {
        const door = doors[Math.floor(next() * doors.length)];
        await wait(at * 1500);
        figures.sent += 1;
        await door?.(line);
      }),
    );
  };
  const until = Date.now() + MINUTES * 60_000;
  let round = 0;
  do {
    const rows = behaviour.slice(round * 40, round * 40 + 40);
    const broken = JSON.stringify({ what: `is this ${round}` });
    const delivering = deliver([...rows, ...made(round * 40), broken]);
    await wait(next() * 1200);
    events.cut();
    figures.cuts += 1;
    await nats.crash();
    figures["nats-server kills"] += 1;
    await stop("SIGKILL");
    figures["server kills"] += 1;
    await serve();
    await delivering;
    round += 1;
  } while (Date.now() < until || round < 2);

  const calm = memoryStore();
  await createPipeline({ source: textSource(distinct.join("\n")), store: calm }).run();
  const wanted = await answers(calm);
  // What was acknowledged by a stream or a file comes into the store in its own time.
  let found: Awaited<ReturnType<typeof answers>> | undefined;
  for (let tries = 0; tries < 20; tries += 1) {
    await wait(2500);
    await stop("SIGTERM");
    const store = await openStore(`duckdb:${join(folder, "chaos.duckdb")}`);
    found = await answers(store);
    await store.close();
    const complete =
      JSON.stringify(found.content.records) === JSON.stringify(wanted.content.records) &&
      new Set(found.letters.map(({ raw }) => raw)).size === wanted.letters.length;
    if (complete) break;
    await serve();
  }
  // What is rejected is kept once for each source that brought it.
  const letters = found?.letters ?? [];
  expect(new Set(letters.map(({ raw }) => raw))).toEqual(
    new Set(wanted.letters.map(({ raw }) => raw)),
  );
  expect(new Set(letters.map((letter) => JSON.stringify(letter))).size).toBe(letters.length);
  expect({ ...found, letters: [], content: found?.content.records }).toEqual({
    ...wanted,
    letters: [],
    content: wanted.content.records,
  });
  recordProof("chaos", "Six ways in at once, while servers are killed and connections cut", {
    seed: SEED,
    minutes: MINUTES,
    rounds: round,
    "distinct records": distinct.length,
    ...figures,
    records: Object.values(wanted.content.records).reduce((a, b) => a + b, 0),
    "dead letters": wanted.letters.length,
  });
});
