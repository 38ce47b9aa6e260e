/** Bytes of a block. */
export const BLOCK = 64;

/** The first primes, which the standard takes its constants from. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/** By Newton's method from above, for numbers up to 343. */
function cubeRoot(x: number): number {
  let root = 7;
  for (let step = 0; step < 20; step++) root -= (root - x / (root * root)) / 3;
  return root;
}

/** The first 32 bits of what stands behind the point. */
const fraction = (x: number): number => ((x - Math.floor(x)) * 0x100000000) | 0;

/** Of the cube roots of the first 64 primes. */
const ROUND = Int32Array.from(primes(BLOCK), (prime) => fraction(cubeRoot(prime)));
/** State before the first block: of the square roots of the first eight primes. */
export const START: readonly number[] = primes(8).map((prime) => fraction(Math.sqrt(prime)));
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** SHA-256 of bytes that come in pieces. */
export interface Sha256 {
  /** Takes further bytes; they may be changed afterwards. */
  add(bytes: Uint8Array): void;
  /** Digest of all bytes in 64 lower-case hex digits; nothing may be added after it. */
  hex(): string;
}

/**
 * A sum of bytes that come in pieces.
 *
 * @see FIPS 180-4, section 6.2
 */
export function createSha256(): Sha256 {
  const schedule = new Int32Array(BLOCK);
  const state = Int32Array.from(START);
  // What is not a whole block yet; the mark and the length of the last may need a second one.
  const rest = new Uint8Array(2 * BLOCK);
  let kept = 0;
  let total = 0;
  return {
    add(bytes) {
      total += bytes.length;
      let at = 0;
      if (kept > 0) {
        at = Math.min(BLOCK - kept, bytes.length);
        rest.set(bytes.subarray(0, at), kept);
        kept += at;
        if (kept < BLOCK) return;
        compress(state, schedule, rest, 0);
      }
      for (; at + BLOCK <= bytes.length; at += BLOCK) compress(state, schedule, bytes, at);
      rest.set(bytes.subarray(at));
      kept = bytes.length - at;
    },
    hex() {
      const end = pad(rest, kept, total);
      for (let at = 0; at < end; at += BLOCK) compress(state, schedule, rest, at);
      return hexOf(state);
    },
  };
}

/**
 * Writes the mark, zeros and the length in bits behind a message's last bytes.
 *
 * @param bytes - room for 72 more bytes behind `length`
 * @param length - where the message ends in `bytes`
 * @param total - bytes of the whole message
 * @returns where the last block ends
 */
export function pad(bytes: Uint8Array, length: number, total: number): number {
  const end = Math.ceil((length + 9) / BLOCK) * BLOCK;
  bytes.fill(0, length, end);
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer, bytes.byteOffset + end - 8);
  view.setUint32(0, Math.floor(total / 0x20000000));
  view.setUint32(4, total << 3);
  return end;
}

/** The state's words in hex digits. */
export function hexOf(state: Int32Array): string {
  let hex = "";
  for (let i = 0; i < 8; i++) {
    const word = state[i]!;
    hex +=
      HEX[word >>> 24]! + HEX[(word >>> 16) & 255]! + HEX[(word >>> 8) & 255]! + HEX[word & 255]!;
  }
  return hex;
}

/**
 * Takes one block into the state.
 *
 * @param state - eight words, changed in place
 * @param schedule - 64 words to work in
 * @param bytes - holds the block from `at` on
 */
export function compress(
  state: Int32Array,
  schedule: Int32Array,
  bytes: Uint8Array,
  at: number,
): void {
  expand(schedule, bytes, at);
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < BLOCK; i++) {
    const sigmaE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + sigmaE + (g ^ (e & (f ^ g))) + ROUND[i]! + schedule[i]!) | 0;
    const sigmaA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (sigmaA + ((a & b) ^ (c & (a ^ b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

function expand(schedule: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0, byte = at; i < 16; i++, byte += 4) {
    schedule[i] =
      (bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!;
  }
  for (let i = 16; i < BLOCK; i++) {
    const x = schedule[i - 15]!;
    const y = schedule[i - 2]!;
    const small = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const large = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[i] = (small + large + schedule[i - 16]! + schedule[i - 7]!) | 0;
  }
}
