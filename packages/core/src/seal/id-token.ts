import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { CoreError } from "../error.js";
import { KEY_BYTES } from "./master-key.js";

const BLOCK_BYTES = 64;
const [HASH_BYTES, NONCE_BYTES, TAG_BYTES] = [16, 12, 16];
/** Ids whose tokens are at hand. */
const MOST_KNOWN = 20_000;
/** Ids are filled up to a multiple of this, so that their length tells little. */
const PADDED_BYTES = 16;

/** HMAC-SHA-256 with one key, by two one-shot hashes, which cost less than a stream of the engine (RFC 2104). */
export class Hmac {
  readonly #inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + 32, 0x5c);

  constructor(key: Uint8Array) {
    for (const [at, byte] of key.entries()) {
      this.#inner[at] = 0x36 ^ byte;
      this.#outer[at] = 0x5c ^ byte;
    }
  }

  of(text: string): Buffer {
    const inner = hash("sha256", Buffer.concat([this.#inner, Buffer.from(text)]), "buffer");
    this.#outer.set(inner, BLOCK_BYTES);
    return hash("sha256", this.#outer, "buffer");
  }
}

/**
 * Stands for ids of customers, and for keys of records, where an engine has to compare them.
 *
 * A token is 128 bits of HMAC-SHA-256 of the id, then the id itself sealed with AES-256-GCM, whose nonce is the first 96 of them:
 * the same id gives the same token, so that joins work, and who has the key can read it back. A nonce comes twice only for the same
 * id, or for two of about 2^48.
 */
export class IdTokens {
  readonly #hashes: Hmac;
  readonly #keys: Hmac;
  readonly #seal: KeyObject;
  readonly #tokens = new Map<string, string>();

  constructor(secret: Uint8Array) {
    const derived = (info: string) =>
      Buffer.from(hkdfSync("sha256", secret, "", `cdp-whatif ${info}`, KEY_BYTES));
    this.#hashes = new Hmac(derived("id hash"));
    this.#keys = new Hmac(derived("record key"));
    this.#seal = createSecretKey(derived("id seal"));
  }

  /** @param id - a well-formed text */
  token(id: string): string {
    const known = this.#tokens.get(id);
    if (known !== undefined) return known;
    const mac = this.#hashes.of(id);
    const cipher = createCipheriv("aes-256-gcm", this.#seal, mac.subarray(0, NONCE_BYTES));
    const sealed = cipher.update(padded(id));
    cipher.final();
    const parts = [mac.subarray(0, HASH_BYTES), sealed, cipher.getAuthTag()];
    const token = Buffer.concat(parts).toString("base64url");
    if (this.#tokens.size >= MOST_KNOWN) this.#tokens.clear();
    this.#tokens.set(id, token);
    return token;
  }

  /** @throws CoreError `sealed_data_changed` */
  idOf(token: string, where: string): string {
    const bytes = Buffer.from(token, "base64url");
    const text = this.#opened(bytes);
    if (text !== null && this.token(text) === token) return text;
    throw new CoreError(
      "sealed_data_changed",
      `${where} does not open: an id was changed after it was sealed; restore it from a backup`,
    );
  }

  /** What stands for the key of a record, which is not read back: 128 bits as text, and 53 of them as a number. */
  key(text: string): { readonly token: string; readonly hash: number } {
    const mac = this.#keys.of(text);
    return {
      token: mac.toString("base64url", 0, HASH_BYTES),
      hash: mac.readUIntBE(16, 6) * 32 + (mac.readUInt8(22) & 31),
    };
  }

  /** Sixteen hex digits that stand for an id in logs and audits; the same for the same id, and of no use to anybody else. */
  mark(id: string): string {
    return this.#hashes.of(`mark ${id}`).toString("hex", 0, 8);
  }

  /** Null where it does not open. */
  #opened(bytes: Buffer): string | null {
    if (bytes.length < HASH_BYTES + PADDED_BYTES + TAG_BYTES) return null;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv("aes-256-gcm", this.#seal, nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(end));
    const filled = decipher.update(bytes.subarray(HASH_BYTES, end));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return filled.toString("utf8", 0, filled.lastIndexOf(0x80));
  }
}

function padded(id: string): Buffer {
  const bytes = Buffer.from(id);
  const filled = Buffer.alloc(PADDED_BYTES * (Math.floor(bytes.length / PADDED_BYTES) + 1));
  filled.set(bytes);
  filled[bytes.length] = 0x80;
  return filled;
}
