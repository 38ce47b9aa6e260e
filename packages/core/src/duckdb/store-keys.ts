import type { DuckDBConnection } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import {
  type KeySet,
  type MasterKeys,
  newKeySet,
  type OpenedKeySet,
  openKeySet,
  StoreKeys,
  wrapKeySet,
} from "../seal/index.js";
import { noKey, parseKeySet, probeStore, readKeyFile, writeKeyFile } from "./key-file.js";
import { textAt, valuesOf } from "./read-value.js";

/**
 * The keys that a store file will be opened with; nothing is written.
 *
 * @returns null for a store that is not sealed, and stays so
 * @throws CoreError `wrong_key` when the keys given are not those of the store, or one of both has none;
 * `sealed_data_changed`
 */
export async function keysBefore(
  path: string,
  masters: MasterKeys | undefined,
): Promise<OpenedKeySet | null> {
  if (path === ":memory:") return masters === undefined ? null : newKeySet(masters.current);
  const beside = await readKeyFile(path);
  if (masters === undefined) {
    if (beside !== null) throw noKey(path, beside);
    return null;
  }
  const found = beside ?? (await probeStore(path));
  if (found === "fresh") return newKeySet(masters.current);
  if (found === "plain") {
    throw new CoreError(
      "wrong_key",
      `a key is given, and the store ${path} is not encrypted; nothing was written. Encrypt it: cdp-whatif encryption enable, or open it without CDP_DATA_KEY`,
    );
  }
  return openKeySet(found, masters, `the store ${path}`);
}

/** Table of the wrapped keys: the store's own copy, so that the file beside it can be made anew. */
export const STORE_KEY_SQL = "CREATE TABLE store_key (key_set VARCHAR)";

/** Keeps keys in the store, within the open transaction. */
export async function putKeySet(connection: DuckDBConnection, set: KeySet): Promise<void> {
  await connection.run("DELETE FROM store_key");
  await connection.run("INSERT INTO store_key VALUES ($1)", [JSON.stringify(set)]);
}

/**
 * The keys of an open store: of the copies in it and beside it the later one stands in both, wrapped by the current master key.
 *
 * @throws CoreError `wrong_key` when the file beside the store is of another store
 */
export async function settleKeys(
  connection: DuckDBConnection,
  { path, before, masters }: { path: string; before: OpenedKeySet; masters: MasterKeys },
): Promise<StoreKeys> {
  const held = await valuesOf(connection, "SELECT key_set FROM store_key");
  const text = textAt(held.column(0), 0);
  const set = parseKeySet(text, `the table store_key of ${path}`);
  const inside = openKeySet(set, masters, `the store ${path}`);
  if (inside.store !== before.store) {
    throw new CoreError(
      "wrong_key",
      `the keys beside the store ${path} are of another store; put its own there, or remove that file: it is made anew from the store`,
    );
  }
  const latest = before.revision > inside.revision ? before : inside;
  const isCurrent = latest.master === masters.current.id;
  const wanted = isCurrent
    ? latest
    : { ...latest, revision: latest.revision + 1, master: masters.current.id };
  if (wanted !== inside) await putKeySet(connection, wrapKeySet(wanted, masters.current));
  const beside = path === ":memory:" ? null : await readKeyFile(path);
  if (path !== ":memory:" && beside?.revision !== wanted.revision) {
    await writeKeyFile(path, wrapKeySet(wanted, masters.current));
  }
  return new StoreKeys(wanted);
}
