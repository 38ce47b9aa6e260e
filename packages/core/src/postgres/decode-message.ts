/** A column of a relation; `key`: part of the replica identity. */
export interface RelationColumn {
  readonly name: string;
  readonly type: number;
  readonly key: boolean;
}

/** A table as the log describes it before its first change. */
export interface Relation {
  readonly id: number;
  /** schema.table */
  readonly table: string;
  readonly fullIdentity: boolean;
  readonly columns: readonly RelationColumn[];
}

/** Values of a row in the order of the columns: text, null, or `UNCHANGED` for a large value that the log leaves out. */
export type Tuple = readonly (string | null | typeof UNCHANGED)[];
export const UNCHANGED: unique symbol = Symbol("unchanged");

/** One message of the plug-in pgoutput, protocol version 1. */
export type LogMessage =
  | { readonly tag: "begin"; readonly commitLsn: bigint; readonly at: number }
  | { readonly tag: "commit"; readonly endLsn: bigint }
  | { readonly tag: "relation"; readonly relation: Relation }
  | { readonly tag: "insert"; readonly relation: number; readonly after: Tuple }
  | {
      readonly tag: "update";
      readonly relation: number;
      readonly before: Tuple | null;
      readonly after: Tuple;
    }
  | { readonly tag: "delete"; readonly relation: number; readonly before: Tuple }
  | { readonly tag: "truncate"; readonly relations: readonly number[] }
  | { readonly tag: "other" };

/** 2000-01-01T00:00Z, from which PostgreSQL counts microseconds; ms since 1970. */
const EPOCH_MS = 946_684_800_000;

/** @see https://www.postgresql.org/docs/15/protocol-logicalrep-message-formats.html */
export function decodeMessage(bytes: Buffer): LogMessage {
  const read = new Reader(bytes);
  switch (String.fromCharCode(read.byte())) {
    case "B":
      return { tag: "begin", commitLsn: read.long(), at: EPOCH_MS + Number(read.long() / 1000n) };
    case "C":
      read.byte();
      read.long();
      return { tag: "commit", endLsn: read.long() };
    case "R":
      return { tag: "relation", relation: relationOf(read) };
    case "I": {
      const relation = read.int();
      read.byte();
      return { tag: "insert", relation, after: tupleOf(read) };
    }
    case "U": {
      const relation = read.int();
      const hasBefore = String.fromCharCode(read.byte()) !== "N";
      const before = hasBefore ? tupleOf(read) : null;
      if (hasBefore) read.byte();
      return { tag: "update", relation, before, after: tupleOf(read) };
    }
    case "D": {
      const relation = read.int();
      read.byte();
      return { tag: "delete", relation, before: tupleOf(read) };
    }
    case "T": {
      const count = read.int();
      read.byte();
      return { tag: "truncate", relations: Array.from({ length: count }, () => read.int()) };
    }
    default:
      return { tag: "other" };
  }
}

function relationOf(read: Reader): Relation {
  const id = read.int();
  const table = `${read.text()}.${read.text()}`;
  const fullIdentity = String.fromCharCode(read.byte()) === "f";
  const columns = Array.from({ length: read.short() }, () => {
    const key = (read.byte() & 1) === 1;
    const name = read.text();
    const type = read.int();
    read.int();
    return { name, type, key };
  });
  return { id, table, fullIdentity, columns };
}

function tupleOf(read: Reader): Tuple {
  return Array.from({ length: read.short() }, () => {
    const kind = String.fromCharCode(read.byte());
    if (kind === "n") return null;
    return kind === "u" ? UNCHANGED : read.string(read.int());
  });
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  short(): number {
    this.#at += 2;
    return this.#bytes.readUInt16BE(this.#at - 2);
  }

  int(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  long(): bigint {
    this.#at += 8;
    return this.#bytes.readBigUInt64BE(this.#at - 8);
  }

  string(length: number): string {
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }

  /** Up to the next zero byte. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = this.string(end - this.#at);
    this.#at += 1;
    return text;
  }
}
