import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import * as z from "zod";
import { CoreError } from "../error.js";
import { KEY_BYTES, type MasterKey, type MasterKeys } from "./master-key.js";
import type { DataKey } from "./sealer.js";

const Hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

/** The keys of a store, each wrapped by a master key: it may lie anywhere, and is worth nothing without that. */
export const KeySet = z.strictObject({
  version: z.literal(1),
  /** Which store it is of. */
  store: Hex(16),
  /** Rises with every change. */
  revision: z.int().positive(),
  /** Id of the master key that wraps it. */
  master: Hex(4),
  /** What hashes and seals ids; it stays for as long as the store does. */
  identity: z.string(),
  /** What seals all else; the last is written with. */
  data: z.array(z.strictObject({ id: Hex(4), wrapped: z.string() })).min(1),
});
export type KeySet = z.infer<typeof KeySet>;

/** A key set that was opened. */
export interface OpenedKeySet {
  readonly store: string;
  readonly revision: number;
  /** Id of the master key that it was wrapped with. */
  readonly master: string;
  readonly identity: Uint8Array;
  readonly data: readonly DataKey[];
}

const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** New keys. */
export function newKeySet(master: MasterKey): OpenedKeySet {
  return {
    store: randomBytes(16).toString("hex"),
    revision: 1,
    master: master.id,
    identity: randomBytes(KEY_BYTES),
    data: [newDataKey()],
  };
}

/** The same keys and one more, which is written with from then on. */
export function withNewDataKey(keys: OpenedKeySet): OpenedKeySet {
  return { ...keys, revision: keys.revision + 1, data: [...keys.data, newDataKey()] };
}

/** The key that is written with alone: nothing that another one sealed opens any more. */
export function withoutOldDataKeys(keys: OpenedKeySet): OpenedKeySet {
  return { ...keys, revision: keys.revision + 1, data: keys.data.slice(-1) };
}

function newDataKey(): DataKey {
  return { id: randomBytes(4).toString("hex"), bytes: randomBytes(KEY_BYTES) };
}

/** Keys as they may be kept, wrapped by a master key. */
export function wrapKeySet(keys: OpenedKeySet, master: MasterKey): KeySet {
  const { store, revision } = keys;
  const wrap = (name: string, key: Uint8Array) => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", wrappingKey(master, store), nonce);
    cipher.setAAD(Buffer.from(name));
    const sealed = cipher.update(key);
    cipher.final();
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url");
  };
  return {
    version: 1,
    store,
    revision,
    master: master.id,
    identity: wrap("identity", keys.identity),
    data: keys.data.map(({ id, bytes }) => ({ id, wrapped: wrap(`data ${id}`, bytes) })),
  };
}

/**
 * Opens a key set with whichever master key wraps it.
 *
 * @param where - names the store in messages
 * @throws CoreError `wrong_key` when none of them does; `sealed_data_changed` when it was tampered with
 */
export function openKeySet(set: KeySet, masters: MasterKeys, where: string): OpenedKeySet {
  const master = [masters.current, ...masters.old].find(({ id }) => id === set.master);
  if (master === undefined) {
    const given = [masters.current, ...masters.old].map(({ id }) => id).join(", ");
    throw new CoreError(
      "wrong_key",
      `${where} is encrypted with the key ${set.master}, and the keys given are ${given}; nothing was read or written. Give that key as CDP_DATA_KEY, or in CDP_DATA_KEYS_OLD beside a new one`,
    );
  }
  const unwrap = (name: string, wrapped: string) => {
    const bytes = Buffer.from(wrapped, "base64url");
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const key = wrappingKey(master, set.store);
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
        decipher.final(),
      ]);
    } catch (cause) {
      throw new CoreError(
        "sealed_data_changed",
        `the ${name.split(" ")[0]} key of ${where} does not open: the set of keys was changed; restore it from a backup`,
        [],
        { cause },
      );
    }
  };
  return {
    store: set.store,
    revision: set.revision,
    master: set.master,
    identity: unwrap("identity", set.identity),
    data: set.data.map(({ id, wrapped }) => ({ id, bytes: unwrap(`data ${id}`, wrapped) })),
  };
}

function wrappingKey({ bytes }: MasterKey, store: string): Buffer {
  return Buffer.from(
    hkdfSync("sha256", bytes, Buffer.from(store, "hex"), "cdp-whatif wrap", KEY_BYTES),
  );
}
