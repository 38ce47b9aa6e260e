const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** The text of a short piece of HTML, on one line. */
export function plainText(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>|<\/p>/gi, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, character)
    .replaceAll(/\s+/g, " ")
    .trim();
}

function character(entity: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
  const point = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  return point > 0x10ffff || (point >= 0xd800 && point < 0xe000)
    ? entity
    : String.fromCodePoint(point);
}
