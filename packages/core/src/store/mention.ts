/** Ids shorter than this are looked for only as whole JSON strings: they are part of many a text. */
const LEAST_LENGTH = 4;

/**
 * Tells whether a text, of whatever form, holds one of these ids: as a JSON string, also one inside of another; from four characters on also
 * as a word of its own, plain, percent-encoded or with `\u` escapes.
 */
export function mentionOf(ids: readonly string[]): (text: string) => boolean {
  const quoted = ids.flatMap((id) => {
    const json = JSON.stringify(id);
    return [json, JSON.stringify(json).slice(1, -1)];
  });
  const words = ids
    .filter((id) => id.length >= LEAST_LENGTH)
    .flatMap((id) => [id, JSON.stringify(id).slice(1, -1), encoded(id), escaped(id)]);
  const forms = [...new Set(words)].map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const word =
    forms.length === 0
      ? null
      : new RegExp(`(?<![\\p{L}\\p{N}_])(?:${forms.join("|")})(?![\\p{L}\\p{N}_])`, "u");
  return (text) => quoted.some((form) => text.includes(form)) || (word?.test(text) ?? false);
}

/** Lone surrogates have no percent encoding. */
function encoded(id: string): string {
  return /[\ud800-\udfff]/u.test(id) ? id : encodeURIComponent(id);
}

/** As JSON that is ASCII only. */
function escaped(id: string): string {
  return id.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
