/** Bytes that a response will have, before any decompression by us; null where not told. */
export function announcedBytes(response: Response): number | null {
  // With a content encoding, the length is that of the encoded bytes, which we never see.
  if (response.headers.has("content-encoding")) return null;
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  return Number.isFinite(length) && length > 0 ? length : null;
}

/**
 * A response's bytes in pieces, unpacked when the file ends in `.gz`.
 *
 * @param options.arrived - called with the size of each piece as it came over the network
 */
export async function* piecesOf(
  response: Response,
  { arrived }: { arrived: (bytes: number) => void },
): AsyncGenerator<Uint8Array> {
  const { body } = response;
  if (body === null) return;
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        arrived(piece.length);
        controller.enqueue(piece);
      },
    }),
  );
  // A server that names gzip as the content encoding has had it unpacked by the browser already.
  const packed =
    new URL(response.url).pathname.endsWith(".gz") && !response.headers.has("content-encoding");
  const reader = (
    packed ? counted.pipeThrough(new DecompressionStream("gzip")) : counted
  ).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.releaseLock();
  }
}
