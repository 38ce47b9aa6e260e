// By hand what JSON.stringify and Buffer.write do as well: for short texts calls out of JavaScript cost more than the work itself.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A flat record as `JSON.stringify` writes it; numbers must be finite. */
export function jsonOf(record: Readonly<Record<string, string | number>>): string {
  let text = "";
  for (const key in record) {
    const value = record[key] ?? "";
    const own = typeof value === "number" ? `${value}` : quoted(value);
    text += text === "" ? `${quoted(key)}:${own}` : `,${quoted(key)}:${own}`;
  }
  return `{${text}}`;
}

/** A text as `JSON.stringify` writes it. */
export function quoted(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isPlain = unit >= 0x20 && unit < 0x7f && unit !== QUOTE && unit !== BACKSLASH;
    if (!isPlain) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** Writes a text as UTF-8, for which there must be room. @returns its bytes */
export function writeText(text: string, buffer: Buffer, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return buffer.write(text, at, "utf8");
    buffer[at + i] = unit;
  }
  return text.length;
}
