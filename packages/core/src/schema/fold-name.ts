/** How a name is spelled once it enters: full-width forms narrowed (NFKC) and the ends trimmed. */
export function plainName(text: string): string {
  return text.normalize("NFKC").trim();
}

/** The form under which two spellings of a name are the same: width, case, 臺/台, spaces, hyphens, underscores. */
export function foldName(text: string): string {
  return plainName(text)
    .toLowerCase()
    .replaceAll("臺", "台")
    .replaceAll(/[\s\-_‐-―]+/gu, "_");
}

/** How many insertions, deletions and replacements of characters lie between two texts (Levenshtein). */
export function editDistance(a: string, b: string): number {
  const from = [...a];
  const to = [...b];
  let above = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, character] of from.entries()) {
    const row = [i + 1];
    for (const [j, other] of to.entries()) {
      const replaced = (above[j] ?? 0) + (character === other ? 0 : 1);
      row.push(Math.min(replaced, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above[to.length] ?? 0;
}

/** A beginning of at least this length counts as one edit away: `start` means `start_date`, not `order`. */
const LEAST_BEGINNING = 3;

/** The candidate fewest edits away after folding; ties go to the first; null without candidates. */
export function nearestName(text: string, candidates: Iterable<string>): string | null {
  const asked = foldName(text.slice(0, 200));
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = foldName(candidate);
    const begins = asked.length >= LEAST_BEGINNING && known.startsWith(asked) && known !== asked;
    const distance = begins ? 1 : editDistance(asked, known);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}
