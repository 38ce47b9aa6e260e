/**
 * Whether a client has what a tag names already (`If-None-Match`, by weak comparison).
 *
 * @see RFC 9110, sections 8.8.3.2 and 13.1.2
 */
export function hasTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const wanted = opaque(tag);
  if (header.length < 64 && opaque(header) === wanted) return true;
  return header.trim() === "*" || header.split(",").some((one) => opaque(one.trim()) === wanted);
}

const opaque = (tag: string) => (tag.startsWith("W/") ? tag.slice(2) : tag);
