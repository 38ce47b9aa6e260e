import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { changedDatabase } from "./chaos-database.js";
import { smallDisk } from "./chaos-disk.js";
import { SECRET, type Ways, writeWatched } from "./chaos-door.js";
import { servedProcess } from "./chaos-server.js";
import { eventServer, streamServer } from "./chaos-source.js";
import { inTime, until } from "./chaos-wait.js";

const closing: { readonly what: string; readonly close: () => unknown }[] = [];
let over = false;
afterAll(async () => {
  over = true;
  const failures: unknown[] = [];
  for (const { what, close } of closing.reverse()) {
    const ended = inTime(Promise.resolve().then(close), { ms: 8000, what: () => what });
    await ended.catch((error: unknown) => failures.push(error));
  }
  expect(failures).toEqual([]);
}, 60_000);
/** To be closed whatever happens, the last first. */
function closed<T>(what: string, made: T, close: (made: T) => unknown): T {
  closing.push({ what, close: () => close(made) });
  return made;
}

/** Uniform numbers, 0 to 1, from a seed: a Weyl sequence through a mixing of its bits (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Starts everything: who sends, who is sent to, and the disk that it is stored on; all of it is ended after the tests. */
export async function begin() {
  const folder = closed("folder", await mkdtemp(join(tmpdir(), "chaos-")), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const disk = closed("disk", smallDisk(folder), ({ close }) => close());
  const events = closed("events", await eventServer(), ({ close }) => close());
  const nats = closed("nats", await streamServer(folder), (nats) => nats.close());
  const database = closed("database", await changedDatabase(), (it) => it.close());
  const tail = join(folder, "tail.jsonl");
  const watched = join(folder, "shelf.jsonl");
  await writeFile(tail, "");
  await writeWatched({ watched }, 0);
  const retry = { baseMs: 100, capMs: 1000 };
  const sources = [
    { kind: "sse", name: "sse", url: `${events.url}/events`, retry },
    { kind: "websocket", name: "websocket", url: events.socketUrl, cursorField: "/seq", retry },
    { kind: "rest", name: "rest", url: `${events.url}/items`, everyMs: 1000, retry },
    { kind: "tail", name: "tail", path: tail, everyMs: 50, retry },
    {
      ...{ kind: "nats", name: "nats", stream: "CHAOS", consumer: "twin", ackWaitMs: 3000, retry },
      servers: nats.servers,
    },
    {
      ...{ kind: "postgres", name: "database", tables: ["public.market"], retry },
      address: database.address,
    },
    { kind: "watch", name: "watched", path: watched, everyMs: 50, retry },
  ];
  const webhooks = [{ name: "shop", secrets: [SECRET] }];
  await writeFile(join(folder, "flow.json"), JSON.stringify({ sources, webhooks }));
  const file = `duckdb:${join(disk.path, "chaos.duckdb")}`;
  const args = ["--port", "0", "--no-log", "--store", file, "--sources", "flow.json"];
  const server = closed("server", servedProcess(folder, ["serve", ...args]), (it) => it.close());
  await server.start();
  const ways: Ways = { server, events, nats, database, tail, watched, over: () => over };
  return { ways, disk, file };
}

/** All sources stand open, and what they count stays the same for a while; the polled list is read again and again. */
export async function quiet({ server }: Ways, forMs = 1500) {
  let [before, since] = ["", Date.now()];
  await until(
    "quiet",
    async () => {
      const sources = await server.sources();
      const now = JSON.stringify(
        sources.map(({ name, state, messages, last_error }) =>
          name === "rest" ? [name, state] : [name, state, messages, last_error],
        ),
      );
      if (now !== before) [before, since] = [now, Date.now()];
      const open = sources.every(({ state }) => state === "open");
      return open && Date.now() - since >= forMs ? null : now;
    },
    { ms: 60_000, everyMs: 100 },
  );
}
