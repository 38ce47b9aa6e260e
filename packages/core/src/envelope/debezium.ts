import type { Change, ChangeRow } from "../schema/change.js";
import { reject } from "../schema/rejection.js";
import { type ChangeLines, changeLines, isRow, parsed, type RowMapping } from "./change-lines.js";

const OPS = { c: "create", u: "update", d: "delete", r: "read", t: "truncate" } as const;
const NOTHING: ChangeLines = { lines: [] };
const MOST = Number.MAX_SAFE_INTEGER / 4;

/**
 * Takes Debezium's envelope off: a message as the lines of the rows that it changed.
 *
 * Messages that change no row have no lines: tombstones of compacted topics, heartbeats, schema changes, transaction marks.
 * What is none of all these is a dead letter.
 *
 * @see https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-create-events
 */
export function debezium(mapping: RowMapping = {}): (text: string) => ChangeLines {
  return (text) => {
    if (text.trim() === "" || text.trim() === "null") return NOTHING;
    const message = parsed(text);
    const change = isRow(message) ? debeziumChange(message) : null;
    if (change === "no_row") return NOTHING;
    if (change !== null) return changeLines(change, mapping);
    return reject("invalid_envelope", {
      field: "",
      found: message ?? text,
      expected:
        "a message of Debezium: op (c, u, d, r, t) with before and after, bare or in payload",
    });
  };
}

/**
 * A message of Debezium, with `payload` around it or bare (`schemas.enable=false`), as a change.
 *
 * @returns `no_row` for a message that is known and changes no row; null for one that is not known
 */
export function debeziumChange(message: ChangeRow): Change | "no_row" | null {
  if (message.payload === null) return "no_row";
  const body = isRow(message.payload) ? message.payload : message;
  const { op, before, after, source } = body;
  if (op === undefined) return changesNoRow(body) ? "no_row" : null;
  if (op === "m") return "no_row";
  const known = Object.entries(OPS).find(([letter]) => letter === op)?.[1];
  if (known === undefined) return null;
  const from = isRow(source) ? source : {};
  return {
    op: known,
    table: tableOf(from),
    before: isRow(before) ? before : null,
    after: isRow(after) ? after : null,
    at: whole(from.ts_ms) ?? whole(body.ts_ms),
    revision: revisionOf(from),
    cursor: cursorOf(from),
  };
}

/** Heartbeats, schema changes, and the begin and end of transactions. */
function changesNoRow(body: ChangeRow): boolean {
  const fields = Object.keys(body);
  const isHeartbeat = fields.length > 0 && fields.every((field) => /^ts_(ms|us|ns)$/.test(field));
  const isSchema = "ddl" in body || "tableChanges" in body;
  const isTransaction = (body.status === "BEGIN" || body.status === "END") && "id" in body;
  return isHeartbeat || isSchema || isTransaction;
}

function tableOf(source: ChangeRow): string | null {
  const parts = [source.schema ?? source.db, source.table ?? source.collection];
  const named = parts.filter((part) => typeof part === "string" && part !== "");
  return named.length === 0 ? null : named.join(".");
}

/**
 * Order within a millisecond: PostgreSQL's log position, MySQL's place in its binary log, Oracle's and MongoDB's counters;
 * else the microseconds.
 */
function revisionOf(source: ChangeRow): number | null {
  const place = whole(source.lsn) ?? whole(source.scn) ?? whole(source.ord);
  if (place !== null) return place;
  const position = whole(source.pos);
  if (position !== null) return bounded(position * 4096 + (whole(source.row) ?? 0));
  const microseconds = whole(source.ts_us);
  return microseconds === null ? null : microseconds % 1000;
}

function cursorOf({ lsn, file, pos, scn, txId }: ChangeRow): string | null {
  const place = lsn ?? scn ?? (file === undefined ? undefined : `${file}:${pos}`) ?? txId;
  return place === undefined || place === null ? null : String(place);
}

function whole(value: unknown): number | null {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0
    ? bounded(number)
    : null;
}

function bounded(value: number): number | null {
  return value <= MOST ? value : null;
}
