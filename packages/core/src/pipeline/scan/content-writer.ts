/** Writes bytes one after the other into room of a fixed size; what has no room is counted, not written. */
export class ContentWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  end = 0;
  /** By their length, since making one takes longer than filling it. */
  readonly #views: (Uint8Array | undefined)[] = [];

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  put(text: Uint8Array): void {
    this.copy(text, 0, text.length);
  }

  copy(from: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let at = this.end;
    for (let i = start; i < end; i++) bytes[at++] = from[i]!;
    this.end = at;
  }

  /** A text of ASCII. */
  ascii(text: string): void {
    const { bytes } = this;
    let at = this.end;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.end = at;
  }

  /** All that was written, if there was room for it. */
  written(): Uint8Array | null {
    if (this.end > this.bytes.length) return null;
    this.#views[this.end] ??= this.bytes.subarray(0, this.end);
    return this.#views[this.end] ?? null;
  }
}
