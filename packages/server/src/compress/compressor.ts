import { createByteCache } from "./byte-cache.js";
import { chooseEncoding, ENCODINGS, type Encoding } from "./encoding.js";

/** Below this compressing costs more than it saves. */
const LEAST_BYTES = 1024;
/** Up to this size other requests can wait for it. */
const MOST_AT_ONCE = 2 ** 17;
const COMPRESSIBLE = /^(?:text\/|application\/(?:[\w.-]+\+)?json)/;

/** An answer's content and what its header fields say of it. */
export interface Packable {
  readonly content: string | Uint8Array;
  readonly type: string;
  /** Names its version, as a tag does; without one nothing of it is kept. */
  readonly version: string | undefined;
}

/** How it was asked for. */
export interface PackingAsked {
  /** Field `accept-encoding`. */
  readonly accepted: string | undefined;
  /** What the content depends on beside type and version; asked for where something is looked up by it. */
  readonly address: () => string;
}

/** A content that is compressed. */
export interface Packed {
  readonly encoding: string;
  readonly content: Uint8Array;
}

/** Compresses a content as its client likes it best; null where it is to be sent as it is. */
export type Compressor = (
  packable: Packable,
  asked: PackingAsked,
) => Packed | Promise<Packed> | null;

/**
 * Compresses what has a version once for each: contents of one address, type and version must be the same for all who
 * may read them.
 *
 * @remarks A lent buffer may be given to another request while a thread still reads it, so long contents are copied first.
 */
export function createCompressor({
  budgetBytes = 2 ** 22,
}: {
  budgetBytes?: number;
} = {}): Compressor {
  const kept = createByteCache({ budgetBytes });
  return ({ content, type, version }, { accepted, address }) => {
    if (accepted === undefined) return null;
    if (content.length < LEAST_BYTES || !COMPRESSIBLE.test(type)) return null;
    const encoding = chooseEncoding(accepted, ENCODINGS);
    if (encoding === null) return null;
    const key = version && `${encoding.name} ${version} ${type} ${address()}`;
    const known = key && kept.get(key);
    if (known) return { encoding: encoding.name, content: known };
    const done = (made: Uint8Array): Packed => {
      if (key) kept.set(key, made);
      return { encoding: encoding.name, content: made };
    };
    const made = compressed(content, encoding);
    return made instanceof Promise ? made.then(done) : done(made);
  };
}

function compressed(content: string | Uint8Array, encoding: Encoding) {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  if (content.length <= MOST_AT_ONCE) return encoding.compress(bytes);
  return encoding.compressLater(typeof content === "string" ? bytes : content.slice());
}
