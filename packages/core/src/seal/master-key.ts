import { hkdfSync } from "node:crypto";
import { CoreError } from "../error.js";

/** Bytes of every key here: AES-256 and HMAC-SHA-256. */
export const KEY_BYTES = 32;

/** A key that an operator holds. It only wraps the keys of stores, which do the rest. */
export interface MasterKey {
  /** Eight hex digits that tell keys apart and say nothing of them. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The key that is written with, and those that what was written before may still be wrapped with. */
export interface MasterKeys {
  readonly current: MasterKey;
  readonly old: readonly MasterKey[];
}

/**
 * A master key from its text: 64 hex digits, or 32 bytes in base64 or base64url.
 *
 * @param name - of the setting, for the message
 * @throws CoreError `invalid_input`; the text is never shown
 */
export function masterKey(text: string, name: string): MasterKey {
  const bytes = decode(text.trim());
  if (bytes === null || bytes.length !== KEY_BYTES) {
    const found = bytes === null ? `${text.trim().length} characters` : `${bytes.length} bytes`;
    throw new CoreError(
      "invalid_input",
      `${name}: found ${found}, expected a key of 32 bytes in base64 or hex, e.g. of: openssl rand -base64 32`,
    );
  }
  if (new Set(bytes).size < 8) {
    throw new CoreError(
      "invalid_input",
      `${name}: the key repeats a few bytes; expected 32 random ones, e.g. of: openssl rand -base64 32`,
    );
  }
  const id = Buffer.from(hkdfSync("sha256", bytes, "", "cdp-whatif master key id", 4));
  return { id: id.toString("hex"), bytes };
}

function decode(text: string): Uint8Array | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
}
