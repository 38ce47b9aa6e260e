/** Texts end to end in UTF-8, the form in which many of them pass from thread to thread and into an engine uncopied. */
export interface TextColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each text ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Bytes of a UTF-16 unit in UTF-8 at most. */
const MOST_BYTES = 3;

/** Well-formed texts as a column, in their order. */
export function textColumn(texts: readonly string[]): TextColumn {
  const encoder = new TextEncoder();
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const room = new Uint8Array(MOST_BYTES * length);
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (let row = 0; row < texts.length; row++) {
    end += encoder.encodeInto(texts[row] ?? "", room.subarray(end)).written;
    ends[row] = end;
  }
  return { bytes: room.slice(0, end), ends };
}

/** The bytes of one text. */
export function textBytes({ bytes, ends }: TextColumn, row: number): Uint8Array<ArrayBuffer> {
  return bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]);
}

/** The texts that a column was made of. */
export function textsOfColumn(column: TextColumn): string[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return Array.from(column.ends, (_, row) => decoder.decode(textBytes(column, row)));
}
