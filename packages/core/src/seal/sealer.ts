import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from "node:crypto";
import { CoreError } from "../error.js";
import { KEY_BYTES } from "./master-key.js";

/** A key of a store, and the eight hex digits by which a sealed value names it. */
export interface DataKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

const VERSION = 1;
const [ID_BYTES, SESSION_BYTES, NONCE_BYTES, TAG_BYTES] = [4, 8, 12, 16];
const SESSION_AT = 1 + ID_BYTES;
const NONCE_AT = SESSION_AT + SESSION_BYTES;
const HEAD_BYTES = NONCE_AT + NONCE_BYTES;
/** A random 96-bit nonce may be drawn 2^32 times for one key (NIST SP 800-38D, 8.3); half of that, then another key. */
const MOST_SEALS = 2 ** 31;
const NONCES_AT_ONCE = 256;

/**
 * Seals values for one purpose with AES-256-GCM, and opens them.
 *
 * A sealed value is version (1 byte), id of the data key (4), session (8), nonce (12), ciphertext, tag (16). The key of a session
 * is HKDF-SHA-256 of data key, session and purpose. What the value belongs to is authenticated with it, so that it opens nowhere
 * else.
 */
export class Sealer {
  readonly #purpose: string;
  #keys: readonly DataKey[];
  readonly #sessionKeys = new Map<string, KeyObject>();
  readonly #nonces = Buffer.alloc(NONCE_BYTES * NONCES_AT_ONCE);
  #nonceAt = this.#nonces.length;
  #seals = MOST_SEALS;
  #head = Buffer.alloc(0);
  #key: KeyObject | undefined;

  /** @param keys - the last is written with */
  constructor(purpose: string, keys: readonly DataKey[]) {
    this.#purpose = purpose;
    this.#keys = keys;
  }

  /** Takes other keys from now on; what those seal that are not among them opens no more. */
  use(keys: readonly DataKey[]): void {
    this.#keys = keys;
    this.#sessionKeys.clear();
    this.#key = undefined;
  }

  /** @param bound - what the value belongs to, e.g. the key of its record */
  seal(plain: Uint8Array, bound: string): Buffer<ArrayBuffer> {
    if (this.#seals >= MOST_SEALS || this.#key === undefined) this.#begin();
    this.#seals += 1;
    const nonce = this.#nonce();
    const cipher = createCipheriv("aes-256-gcm", this.#key as KeyObject, nonce);
    cipher.setAAD(Buffer.from(bound));
    const box = Buffer.allocUnsafe(HEAD_BYTES + plain.length + TAG_BYTES);
    box.set(this.#head);
    box.set(nonce, NONCE_AT);
    box.set(cipher.update(plain), HEAD_BYTES);
    cipher.final();
    box.set(cipher.getAuthTag(), HEAD_BYTES + plain.length);
    return box as Buffer<ArrayBuffer>;
  }

  /**
   * What was sealed.
   *
   * @param where - names the place in messages; no personal data
   * @throws CoreError `sealed_data_changed` when a single bit of it, or what it belongs to, is another
   */
  open(box: Uint8Array, { bound, where }: { bound: string; where: string }): Buffer {
    if (box.length < HEAD_BYTES + TAG_BYTES || box[0] !== VERSION) throw changed(where);
    const key = this.#keyOf(box, where);
    const nonce = box.subarray(NONCE_AT, HEAD_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
    const plain = decipher.update(box.subarray(HEAD_BYTES, box.length - TAG_BYTES));
    try {
      decipher.final();
    } catch (cause) {
      throw changed(where, cause);
    }
    return plain;
  }

  /** Whether a value is sealed with the key that is written with now. */
  isCurrent(box: Uint8Array): boolean {
    return idOf(box) === this.#keys.at(-1)?.id;
  }

  /** The least value that is sealed with the key that is written with now, and the least beyond all of them, by their bytes. */
  get current(): { readonly from: Buffer; readonly to: Buffer } {
    const [from, to] = [Buffer.alloc(SESSION_AT), Buffer.alloc(SESSION_AT)];
    const head = VERSION * 2 ** (8 * ID_BYTES) + Number.parseInt(this.#keys.at(-1)?.id ?? "0", 16);
    from.writeUIntBE(head, 0, SESSION_AT);
    to.writeUIntBE(head + 1, 0, SESSION_AT);
    return { from, to };
  }

  #begin(): void {
    const current = this.#keys.at(-1);
    if (current === undefined) throw new RangeError("a sealer needs a key");
    const session = randomBytes(SESSION_BYTES);
    this.#head = Buffer.concat([Buffer.of(VERSION), Buffer.from(current.id, "hex"), session]);
    this.#key = this.#sessionKey(current, session);
    this.#seals = 0;
  }

  #nonce(): Buffer {
    if (this.#nonceAt === this.#nonces.length) {
      randomFillSync(this.#nonces);
      this.#nonceAt = 0;
    }
    this.#nonceAt += NONCE_BYTES;
    return this.#nonces.subarray(this.#nonceAt - NONCE_BYTES, this.#nonceAt);
  }

  #keyOf(box: Uint8Array, where: string): KeyObject {
    const id = idOf(box);
    const key = this.#keys.find((one) => one.id === id);
    if (key === undefined) throw changed(where);
    return this.#sessionKey(key, box.subarray(SESSION_AT, NONCE_AT));
  }

  #sessionKey({ id, bytes }: DataKey, session: Uint8Array): KeyObject {
    const name = `${id}${Buffer.from(session).toString("hex")}`;
    const known = this.#sessionKeys.get(name);
    if (known !== undefined) return known;
    if (this.#sessionKeys.size >= 1000) this.#sessionKeys.clear();
    const info = `cdp-whatif seal ${this.#purpose}`;
    const key = createSecretKey(Buffer.from(hkdfSync("sha256", bytes, session, info, KEY_BYTES)));
    this.#sessionKeys.set(name, key);
    return key;
  }
}

function idOf(box: Uint8Array): string {
  return Buffer.from(box.subarray(1, SESSION_AT)).toString("hex");
}

function changed(where: string, cause?: unknown): CoreError {
  return new CoreError(
    "sealed_data_changed",
    `${where} does not open: it was changed, moved or cut after it was sealed; restore it from a backup`,
    [],
    { cause },
  );
}
