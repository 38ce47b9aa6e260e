import { setImmediate } from "node:timers/promises";
import * as z from "zod";
import type { MasterKeys, OpenedKeySet } from "../seal/index.js";
import { type StoreKeys, withNewDataKey, withoutOldDataKeys, wrapKeySet } from "../seal/index.js";
import { writeKeyFile } from "./key-file.js";
import { countOther, resealRows, resealTexts, SEALED_TABLES } from "./reseal.js";
import type { Session } from "./session.js";
import { putKeySet } from "./store-keys.js";

/** How a store is sealed under a new data key. */
export interface RenewOptions {
  /** Seals again what lies beside the store; called before the old keys go. */
  readonly sealBeside?: (keys: StoreKeys) => Promise<void>;
  /** How far it is, in rows. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
}

/** What sealing under a new data key did. */
export const RenewReport = z.strictObject({
  /** Ids of the keys that are gone, and of the one in their place. */
  from: z.array(z.string()),
  to: z.string(),
  rows: z.int().nonnegative(),
  /** Whether it went on with what a process before this one had begun. */
  resumed: z.boolean(),
});
export type RenewReport = z.infer<typeof RenewReport>;

/**
 * Seals everything in a store under a new data key, while it is read and written: some rows in each transaction, then the file is
 * written anew, so that nothing is left in its free blocks, then the old key goes.
 *
 * May be cut off at any moment: the old key is kept until the end, and the next call goes on. Keyed hashes of ids, which joins are
 * made by, stay.
 *
 * @throws CoreError what the store throws
 */
export async function renewDataKey(
  session: Session,
  { keys, masters, path }: { keys: StoreKeys; masters: MasterKeys; path: string },
  { sealBeside, onProgress }: RenewOptions,
): Promise<RenewReport> {
  const settle = async (set: OpenedKeySet) => {
    const wrapped = wrapKeySet({ ...set, master: masters.current.id }, masters.current);
    await session.write(async (connection, { span }) => ({
      result: await putKeySet(connection, wrapped),
      span,
    }));
    if (path !== ":memory:") await writeKeyFile(path, wrapped);
    await session.adoptKeys(set);
  };
  const resumed = keys.set.data.length > 1;
  if (!resumed) await settle(withNewDataKey(keys.set));
  const ids = keys.set.data.map(({ id }) => id);
  const total = await session.read((connection) => countOther(connection, keys));
  let done = 0;
  for (const table of SEALED_TABLES) {
    for (;;) {
      const count = await session.write(async (connection, { names, span }) => ({
        result: names.keys === null ? 0 : await resealRows(connection, table, names.keys),
        span,
      }));
      if (count === 0) break;
      done += count;
      onProgress?.({ done, total });
      await setImmediate();
    }
  }
  await session.write(async (connection, { names, span }) => ({
    result: await resealTexts(connection, names),
    span,
  }));
  await sealBeside?.(keys);
  await session.rewrite();
  await settle(withoutOldDataKeys(keys.set));
  await session.read((connection) => connection.run("CHECKPOINT"));
  return { from: ids.slice(0, -1), to: ids.at(-1) ?? "", rows: done, resumed };
}
