import type { ParsedPiece, SourcePlace } from "../../src/pipeline/parse-source.js";
import { recordsOfColumns } from "../../src/store/behaviour-columns.js";

export const START: SourcePlace = { offset: 0, line: 0 };

/** All that came of pieces, by line, and the places at which they ended. */
export async function all(pieces: AsyncIterable<ParsedPiece>) {
  const records: unknown[] = [];
  const deadLetters: unknown[] = [];
  const counts = new Map<string, number>();
  const failures: string[] = [];
  let [blank, next] = [0, START];
  for await (const piece of pieces) {
    records.push(...(piece.columns ?? []).flatMap(recordsOfColumns), ...piece.records);
    deadLetters.push(...piece.deadLetters);
    blank += piece.blank;
    next = piece.next;
    if (piece.failure !== null) failures.push(piece.failure);
    for (const [stage, { entered, left }] of piece.stages) {
      if (entered === 0) continue;
      counts.set(`${stage} in`, (counts.get(`${stage} in`) ?? 0) + entered);
      counts.set(`${stage} out`, (counts.get(`${stage} out`) ?? 0) + left);
    }
  }
  // Records of other kinds come behind the columns of their piece.
  records.sort((a, b) => lineOf(a) - lineOf(b));
  return { records, deadLetters, blank, next, counts, failures };
}

const lineOf = (record: unknown) =>
  (record as { readonly position: { readonly line: number } }).position.line;
