import { type AuditEvent, type AuditKey, type ChainEnd, chainLine } from "./entry.js";

const SMALLEST = 2 ** 16;
/** Bytes that UTF-8 needs at most for a unit of a text. */
const MOST_PER_UNIT = 3;

/** Lines of a chain that wait to be written, as bytes: thousands of objects that wait are what a garbage collector is slowed by most. */
export class PendingLines {
  #bytes = Buffer.allocUnsafeSlow(SMALLEST);
  #length = 0;
  #count = 0;
  #end: ChainEnd | null = null;

  get count(): number {
    return this.#count;
  }

  /** Where the chain stands after the last of them; null without any. */
  get end(): ChainEnd | null {
    return this.#end;
  }

  /** Valid until the next call. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** @returns where the chain stands then */
  add(event: AuditEvent, { end, key }: { end: ChainEnd; key: AuditKey }): ChainEnd {
    const made = chainLine(event, { end, key });
    this.#reserve(this.#length + MOST_PER_UNIT * made.line.length);
    this.#length += this.#bytes.write(made.line, this.#length, "utf8");
    this.#count += 1;
    this.#end = made.end;
    return made.end;
  }

  clear(): void {
    if (this.#bytes.length > 16 * SMALLEST) this.#bytes = Buffer.allocUnsafeSlow(SMALLEST);
    this.#length = 0;
    this.#count = 0;
    this.#end = null;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
