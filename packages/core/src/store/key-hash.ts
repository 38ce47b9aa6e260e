/**
 * 53 bits of a text, the same on every machine: finds the rows that may hold a key, which is then compared whole.
 *
 * @see cyrb53, by bryc, public domain: two multiplicative streams, mixed at the end
 */
export function keyHash(text: string): number {
  const hasher = new KeyHasher();
  hasher.start();
  hasher.addText(text);
  return hasher.value();
}

/** The hash of a text that comes in pieces of UTF-16 units. */
export class KeyHasher {
  #high = 0;
  #low = 0;

  start(): void {
    this.#high = 0xdeadbeef | 0;
    this.#low = 0x41c6ce57;
  }

  add(units: Uint16Array): void {
    let high = this.#high;
    let low = this.#low;
    for (let i = 0; i < units.length; i++) {
      const unit = units[i] as number;
      high = Math.imul(high ^ unit, 2654435761);
      low = Math.imul(low ^ unit, 1597334677);
    }
    this.#high = high;
    this.#low = low;
  }

  addText(text: string): void {
    let high = this.#high;
    let low = this.#low;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      high = Math.imul(high ^ unit, 2654435761);
      low = Math.imul(low ^ unit, 1597334677);
    }
    this.#high = high;
    this.#low = low;
  }

  value(): number {
    return mixed(this.#high, this.#low);
  }
}

function mixed(high: number, low: number): number {
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
