import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { SESSION_OPTIONS } from "./column-value.js";
import { lsnText, readLsn } from "./log-place.js";

/** What the log brings: a message of the plug-in, or that the server is alive and has nothing older than `lsn` to send. */
export type LogItem =
  | { readonly kind: "message"; readonly bytes: Buffer }
  | { readonly kind: "keepalive"; readonly lsn: bigint };

/** A database's log, as it goes on. */
export interface LogStream {
  /** The next item; null when it ended because it was closed. */
  next(): Promise<LogItem | null>;
  /** Whether an item is there already. */
  readonly ready: boolean;
  /** Tells the server that all before this is durable here, so that it need not keep it. */
  confirm(lsn: bigint): void;
  close(): Promise<void>;
}

/** Items and bytes that wait at most; then the connection is not read. */
const MOST_WAITING = 2000;
const MOST_BYTES = 8_388_608;
const STATUS_EVERY_MS = 10_000;
/** 2000-01-01T00:00Z, from which PostgreSQL counts. */
const EPOCH_MS = 946_684_800_000;

/** The driver's connection, which its types do not describe whole. */
interface Wire {
  on(event: "copyData", listener: (message: { chunk: Buffer }) => void): void;
  once(event: "replicationStart", listener: () => void): void;
  sendCopyFromChunk(chunk: Buffer): void;
  readonly stream: { pause(): void; resume(): void; destroy(): void };
}

/** How a database is spoken to: in one way of writing values, and not waiting for ever. */
export function clientConfig(address: string): pg.ClientConfig {
  return {
    connectionString: address,
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  };
}

/** A client whose connection speaks the protocol of replication. */
export function replicationClient(address: string): pg.Client {
  return new pg.Client({ ...clientConfig(address), ...{ replication: "database" } });
}

/**
 * Starts to read a slot.
 *
 * @param client - of `replicationClient`, connected; it ends with the stream
 * @throws whatever the driver throws
 * @see https://www.postgresql.org/docs/15/protocol-replication.html
 */
export async function openLog(
  client: pg.Client,
  { slot, publication, from }: { slot: string; publication: string; from: bigint },
): Promise<LogStream> {
  const wire = wireOf(client);
  const items: LogItem[] = [];
  let [bytes, confirmed, paused] = [0, from, false];
  let ended: { readonly failure: unknown } | null = null;
  let wake = () => {};
  const end = (failure: unknown) => {
    ended ??= { failure };
    wake();
  };
  const tell = () => {
    if (ended === null) wire.sendCopyFromChunk(statusUpdate(confirmed));
  };
  wire.on("copyData", ({ chunk }) => {
    if (chunk[0] === KEEPALIVE) {
      items.push({ kind: "keepalive", lsn: chunk.readBigUInt64BE(1) });
      if (chunk[17] === 1) tell();
    } else if (chunk[0] === XLOG_DATA) {
      items.push({ kind: "message", bytes: chunk.subarray(25) });
      bytes += chunk.length;
    }
    if (!paused && (items.length >= MOST_WAITING || bytes >= MOST_BYTES)) {
      paused = true;
      wire.stream.pause();
    }
    wake();
  });
  client.on("error", end);
  client.on("end", () => end(new Error("the database closed the connection")));
  const started = new Promise<void>((resolve) => wire.once("replicationStart", resolve));
  const names = `"publication_names" '${publication.replaceAll("'", "''")}'`;
  const running = client.query(
    `START_REPLICATION SLOT "${slot}" LOGICAL ${lsnText(from)} ("proto_version" '1', ${names})`,
  );
  running.then(() => end(new Error("the database ended the stream")), end);
  await Promise.race([started, running]);
  const timer = setInterval(tell, STATUS_EVERY_MS);
  return {
    async next() {
      while (items.length === 0 && ended === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const item = items.shift();
      if (item === undefined) {
        if (ended?.failure == null) return null;
        throw ended.failure;
      }
      if (item.kind === "message") bytes -= item.bytes.length + 25;
      if (paused && items.length < MOST_WAITING / 2 && bytes < MOST_BYTES / 2) {
        paused = false;
        wire.stream.resume();
      }
      return item;
    },
    get ready() {
      return items.length > 0;
    },
    confirm(lsn) {
      if (lsn > confirmed) confirmed = lsn;
      tell();
    },
    async close() {
      clearInterval(timer);
      end(null);
      if (paused) wire.stream.resume();
      await endClient(client);
    },
  };
}

/** Ends a connection, also one whose server is gone: there the driver may wait for an end that has been already. */
export async function endClient(client: pg.Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  await Promise.race([ended, setTimeout(LONGEST_END_MS, undefined, { ref: false })]);
  breakOff(client);
}

/** Ends a connection at once: whatever waits for it fails. The driver's own end would let a connecting one wait for ever. */
export function breakOff(client: pg.Client): void {
  wireOf(client).stream.destroy();
}

function wireOf(client: pg.Client): Wire {
  return (client as unknown as { readonly connection: Wire }).connection;
}

const LONGEST_END_MS = 500;
const XLOG_DATA = 0x77;
const KEEPALIVE = 0x6b;

/** Standby status update: written, flushed and applied up to `lsn`. */
function statusUpdate(lsn: bigint): Buffer {
  const message = Buffer.alloc(34);
  message.writeUInt8(0x72, 0);
  for (const at of [1, 9, 17]) message.writeBigUInt64BE(lsn, at);
  message.writeBigInt64BE(BigInt(Date.now() - EPOCH_MS) * 1000n, 25);
  return message;
}

/** A slot of the plug-in pgoutput, made on a connection of replication; the snapshot lasts until its next command. */
export async function createSlot(
  client: pg.Client,
  slot: string,
): Promise<{ readonly lsn: bigint; readonly snapshot: string }> {
  const { rows } = await client.query(
    `CREATE_REPLICATION_SLOT "${slot}" LOGICAL pgoutput (SNAPSHOT 'export')`,
  );
  const made: { consistent_point: string; snapshot_name: string } = rows[0];
  return { lsn: readLsn(made.consistent_point), snapshot: made.snapshot_name };
}
