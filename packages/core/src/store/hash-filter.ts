const TWO_21 = 2_097_152;
const TWO_32 = 4_294_967_296;
const FEWEST_SLOTS = 1024;

/**
 * Remembers which hashes of 53 bits were added, in 16 to 32 bytes each. It never forgets one; of others it takes about one
 * in 10^8 for one of them, since it keeps 32 bits beside the place.
 */
export class HashFilter {
  /** A power of two of them, at most half in use; 0 is a free one. */
  #slots = new Uint32Array(FEWEST_SLOTS);
  /** Lower halves, from which places are found anew when there are more slots. */
  #lows = new Uint32Array(FEWEST_SLOTS);
  #count = 0;

  add(hash: number): void {
    if (2 * this.#count >= this.#slots.length) this.#grow();
    if (this.#put(markOf(hash), hash % TWO_32)) this.#count += 1;
  }

  /** False when it was surely not added. */
  mayHold(hash: number): boolean {
    const slots = this.#slots;
    const mark = markOf(hash);
    const mask = slots.length - 1;
    for (let slot = (hash % TWO_32) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (slots[slot] === mark) return true;
    }
    return false;
  }

  #put(mark: number, low: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = low & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (slots[slot] === mark && this.#lows[slot] === low) return false;
    }
    slots[slot] = mark;
    this.#lows[slot] = low;
    return true;
  }

  #grow(): void {
    const [slots, lows] = [this.#slots, this.#lows];
    this.#slots = new Uint32Array(2 * slots.length);
    this.#lows = new Uint32Array(2 * slots.length);
    for (let i = 0; i < slots.length; i++) {
      const mark = slots[i] ?? 0;
      if (mark !== 0) this.#put(mark, lows[i] ?? 0);
    }
  }
}

/** 32 bits that are mixed from the upper ones, which the place does not tell; never 0. */
function markOf(hash: number): number {
  const high = Math.floor(hash / TWO_21);
  return (high % TWO_32) >>> 0 || 1;
}
