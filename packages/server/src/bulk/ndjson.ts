/** Type of lines of JSON. */
export const NDJSON_TYPE = "application/x-ndjson";

/** Rows as lines, each the JSON that `lineOf` makes of it. */
export async function* ndjsonStream<Row>(
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  lineOf: (row: Row) => object,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const rows of batches) {
    yield new TextEncoder().encode(rows.map((row) => `${JSON.stringify(lineOf(row))}\n`).join(""));
  }
}
