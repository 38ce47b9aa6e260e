import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";

/** The two parts of a key: its name in lists and logs, and what only its holder knows. */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

const FORM = /^cdp_([0-9a-f]{12})_([0-9a-f]{64})$/;

/** The text of a key, as its holder sends it: `cdp_<id>_<secret>`. */
export const keyText = ({ id, secret }: ApiKey): string => `cdp_${id}_${secret}`;

/** The parts of a key's text; null when it is no key's. */
export function parseKey(text: string): ApiKey | null {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** A new id, 48 random bits. */
export const newKeyId = (): string => randomBytes(6).toString("hex");

/** A new secret, 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString("hex");

/**
 * What is kept of a secret.
 *
 * @remarks A fast hash is right here: slow ones (argon2, scrypt) make guessing costly where people choose secrets, and 256
 * random bits cannot be guessed at any speed; a slow one before every request would itself be a way to overload the server.
 * With a `pepper`, which is not in the file, whoever can write the file still cannot make a key that works.
 */
export function hashSecret(secret: string, pepper?: string): string {
  return pepper === undefined
    ? `sha256:${hash("sha256", secret)}`
    : `hmac-sha256:${createHmac("sha256", pepper).update(secret).digest("hex")}`;
}

/** The bytes of a hash, to compare. */
export const hashBytes = (text: string): Buffer => Buffer.from(text, "latin1");

/** Whether the bytes of two hashes are the same, in a time that says nothing about where they differ. */
export function isSameHash(one: Buffer, other: Buffer): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
