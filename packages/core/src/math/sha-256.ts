/** Bytes of a block. */
export const BLOCK = 64;

const ROUND = Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);
/** State before the first block. */
export const START = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;
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
