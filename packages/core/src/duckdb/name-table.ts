import type { DuckDBConnection } from "@duckdb/node-api";
import type { StoreKeys } from "../seal/index.js";
import { appendRows } from "./append-rows.js";
import type { Column } from "./column.js";
import { bytesAt, textAt, valuesOf } from "./read-value.js";
import type { SealedTable } from "./sealed-table.js";

interface Entry {
  readonly id: number;
  readonly json: string;
}

/** The boxes of names. */
export const SEALED_NAMES: SealedTable = {
  table: "name",
  purpose: "name",
  beside: ["id"],
  boundTo: ([id]) => String(id),
};

/** Columns of the table of names: JSON texts, so that any string survives. */
export function nameColumns(keys: StoreKeys | null): readonly Column<Entry>[] {
  const id: Column<Entry> = { name: "id", type: "INTEGER", of: (entry) => entry.id };
  if (keys === null) return [id, { name: "json", type: "VARCHAR", of: ({ json }) => json }];
  const sealer = keys.sealer("name");
  const sealed = ({ json, id }: Entry) => sealer.seal(Buffer.from(json), String(id));
  return [id, { name: "box", type: "BLOB", of: sealed }];
}

/**
 * Small integers for texts that repeat: personas, regions, brands, sets of brands, sources, repairs.
 *
 * An id given out during a commit is written with that commit (`write`), and forgotten with it (`forget`).
 */
export class NameTable {
  /** What texts of the store are sealed with; null: they stand in it as they are. */
  readonly keys: StoreKeys | null;
  readonly #ids = new Map<string, number>();
  readonly #json: string[] = [];
  readonly #strings = new Map<string, number>();
  #written = 0;
  /** Those that are in the transaction as well. */
  #staged = 0;

  constructor(keys: StoreKeys | null = null) {
    this.keys = keys;
  }

  static async read(
    connection: DuckDBConnection,
    keys: StoreKeys | null = null,
  ): Promise<NameTable> {
    const names = new NameTable(keys);
    const column = keys === null ? "json" : "box";
    const columns = await valuesOf(connection, `SELECT ${column} FROM name ORDER BY id`);
    for (let row = 0; row < columns.rows; row++) {
      if (keys === null) names.#give(textAt(columns.column(0), row));
      else {
        const about = { bound: String(row), where: `row ${row} of the table name` };
        const json = keys.sealer("name").open(bytesAt(columns.column(0), row), about);
        names.#give(json.toString());
      }
    }
    names.#written = names.#json.length;
    names.#staged = names.#written;
    return names;
  }

  /** Id of a string, null when no row ever used it. */
  find(text: string): number | null {
    return this.#strings.get(text) ?? this.#ids.get(JSON.stringify(text)) ?? null;
  }

  /** Id of a string, new if need be. */
  idOf(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const id = this.#give(JSON.stringify(text));
    this.#strings.set(text, id);
    return id;
  }

  /** Id of a list of strings, new if need be. */
  idOfList(list: readonly string[]): number {
    return this.#give(JSON.stringify(list));
  }

  text(id: number): string {
    const value: unknown = JSON.parse(this.#json[id] ?? "null");
    return typeof value === "string" ? value : "";
  }

  list(id: number): string[] {
    const value: unknown = JSON.parse(this.#json[id] ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** Takes over the names of another table under the ids that they have there. @throws RangeError once it has names of its own */
  adopt(other: NameTable): void {
    if (this.#json.length > 0) throw new RangeError("this table has names of its own");
    for (const json of other.#json) this.#give(json);
  }

  /** Appends what is new. */
  async write(connection: DuckDBConnection): Promise<void> {
    const from = this.#staged;
    const fresh = this.#json.slice(from).map((json, i) => ({ id: from + i, json }));
    if (fresh.length === 0) return;
    this.#staged = this.#json.length;
    await appendRows(connection, { table: "name", columns: nameColumns(this.keys) }, fresh);
  }

  /** The commit stands. */
  keep(): void {
    this.#written = this.#staged;
  }

  /** The commit was undone. */
  forget(): void {
    for (const json of this.#json.splice(this.#written)) this.#ids.delete(json);
    this.#staged = this.#written;
    this.#strings.clear();
  }

  #give(json: string): number {
    const known = this.#ids.get(json);
    if (known !== undefined) return known;
    const id = this.#json.length;
    this.#json.push(json);
    this.#ids.set(json, id);
    return id;
  }
}
