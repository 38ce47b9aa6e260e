import { CoreError } from "@cdp-whatif/core/error";
import { hashSecret, keyText, newKeyId, newSecret } from "./api-key.js";
import type { KeyRecord } from "./key-record.js";
import type { Role } from "./role.js";
import type { Tag } from "./scope.js";

/** What a new key is asked for with. */
export interface KeyWish {
  readonly name: string;
  readonly role: Role;
  readonly tags: readonly Tag[] | null;
  /** Instant after which it is not taken, or null. */
  readonly expires: number | null;
}

/** A key whose secret is known for this once. */
export interface IssuedKey {
  readonly key: string;
  readonly record: KeyRecord;
}

/** When it is, and what the server's hashes are made with. */
export interface KeyMaking {
  readonly now: number;
  readonly pepper?: string | undefined;
}

/** A new key. */
export function issueKey(wish: KeyWish, { now, pepper }: KeyMaking): IssuedKey {
  const { name, role, tags, expires } = wish;
  const parts = { id: newKeyId(), secret: newSecret() };
  return {
    key: keyText(parts),
    record: {
      id: parts.id,
      name,
      role,
      tags: tags === null ? null : [...tags],
      hash: hashSecret(parts.secret, pepper),
      previous: null,
      created: timeText(now),
      rotated: null,
      expires: expires === null ? null : timeText(expires),
      revoked: null,
    },
  };
}

/** A new secret for a key; the old one is taken until the overlap ends. */
export function rotateKey(
  record: KeyRecord,
  { now, pepper, overlapMs }: KeyMaking & { readonly overlapMs: number },
): IssuedKey {
  if (record.revoked !== null)
    throw new CoreError("invalid_input", `The key ${record.id} is revoked; create a new one.`);
  const secret = newSecret();
  return {
    key: keyText({ id: record.id, secret }),
    record: {
      ...record,
      hash: hashSecret(secret, pepper),
      previous: overlapMs > 0 ? { hash: record.hash, until: timeText(now + overlapMs) } : null,
      rotated: timeText(now),
    },
  };
}

/** A key that is taken no more, neither its secret nor the one before; revoking again changes nothing. */
export function revokeKey(record: KeyRecord, { now }: Pick<KeyMaking, "now">): KeyRecord {
  return { ...record, previous: null, revoked: record.revoked ?? timeText(now) };
}

/**
 * The key that an id, or a name that only one has, means.
 *
 * @throws CoreError `not_found` | `invalid_input` when several have the name
 */
export function chooseKey(keys: readonly KeyRecord[], named: string): KeyRecord {
  const byId = keys.find(({ id }) => id === named);
  if (byId !== undefined) return byId;
  const byName = keys.filter(({ name, revoked }) => name === named && revoked === null);
  const [only] = byName;
  if (only === undefined)
    throw new CoreError(
      "not_found",
      `There is no key with the id or name ${JSON.stringify(named)}.`,
    );
  if (byName.length > 1) {
    const ids = byName.map(({ id }) => id).join(", ");
    throw new CoreError("invalid_input", `Several keys have that name; give an id: ${ids}.`);
  }
  return only;
}

const timeText = (instant: number) => new Date(instant).toISOString();
