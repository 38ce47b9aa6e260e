import { hkdfSync } from "node:crypto";
import { Hmac, IdTokens } from "./id-token.js";
import type { OpenedKeySet } from "./key-set.js";
import { KEY_BYTES } from "./master-key.js";
import { Sealer } from "./sealer.js";

/** The keys of an open store, at work. */
export class StoreKeys {
  readonly ids: IdTokens;
  #set: OpenedKeySet;
  readonly #sealers = new Map<string, Sealer>();

  constructor(set: OpenedKeySet) {
    this.#set = set;
    this.ids = new IdTokens(set.identity);
  }

  get set(): OpenedKeySet {
    return this.#set;
  }

  /** Goes on with other data keys of the same store: whoever seals with these keys does so from now on. */
  adopt(set: OpenedKeySet): void {
    this.#set = set;
    for (const sealer of this.#sealers.values()) sealer.use(set.data);
  }

  /** What seals and opens values of one purpose, e.g. a table. */
  sealer(purpose: string): Sealer {
    const known = this.#sealers.get(purpose);
    if (known !== undefined) return known;
    const sealer = new Sealer(`${this.#set.store} ${purpose}`, this.#set.data);
    this.#sealers.set(purpose, sealer);
    return sealer;
  }

  /** A key for what is authenticated and not sealed; it stays for as long as the store does. */
  mac(purpose: string): Hmac {
    const info = `cdp-whatif mac ${purpose}`;
    return new Hmac(Buffer.from(hkdfSync("sha256", this.#set.identity, "", info, KEY_BYTES)));
  }
}
