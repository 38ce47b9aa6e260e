import { createPipeline, memoryStore, textSource } from "@cdp-whatif/core";
import { openStore } from "@cdp-whatif/core/duckdb";
import { marketMessage } from "@cdp-whatif/core/testing";
import { expect, it } from "vitest";
import { canLaunchPostgres } from "../../../../scripts/launch-postgres.js";
import { natsServerPath } from "../../../../scripts/programs.mjs";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { BEHAVIOUR } from "../market.js";
import { answers } from "./chaos-answer.js";
import { begin, quiet, uniform } from "./chaos-begin.js";
import {
  changeRows,
  customerEvent,
  lineDoors,
  nothingSent,
  track,
  type Ways,
  watchedLines,
  writeWatched,
} from "./chaos-door.js";
import { pause, until } from "./chaos-wait.js";

const SEED = 12;
const MINUTES = isProof ? 10 : 0;
const LEAST_ROUNDS = 2;
/** Within which the copies of a round are sent. */
const SPREAD_MS = isProof ? 3000 : 1500;
/** What the short form does, each once; it ends with a stop anyway. */
const SHORT_HARM = [
  "server killed",
  "disk filled",
  "nats-server killed",
  "database crashed",
  "connections cut",
  "database connections ended",
];

let number = 0;
/** A market line that was never made before. */
const freshLine = () => {
  number += 1;
  return marketMessage(number);
};

it.skipIf(!canLaunchPostgres() || natsServerPath() === null)(
  "loses and doubles nothing while everything is killed, cut, filled up, doubled and put out of order (needs PostgreSQL and nats-server)",
  { timeout: isProof ? 3_600_000 : 150_000 },
  async () => {
    // What is done to whom, and what is sent when by whom.
    const [chance, next] = [uniform(SEED), uniform(SEED + 1)];
    const { ways, disk, file } = await begin();
    const { server, events, nats, database } = ways;
    const sent = nothingSent();
    const doors = lineDoors(ways, sent);
    const names = Object.keys(doors) as (keyof typeof doors)[];
    const distinct: string[] = [];
    const through = async (door: keyof typeof doors, line: string) => {
      if (ways.over()) return;
      sent.copies[door] = (sent.copies[door] ?? 0) + 1;
      await doors[door](line);
    };
    // The first look at the database is taken of an empty table, so that each change is told once.
    await quiet(ways, 300);

    const behaviour = BEHAVIOUR.split("\n").filter((line) => line !== "");
    const deliver = async (round: number) => {
      const lines = [
        ...behaviour.slice(round * 40, round * 40 + 40),
        ...Array.from({ length: isProof ? 300 : 30 }, freshLine),
        JSON.stringify({ what: `is this ${round}` }),
      ];
      const twice = lines.flatMap((line) => (next() < 0.3 ? [line, line] : [line]));
      distinct.push(...lines);
      const calls = Array.from({ length: 8 }, (_, i) => customerEvent(round * 8 + i));
      distinct.push(...calls.map((call) => JSON.stringify(call)));
      const batches = [calls.slice(0, 4), calls.slice(2), calls.slice(7)];
      const count = (door: string, by: number) => {
        sent.copies[door] = (sent.copies[door] ?? 0) + by;
      };
      await Promise.all([
        ...twice.map(async (line) => {
          const door = names[Math.floor(next() * names.length)] ?? "ingest";
          await pause(next() * SPREAD_MS);
          await through(door, line);
        }),
        ...batches.map(async (batch) => {
          await pause(next() * SPREAD_MS);
          count("tracking", batch.length);
          await track(ways, sent, batch);
        }),
        changeRows(ways, sent, { count: 12, next: uniform(SEED + 2 + round) }),
        (async () => {
          for (const half of [1, 2]) {
            await pause(600);
            await writeWatched(ways, 2 * round + half);
          }
        })(),
      ]);
    };

    const done: Record<string, number> = {};
    /** Fills the disk until somebody is told so, and empties it; what comes meanwhile must come in later. */
    const fillDisk = async () => {
      const pid = server.pid();
      disk.fill(pid);
      try {
        const before = server.statuses["507"] ?? 0;
        await until(
          "an answer that the disk is full",
          async () => {
            const line = freshLine();
            distinct.push(line);
            const posting = through("ingest", line);
            posting.catch(() => undefined); // awaited with the others
            late.push(posting);
            await pause(200);
            const told = (server.statuses["507"] ?? 0) > before;
            return told ? null : JSON.stringify(server.statuses);
          },
          { ms: 20_000 },
        );
        await pause(chance() * 500);
        if (isProof && chance() < 0.5) await killOnFullDisk();
      } finally {
        disk.empty(server.pid());
      }
    };
    /** Without space it starts, or says why not; it must start once there is some. */
    const killOnFullDisk = async () => {
      await server.end("SIGKILL");
      const started = await server.start().then(
        () => true,
        (error: unknown) => {
          if (String(error).includes("free some space")) return false;
          throw error;
        },
      );
      const name = `server killed on a full disk, and ${started ? "started" : "refused to start"} on it`;
      done[name] = (done[name] ?? 0) + 1;
      if (started) return;
      disk.empty(server.pid());
      await server.start();
    };
    const late: Promise<unknown>[] = [];
    const harm: Record<string, () => unknown> = {
      "server killed": async () => {
        await server.end("SIGKILL");
        await server.start();
      },
      "server stopped": async () => {
        await server.end("SIGTERM");
        await server.start();
      },
      "nats-server killed": () => nats.crash(),
      "database crashed": () => database.crash("SIGQUIT"),
      "database killed": () => database.crash("SIGKILL"),
      "database connections ended": () => database.endConnections(),
      "connections cut": () => events.cut(),
      "disk filled": fillDisk,
    };
    const act = async (round: number) => {
      const order = Object.keys(harm)
        .map((name) => ({ name, at: chance() }))
        .sort((a, b) => a.at - b.at)
        .map(({ name }) => name);
      // The short form does everything once, but for what its end does anyway.
      const short = SHORT_HARM.filter((_, i) => i % LEAST_ROUNDS === round % LEAST_ROUNDS);
      for (const name of order.filter((one) => isProof || short.includes(one))) {
        if (ways.over() || (isProof && chance() < 0.5)) continue;
        await pause(chance() * 300);
        await harm[name]?.();
        done[name] = (done[name] ?? 0) + 1;
      }
    };
    const end = Date.now() + MINUTES * 60_000;
    let round = 0;
    do {
      await Promise.all([deliver(round), act(round)]);
      await Promise.all(late.splice(0));
      round += 1;
    } while (Date.now() < end || round < LEAST_ROUNDS);

    await nats.drained("twin");
    await quiet(ways);
    distinct.push(...(await countCalmly(ways)));

    // The same without any disturbance.
    const calm = memoryStore();
    const rows = await database.lines();
    const last = watchedLines(2 * round);
    const text = [...distinct, ...rows, ...last].join("\n");
    await createPipeline({ source: textSource(text), store: calm }).run();
    const wanted = await answers(calm);
    // What was acknowledged by a stream or a file comes into the store in its own time.
    let found = wanted;
    for (let tries = 0; tries < 5; tries += 1) {
      if (tries > 0) {
        await server.start();
        await nats.drained("twin");
        await quiet(ways, 4000);
      }
      await server.end("SIGTERM");
      const store = await openStore(file);
      found = await answers(store);
      await store.close();
      const complete =
        JSON.stringify(found.same.content.records) === JSON.stringify(wanted.same.content.records);
      if (complete) break;
    }
    expect(found.same).toEqual(wanted.same);
    // What is rejected is kept once for each source that brought it.
    const texts = (letters: typeof found.letters) => new Set(letters.map(({ raw }) => raw));
    expect(texts(found.letters)).toEqual(texts(wanted.letters));
    expect(new Set(found.letters.map((letter) => JSON.stringify(letter))).size).toBe(
      found.letters.length,
    );
    // Each change of the database once: as a row, as one that is gone, or as a state that gave way.
    const { changes, deleted } = database.told();
    expect(rows.length + deleted + found.superseded).toBe(changes);
    const copies = Object.values(sent.copies).reduce((a, b) => a + b, 0);
    const records = Object.values(wanted.same.content.records).reduce((a, b) => a + b, 0);
    recordProof("chaos", "Ten ways in at once, while everything behind and before them is killed", {
      seed: SEED,
      minutes: MINUTES,
      rounds: round,
      "copies sent": copies,
      ...Object.fromEntries(Object.entries(sent.copies).map(([door, n]) => [`by ${door}`, n])),
      "distinct among them": new Set(distinct).size,
      "tries that failed and were repeated": sent.retries,
      ...Object.fromEntries(
        Object.entries(server.statuses).map(([code, n]) => [`status ${code}`, n]),
      ),
      ...done,
      disk: disk.kind,
      "changes of the database": changes,
      "records in the end": records,
      "dead letters in the end": texts(found.letters).size,
    });
  },
);

/**
 * Sends two lines, each twice, through each door while nothing is killed: then the server's own reports tell of each copy what
 * became of it. Not of the polled list, which is read again and again, nor of a webhook, which does not tell.
 *
 * @returns the lines
 */
async function countCalmly(ways: Ways): Promise<string[]> {
  const { server } = ways;
  const sent = nothingSent();
  const doors = Object.entries(lineDoors(ways, sent));
  const before = { sources: await server.sources(), stored: await server.stored() };
  const all: string[] = [];
  await Promise.all(
    doors.flatMap(([, door]) => {
      const lines = [freshLine(), freshLine()];
      all.push(...lines);
      return [...lines, ...lines].map(door);
    }),
  );
  await until(
    "the records of a calm while",
    async () => {
      const { records } = await server.stored();
      const grown = records - before.stored.records;
      return grown === all.length ? null : `${grown} of ${all.length}`;
    },
    { ms: 30_000 },
  );
  await quiet(ways);
  const sources = await server.sources();
  expect(sent.reported).toEqual({ read: 4, stored: 2, duplicates: 2, deadLettered: 0 });
  for (const name of ["sse", "websocket", "tail", "nats"]) {
    const [was, is] = [before.sources, sources].map((told) =>
      told.find((one) => one.name === name),
    );
    const fields = ["read", "stored", "duplicates", "dead_lettered"] as const;
    const grown = fields.map((field) => (is?.[field] ?? 0) - (was?.[field] ?? 0));
    expect([name, ...grown]).toEqual([name, 4, 2, 2, 0]);
  }
  expect((await server.stored()).records - before.stored.records).toBe(all.length);
  return all;
}
