const NONE = 0xffffffff;

/** Texts of a record, one after the other, each with its length before it; null is kept apart from the empty text. */
export function packFields(fields: readonly (string | Uint8Array | null)[]): Buffer {
  const bytes = fields.map((field) => (typeof field === "string" ? Buffer.from(field) : field));
  const packed = Buffer.allocUnsafe(
    bytes.reduce((sum, field) => sum + 4 + (field?.length ?? 0), 0),
  );
  let at = 0;
  for (const field of bytes) {
    at = packed.writeUInt32LE(field === null ? NONE : field.length, at);
    if (field === null) continue;
    packed.set(field, at);
    at += field.length;
  }
  return packed;
}

/** The texts that were packed; what was authenticated before needs no check. */
export function unpackFields(packed: Buffer): (string | null)[] {
  const fields: (string | null)[] = [];
  for (let at = 0; at < packed.length; ) {
    const length = packed.readUInt32LE(at);
    at += 4;
    if (length === NONE) fields.push(null);
    else {
      fields.push(packed.toString("utf8", at, at + length));
      at += length;
    }
  }
  return fields;
}
