/**
 * The UTF-8 of parts of twins, which many results hold: made once for each and kept while it lives.
 *
 * @param write - text of a part
 */
export function createKeptBytes(write: (part: object) => string): (part: object) => Uint8Array {
  const kept = new WeakMap<object, Uint8Array>();
  const encoder = new TextEncoder();
  return (part) => {
    const known = kept.get(part) ?? encoder.encode(write(part));
    kept.set(part, known);
    return known;
  };
}
