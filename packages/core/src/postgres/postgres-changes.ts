import pg from "pg";
import { nextStamp } from "../envelope/index.js";
import type { Change } from "../schema/change.js";
import type { LiveBatch, LiveOpening, LiveSource } from "../source/index.js";
import { SourceError } from "../source/index.js";
import { databaseError } from "./database-error.js";
import { decodeMessage, type Relation } from "./decode-message.js";
import { type Place, placeText, readPlace, START } from "./log-place.js";
import {
  breakOff,
  clientConfig,
  createSlot,
  endClient,
  type LogStream,
  openLog,
  replicationClient,
} from "./log-stream.js";
import type { PostgresOptions, PostgresSettings } from "./postgres-options.js";
import { prepareDatabase } from "./prepare-database.js";
import { rowChanges } from "./row-change.js";
import { readSnapshot } from "./snapshot.js";

const MOST_CHANGES = 1000;
const MOST_BYTES = 8_388_608;

/**
 * Changes of a PostgreSQL database from its log, each message a `Change` as JSON (`unwrapChange` makes lines of it).
 *
 * Publication and slot are made when they are missing. At first all rows are read as of one moment (op `read`), then every
 * change in the order of commits. The database is told to forget a change only when it is durable here: while this source
 * is not read, the database keeps its log, which grows without bound unless max_slot_wal_keep_size bounds it.
 */
export function postgresChanges(options: PostgresOptions): LiveSource {
  const { name, address, slot = "cdp_whatif", publication = "cdp_whatif" } = options;
  if (!/^[a-z0-9_]{1,63}$/.test(slot)) {
    const expected = "1 to 63 lower-case letters, digits and _";
    throw new SourceError(`slot: found ${JSON.stringify(slot)}, expected ${expected}`, {
      final: true,
    });
  }
  const { snapshot = true, identity = "full" } = options;
  const set = { ...options, slot, publication, snapshot, identity };
  return {
    name,
    kind: "postgres",
    async *open(opening) {
      try {
        yield* read(set, opening);
      } catch (cause) {
        throw databaseError(cause, address);
      }
    },
  };
}

async function* read(
  options: PostgresSettings,
  { cursor, signal, onOpen }: LiveOpening,
): AsyncGenerator<LiveBatch> {
  const { address, slot, publication } = options;
  const held = cursor === null ? null : readPlace(cursor);
  if (cursor !== null && held === null) {
    throw new SourceError(
      `found cursor ${JSON.stringify(cursor)}, expected "LSN instant revision"`,
      {
        final: true,
      },
    );
  }
  const replication = replicationClient(address);
  const plain = new pg.Client(clientConfig(address));
  // Failures show where a client is used; without listeners they would end the process.
  for (const client of [replication, plain]) client.on("error", () => undefined);
  let log: LogStream | null = null;
  // What still connects, or waits for its slot as long as others' transactions last, is broken off.
  const stop = () => (log === null ? [plain, replication].forEach(breakOff) : void log.close());
  signal.addEventListener("abort", stop);
  try {
    await plain.connect();
    await replication.connect();
    const found = await prepareDatabase(plain, options, held);
    const made = found === null ? await createSlot(replication, slot) : null;
    onOpen();
    let place: Place = held ?? { ...START, lsn: made?.lsn ?? found?.confirmed ?? 0n };
    if (held === null && options.snapshot) {
      for await (const { table, rows, at } of readSnapshot(plain, {
        publication,
        snapshot: made?.snapshot ?? null,
      })) {
        const messages = rows.map((after) => {
          place = { ...place, ...nextStamp(place, at) };
          const { revision } = place;
          const change: Change = {
            op: "read",
            table,
            before: null,
            after,
            at: place.at,
            revision,
            cursor: null,
          };
          return JSON.stringify(change);
        });
        yield { messages, cursor: null };
        if (signal.aborted) return;
      }
    }
    if (held === null) yield { messages: [], cursor: placeText(place) };
    await endClient(plain);
    log = await openLog(replication, { slot, publication, from: place.lsn });
    if (signal.aborted) return;
    yield* follow(log, place);
  } finally {
    signal.removeEventListener("abort", stop);
    if (log !== null) await log.close();
    await Promise.all([plain, replication].map(endClient));
  }
}

/** Transactions as batches: several small ones together, a large one in parts whose cursor comes with the last. */
async function* follow(log: LogStream, from: Place): AsyncGenerator<LiveBatch> {
  const relations = new Map<number, Relation>();
  let place = from;
  let messages: string[] = [];
  let size = 0;
  let transaction: {
    readonly at: number;
    readonly cursor: string;
    readonly known: boolean;
  } | null = null;
  const batch = (cursor: string | null, lsn: bigint): LiveBatch => {
    const taken = messages;
    [messages, size] = [[], 0];
    if (cursor === null) return { messages: taken, cursor };
    return { messages: taken, cursor, acknowledge: async () => log.confirm(lsn) };
  };
  for (;;) {
    const item = await log.next();
    if (item === null) return;
    if (item.kind === "keepalive") {
      // Between transactions only: then everything older than this position has arrived.
      if (transaction !== null || (messages.length === 0 && item.lsn <= place.lsn)) continue;
      if (item.lsn > place.lsn) place = { ...place, lsn: item.lsn };
      yield batch(placeText(place), place.lsn);
      continue;
    }
    const message = decodeMessage(item.bytes);
    if (message.tag === "relation") relations.set(message.relation.id, message.relation);
    else if (message.tag === "begin") {
      const { commitLsn, at } = message;
      transaction = {
        at,
        cursor: placeText({ ...place, lsn: commitLsn }),
        known: commitLsn < place.lsn,
      };
    } else if (message.tag === "commit") {
      transaction = null;
      if (message.endLsn > place.lsn) place = { ...place, lsn: message.endLsn };
      if (messages.length > 0 && (full(messages.length, size) || !log.ready)) {
        yield batch(placeText(place), place.lsn);
      }
    } else if (transaction !== null && !transaction.known) {
      for (const change of rowChanges(message, relations)) {
        place = { ...place, ...nextStamp(place, transaction.at) };
        const { at, revision } = place;
        const text = JSON.stringify({ ...change, at, revision, cursor: transaction.cursor });
        messages.push(text);
        size += text.length;
      }
      if (full(messages.length, size)) yield batch(null, place.lsn);
    }
  }
}

function full(count: number, size: number): boolean {
  return count >= MOST_CHANGES || size >= MOST_BYTES;
}
