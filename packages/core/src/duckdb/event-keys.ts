import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord } from "../schema/record.js";
import { HashFilter } from "../store/hash-filter.js";
import { chunksOf } from "./chunks-of.js";
import { keyText } from "./id-text.js";
import type { NameTable } from "./name-table.js";

/**
 * Keys of customer events that the store may hold.
 *
 * Nothing about an event's key tells where in the table it would be, so that looking for keys reads all of them; nearly
 * all events that arrive are new, and this knows it without looking.
 */
export class EventKeys {
  readonly #names: NameTable;
  #filter = new HashFilter();
  #loaded = false;

  constructor(names: NameTable) {
    this.#names = names;
  }

  /** Reads which there are, once. */
  async load(connection: DuckDBConnection): Promise<void> {
    if (this.#loaded) return;
    const filter = new HashFilter();
    // Doubles hold the 53 bits of a hash, and need no BigInt each.
    const sql = `SELECT key_hash::DOUBLE FROM customer_event
      UNION ALL SELECT key_hash::DOUBLE FROM standing WHERE kind = 'customer-event'`;
    for await (const chunk of chunksOf(connection, sql)) {
      for (const hash of chunk.getColumnValues(0)) filter.add(Number(hash));
    }
    this.#filter = filter;
    this.#loaded = true;
  }

  /** Those records whose keys may be held. */
  among<R extends CanonicalRecord>(events: readonly R[]): R[] {
    return events.filter((record) => this.#filter.mayHold(keyText(record, this.#names).hash));
  }

  /** Whether one of these keys may be held. */
  mayHoldAny(hashes: Float64Array): boolean {
    return hashes.some((hash) => this.#filter.mayHold(hash));
  }

  /** Notes keys that are about to be stored, as `add` does. */
  addHashes(hashes: Float64Array): void {
    for (const hash of hashes) this.#filter.add(hash);
  }

  /** Notes events that are about to be stored; should they not be, looking for their keys finds nothing. */
  add(records: readonly CanonicalRecord[]): void {
    for (const record of records) {
      if (record.kind === "customer-event") this.#filter.add(keyText(record, this.#names).hash);
    }
  }
}
