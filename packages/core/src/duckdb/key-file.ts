import { existsSync } from "node:fs";
import { open, readFile, rename, stat } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import { KeySet, type MasterKeys, openKeySet, StoreKeys } from "../seal/index.js";
import { numberAt, textAt, valuesOf } from "./read-value.js";

/** Where a store's wrapped keys lie beside it, for those who do not open the store. */
export function keyFileOf(path: string): string {
  return `${path}.keys`;
}

/** The keys of a store by the file beside it, null where there is none. @throws CoreError `sealed_data_changed` */
export async function readKeyFile(path: string): Promise<KeySet | null> {
  const file = keyFileOf(path);
  if (!existsSync(file)) return null;
  return parseKeySet(await readFile(file, "utf8"), file);
}

/** Keys as they were written. @throws CoreError `sealed_data_changed` */
export function parseKeySet(text: string, where: string): KeySet {
  try {
    return KeySet.parse(JSON.parse(text));
  } catch (cause) {
    throw new CoreError(
      "sealed_data_changed",
      `${where} is not a set of keys any more; restore it from a backup, or remove it: it is made anew from the store`,
      [],
      { cause },
    );
  }
}

/** Writes the file whole or not at all. */
export async function writeKeyFile(path: string, set: KeySet): Promise<void> {
  const half = `${keyFileOf(path)}.part`;
  const file = await open(half, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(set, null, 1)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(half, keyFileOf(path));
}

/** What a store file says of itself, read without writing a byte; `fresh` where there is no store yet. */
export async function probeStore(path: string): Promise<"fresh" | "plain" | KeySet> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size === 0) return "fresh";
  const instance = await DuckDBInstance.create(":memory:", { autoload_known_extensions: "false" });
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS probe (READ_ONLY)`);
    const tables = await valuesOf(
      connection,
      "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'probe' AND table_name = 'store_key'",
    );
    if (numberAt(tables.column(0), 0) === 0) return "plain";
    const keys = await valuesOf(connection, "SELECT key_set FROM probe.store_key");
    return parseKeySet(textAt(keys.column(0), 0), `the table store_key of ${path}`);
  } finally {
    instance.closeSync();
  }
}

/** The keys of a store by the file beside it, without opening the store; null where there is none. @throws CoreError `wrong_key` */
export async function readStoreKeys(
  path: string,
  masters: MasterKeys | undefined,
): Promise<StoreKeys | null> {
  const set = await readKeyFile(path);
  if (set === null) return null;
  if (masters === undefined) throw noKey(path, set);
  return new StoreKeys(openKeySet(set, masters, `the store ${path}`));
}

/** The refusal to open a sealed store without a key. */
export function noKey(path: string, { master }: Pick<KeySet, "master">): CoreError {
  return new CoreError(
    "wrong_key",
    `the store ${path} is encrypted with the key ${master}, and no key is given; nothing was read or written. Give it as CDP_DATA_KEY or CDP_DATA_KEY_FILE`,
  );
}
