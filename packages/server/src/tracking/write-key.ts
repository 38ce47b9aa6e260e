import { createHash } from "node:crypto";
import { CoreError } from "@cdp-whatif/core";
import * as z from "zod";
import { revealSecret, Secret, SourceHead } from "../source/source-kind.js";

/** A key that senders of customer events authenticate with, and whose events they are. */
export interface WriteKey {
  readonly name: string;
  readonly key: string;
}

/** Name of the sender that a key belongs to, null when there is no such key. */
export type KeyCheck = (key: string | null) => string | null;

const WriteKeys = z.looseObject({
  writeKeys: z.array(z.strictObject({ name: SourceHead.shape.name, key: Secret })).default([]),
});

/**
 * The write keys of a configuration: `{ "writeKeys": [{ "name": "shop", "key": { "env": "SHOP_KEY" } }] }`.
 *
 * @throws CoreError `invalid_input`
 */
export function defineWriteKeys(configuration: unknown): WriteKey[] {
  const found = WriteKeys.safeParse(configuration);
  if (!found.success) {
    const said = z.prettifyError(found.error);
    throw new CoreError("invalid_input", `the write keys are not configured well: ${said}`);
  }
  return found.data.writeKeys.map(({ name, key }) => ({ name, key: revealSecret(key) }));
}

/** Checks keys; without any configured one every key, and none, belongs to `tracking`. */
export function checkKeys(keys: readonly WriteKey[]): KeyCheck {
  if (keys.length === 0) return () => "tracking";
  // Looked up by hash, so that the time that it takes says nothing about a key.
  const names = new Map(keys.map(({ name, key }) => [hashed(key), name]));
  return (key) => (key === null ? null : (names.get(hashed(key)) ?? null));
}

function hashed(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
