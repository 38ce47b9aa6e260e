/** Texts end to end in UTF-8, the form in which many of them pass from thread to thread and into an engine uncopied. */
export interface TextColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each text ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** 1 where there is no text; absent where all rows have one. */
  readonly nulls?: Uint8Array<ArrayBuffer> | undefined;
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

/** The texts of a column of which rows may have none. */
export function nullableTextsOfColumn(column: TextColumn): (string | null)[] {
  const { nulls } = column;
  return textsOfColumn(column).map((text, row) => (nulls?.[row] === 1 ? null : text));
}
