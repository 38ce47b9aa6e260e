/** Code units from here on sort differently in UTF-8 than in UTF-16. */
const HIGH = /[\ud800-\uffff]/;
const FIRST_HIGH = 0xd800;
const SHIFT = 0x800;

/**
 * A text whose order as UTF-8 bytes is the order of the original's UTF-16 code units, so that the engine sorts keys
 * as every other store does. Lone surrogates survive it too.
 */
export function toSortKey(text: string): string {
  if (!HIGH.test(text)) return text;
  let encoded = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    encoded += String.fromCodePoint(unit < FIRST_HIGH ? unit : unit + SHIFT);
  }
  return encoded;
}

/** The text that `toSortKey` was given. */
export function fromSortKey(encoded: string): string {
  if (!HIGH.test(encoded)) return encoded;
  let text = "";
  for (const character of encoded) {
    const point = character.codePointAt(0) ?? 0;
    text += String.fromCharCode(point < FIRST_HIGH ? point : point - SHIFT);
  }
  return text;
}
