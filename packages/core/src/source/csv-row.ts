const QUOTE = '"';
const DELIMITERS = [",", ";", "\t"] as const;

/** Splits a row into cells (RFC 4180); null where something follows a closing quote, or a quote is not closed. */
export function splitRow(text: string, delimiter: string): readonly string[] | null {
  if (!text.includes(QUOTE)) return text.split(delimiter);
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    if (text[at] === QUOTE) {
      const quoted = quotedCell(text, at + 1);
      if (quoted === null) return null;
      at = quoted.end;
      if (at < text.length && !text.startsWith(delimiter, at)) return null;
      cells.push(quoted.cell);
    } else {
      const end = text.indexOf(delimiter, at);
      cells.push(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return cells;
  }
}

/** The delimiter of a header: the one that parts it into most columns; a comma where none does. */
export function delimiterOf(header: string): string {
  const columns = (delimiter: string) => splitRow(header, delimiter)?.length ?? 0;
  return DELIMITERS.reduce((best, one) => (columns(one) > columns(best) ? one : best));
}

function quotedCell(text: string, start: number): { cell: string; end: number } | null {
  let cell = "";
  for (let from = start; ; ) {
    const end = text.indexOf(QUOTE, from);
    if (end < 0) return null;
    cell += text.slice(from, end);
    if (text[end + 1] !== QUOTE) return { cell, end: end + 1 };
    cell += QUOTE;
    from = end + 2;
  }
}
