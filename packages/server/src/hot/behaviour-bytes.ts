import {
  type BehaviourQuestion,
  behaviourKey,
  type Names,
  type Query,
  readBehaviourQuestion,
  type StoreContent,
  writeCursor,
} from "@cdp-whatif/core";
import type { BufferPool, LentBytes } from "./buffer-pool.js";
import { type CellPage, lowerBound } from "./cell-page.js";
import type { CellPages, OpenPage } from "./cell-pages.js";

/** Names that may be asked for, and what the store holds. */
export interface Known {
  readonly names: Names;
  readonly content: StoreContent;
}

/** What behaviour questions are answered from. */
export interface BehaviourBytesDeps {
  readonly pages: CellPages;
  readonly buffers: BufferPool;
  /** What may be asked for and what is there; no promise once it is known. */
  readonly known: () => Known | Promise<Known>;
  /** The answer made without pages; what the pages answer must be the same, byte for byte. */
  readonly slowly: (query: Query) => Promise<object>;
}

/**
 * Answers `GET /api/v1/behavior` as JSON, from serialised rows where it can.
 *
 * @throws CoreError whatever is wrong with the query
 */
export function behaviourBytes(
  deps: BehaviourBytesDeps,
): (query: Query) => LentBytes | Promise<LentBytes> {
  const slowly = async (query: Query): Promise<LentBytes> => ({
    bytes: new TextEncoder().encode(JSON.stringify(await deps.slowly(query))),
    release: () => undefined,
  });

  const answer = (query: Query, known: Known): LentBytes | Promise<LentBytes> => {
    const question = readBehaviourQuestion(query, known.names);
    const { persona, region } = question.filters;
    if (persona === undefined || region === undefined || question.order === "desc") {
      return slowly(query);
    }
    const { demo } = known.content;
    const open = deps.pages.peek(persona, region);
    if (open) {
      const { buffers } = deps;
      return pageAnswer(open, { question, demo, buffers, cell: { persona, region } });
    }
    if (open === null) return slowly(query);
    deps.pages.want(persona, region);
    return slowly(query);
  };

  return (query) => {
    const known = deps.known();
    return known instanceof Promise
      ? known.then((found) => answer(query, found))
      : answer(query, known);
  };
}

interface PageQuestion {
  readonly question: BehaviourQuestion;
  readonly cell: { readonly persona: string; readonly region: string };
  readonly demo: boolean;
  readonly buffers: BufferPool;
}

/** The rows of a page that a question asks for, between what stands before and after them. */
function pageAnswer(
  { page, bytes }: OpenPage,
  { question, demo, buffers, cell }: PageQuestion,
): LentBytes {
  const from = firstRow(page, question);
  const end = Math.max(from, lastRow(page, question));
  const to = Math.min(end, from + question.limit);
  const count = to - from;
  const head = `{"success":true,"count":${count},"data":[`;
  const cursor = to < end ? cursorAt(page.instants[to - 1] ?? Number.NaN, cell) : null;
  const tail = `],"filters_applied":${JSON.stringify(question.applied)},"metadata":{"next_cursor":${
    cursor === null ? "null" : `"${cursor}"`
  },"order":"asc","demo":${demo}}}`;
  const start = page.rowStarts[from] ?? 0;
  // The comma after the last row is left out.
  const length = count === 0 ? 0 : (page.rowStarts[to] ?? 0) - start - 1;
  const answer = buffers.take(head.length + length + Buffer.byteLength(tail));
  const text = Buffer.from(answer.bytes.buffer);
  text.write(head, 0, "latin1");
  if (length > 0) bytes.read(page.position + start, length, answer.bytes, head.length);
  text.write(tail, head.length + length, "utf8");
  return answer;
}

function firstRow(page: CellPage, { filters, after }: BehaviourQuestion): number {
  const { fromDay } = filters;
  const byDay = fromDay === undefined ? 0 : lowerBound(page.days, fromDay);
  // A cell has one record for each instant, so the instant alone says where a page ended.
  return after === undefined ? byDay : Math.max(byDay, lowerBound(page.instants, after.at + 1));
}

function lastRow(page: CellPage, { filters }: BehaviourQuestion): number {
  const { toDay } = filters;
  return toDay === undefined ? page.rows : lowerBound(page.days, toDay + 1);
}

function cursorAt(at: number, cell: PageQuestion["cell"]): string {
  return writeCursor({ at, key: behaviourKey({ at, ...cell }) }, "asc");
}
