import { hkdfSync } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CoreError, reasonOf } from "../error.js";
import type { OpenedKeySet } from "../seal/index.js";

/**
 * Rows of a row group: the unit that is compressed, and skipped by its least and greatest values. A commit of at least as
 * many is compressed into the file at once, and the log only names it; fewer go through the log, and the last group is
 * written anew while it is not full, which the engine's default of 122,880 makes slow for long rows.
 */
const ROW_GROUP_ROWS = 8192;

/** How a file is attached. */
export interface AttachOptions {
  readonly name?: string;
  /** Key of the engine's own encryption of the whole file. */
  readonly engineKey?: string | undefined;
}

/** The file is attached, since only so the size of its row groups can be chosen. */
export function attachSql(path: string, { name = "cdp", engineKey }: AttachOptions = {}): string {
  const options = [`ROW_GROUP_SIZE ${ROW_GROUP_ROWS}`];
  if (engineKey !== undefined) options.push(`ENCRYPTION_KEY '${engineKey}'`);
  return `ATTACH '${path.replaceAll("'", "''")}' AS ${name} (${options.join(", ")})`;
}

/** The key of the engine's own encryption: of the store's keys, so that it outlives a change of the master key. */
export function engineKeyOf({ identity }: OpenedKeySet): string {
  const key = hkdfSync("sha256", identity, "", "cdp-whatif engine file", 32);
  return Buffer.from(key).toString("base64");
}

/** Loads what the engine encrypts files with. @throws CoreError `store_unavailable` where it is not installed */
export async function loadEngineEncryption(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run("LOAD httpfs");
  } catch (cause) {
    throw new CoreError(
      "store_unavailable",
      `encryption of the whole file by DuckDB needs its extension httpfs, which is not installed here (${reasonOf(cause).split("\n")[0]}); install it into DuckDB's folder of extensions, or leave CDP_ENGINE_ENCRYPTION off: what is personal is encrypted without it`,
      [],
      { cause },
    );
  }
}
