/** How deep arrays and objects of a body may lie in each other; what we take needs a tenth of it. */
export const MOST_DEPTH = 64;

/** The same of data, which may be deeper than a record and then be kept as a dead letter. */
export const MOST_DEPTH_OF_DATA = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Whether a JSON text nests deeper than `most`: what works its way down a value would run out of stack.
 *
 * @remarks Linear, without a stack of its own; of a text that is no JSON the answer means nothing.
 */
export function isDeeper(text: string, most = MOST_DEPTH): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === BACKSLASH) i += 1;
    else if (unit === QUOTE) quoted = !quoted;
    // `[` and `{`, `]` and `}` differ in one bit.
    else if (!quoted && (unit | 0x20) === 0x7b) {
      depth += 1;
      if (depth > most) return true;
    } else if (!quoted && (unit | 0x20) === 0x7d) depth -= 1;
  }
  return false;
}
