import { hashBytes, hashSecret, isSameHash, parseKey } from "./api-key.js";
import type { Client } from "./client.js";
import { fileMark, readKeys } from "./key-file.js";
import { type KeyRecord, keyState } from "./key-record.js";
import { writeUses } from "./key-use.js";

/** The keys that a running server takes. */
export interface KeyRing {
  /** Whether there is a file of keys, or was one since the start: taking all keys away opens no door. */
  readonly configured: boolean;
  /** The client that a key is, or why it is none. */
  find(text: string): Client | KeyFault;
  /** What a session keeps of a key, to ask for it again; null when the text is no key's. */
  proofOf(text: string): KeyProof | null;
  /** As `find`, of a key that was presented earlier. */
  findAgain(proof: KeyProof): Client | KeyFault;
  /** How many keys would be taken now. */
  active(): number;
  /** Writes down when keys were used last, and stops. */
  close(): Promise<void>;
}

/** A key's name and the hash of its secret: enough to see whether it is still taken, not to ask with. */
export interface KeyProof {
  readonly id: string;
  readonly hash: Buffer;
}

/** Why a key is not taken. */
export type KeyFault = "unknown" | "expired" | "revoked";

/** Where the keys are, and what else is needed. */
export interface KeyRingOptions {
  readonly path: string;
  readonly pepper?: string | undefined;
  readonly now: () => number;
  /** Told when the file cannot be read or written; the keys that were known stay. */
  readonly onFailure: (error: unknown) => void;
  /** How often uses are written. Default a minute. */
  readonly useMs?: number;
}

/** What is kept of a secret, and the instant until which it is taken. */
interface TakenSecret {
  readonly hash: Buffer;
  readonly until: number;
}

interface HeldKey {
  readonly record: KeyRecord;
  readonly client: Client;
  readonly secrets: readonly TakenSecret[];
}

/** A change of the file is seen after so long. */
const LOOK_MS = 500;
/**
 * Reads the keys, and again whenever their file changed.
 *
 * @throws CoreError `file_unreadable` when the file is there and cannot be used
 */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { path, pepper, now, onFailure, useMs = 60_000 } = options;
  let mark = fileMark(path);
  let held = holding(readKeys(path) ?? []);
  let configured = mark !== null;
  let looked = now();
  const uses = new Map<string, number>();

  const look = (afterMs: number) => {
    const at = now();
    if (at - looked < afterMs) return;
    looked = at;
    try {
      const found = fileMark(path);
      if (found === mark) return;
      held = holding(readKeys(path) ?? []);
      mark = found;
      configured ||= found !== null;
    } catch (error) {
      onFailure(error);
    }
  };
  const write = async () => {
    if (uses.size === 0) return;
    const written = new Map(uses);
    uses.clear();
    await writeUses(path, written).catch(onFailure);
  };
  const timer = setInterval(write, useMs);
  timer.unref();
  const proofOf = (text: string): KeyProof | null => {
    const presented = parseKey(text);
    if (presented === null) return null;
    return { id: presented.id, hash: hashBytes(hashSecret(presented.secret, pepper)) };
  };
  const findAgain = ({ id, hash }: KeyProof): Client | KeyFault => {
    look(LOOK_MS);
    const at = now();
    const isTaken = (one: TakenSecret) => at < one.until && isSameHash(one.hash, hash);
    let found = held.get(id);
    if (!found?.secrets.some(isTaken)) {
      // It may have been made just now.
      look(0);
      found = held.get(id);
      if (!found?.secrets.some(isTaken)) return "unknown";
    }
    const state = keyState(found.record, at);
    if (state !== "active") return state;
    uses.set(id, at);
    return found.client;
  };

  return {
    get configured() {
      look(LOOK_MS);
      return configured;
    },
    find(text) {
      const proof = proofOf(text);
      return proof === null ? "unknown" : findAgain(proof);
    },
    proofOf,
    findAgain,
    active() {
      look(LOOK_MS);
      return [...held.values()].filter(({ record }) => keyState(record, now()) === "active").length;
    },
    close() {
      clearInterval(timer);
      return write();
    },
  };
}

function holding(keys: readonly KeyRecord[]): Map<string, HeldKey> {
  return new Map(
    keys.map((record) => {
      const { id, role, tags, previous } = record;
      const secrets = [{ hash: hashBytes(record.hash), until: Number.POSITIVE_INFINITY }];
      if (previous !== null)
        secrets.push({ hash: hashBytes(previous.hash), until: Date.parse(previous.until) });
      return [id, { record, client: { id: `key:${id}`, kind: "key", role, tags }, secrets }];
    }),
  );
}
