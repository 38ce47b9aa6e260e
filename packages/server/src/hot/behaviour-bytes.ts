import {
  type BehaviorAnswer,
  type BehaviourQuestion,
  behaviourCursor,
  type Names,
  type PageLink,
  type PageOptions,
  type Query,
  readBehaviourQuestion,
  type StoreContent,
} from "@cdp-whatif/core";
import type { BufferPool } from "./buffer-pool.js";
import { type CellPage, lowerBound } from "./cell-page.js";
import type { CellPages, OpenPage } from "./cell-pages.js";
import { jsonOf, quoted, writeText } from "./plain-text.js";

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
  readonly slowly: (query: Query, options: PageOptions) => Promise<BehaviorAnswer>;
}

/** A page of rows as JSON. */
export interface PageBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** To be called when nobody reads the bytes any more; not at all where nobody can tell. */
  readonly release: () => void;
  /** URL of the next page; null on the last one. */
  readonly next: string | null;
}

/** Answers a question; `link` makes the URL of the next page from its cursor. */
export type BehaviourBytes = (
  query: Query,
  options: { readonly link: PageLink },
) => PageBytes | Promise<PageBytes>;

/**
 * Answers `GET /api/v1/behavior` as JSON, from serialised rows where it can.
 *
 * @throws CoreError whatever is wrong with the query
 */
export function behaviourBytes(deps: BehaviourBytesDeps): BehaviourBytes {
  const slowly = async (query: Query, options: PageOptions): Promise<PageBytes> => {
    const found = await deps.slowly(query, options);
    const bytes = new TextEncoder().encode(JSON.stringify(found));
    return { bytes, release: () => undefined, next: found.metadata.next ?? null };
  };

  const answer = (
    query: Query,
    { link }: { readonly link: PageLink },
    known: Known,
  ): PageBytes | Promise<PageBytes> => {
    const question = readBehaviourQuestion(query, known.names);
    const { persona, region } = question.filters;
    const plain = question.order === "asc" && !question.events;
    if (persona === undefined || region === undefined || !plain) return slowly(query, { link });
    const { demo } = known.content;
    const open = deps.pages.peek(persona, region);
    if (open) {
      const { buffers } = deps;
      return pageAnswer(open, { question, demo, buffers, cell: { persona, region }, link });
    }
    if (open === undefined) deps.pages.want(persona, region);
    return slowly(query, { link });
  };

  return (query, options) => {
    const known = deps.known();
    return known instanceof Promise
      ? known.then((found) => answer(query, options, found))
      : answer(query, options, known);
  };
}

interface PageQuestion {
  readonly question: BehaviourQuestion;
  readonly cell: { readonly persona: string; readonly region: string };
  readonly demo: boolean;
  readonly buffers: BufferPool;
  readonly link: PageLink;
}

/** The rows of a page that a question asks for, between what stands before and after them. */
function pageAnswer(
  { page, bytes }: OpenPage,
  { question, demo, buffers, cell, link }: PageQuestion,
): PageBytes {
  const from = firstRow(page, question);
  const last = Math.max(from, lastRow(page, question));
  const to = Math.min(last, from + question.limit);
  const count = to - from;
  const head = `{"success":true,"count":${count},"data":[`;
  const at = page.instants[to - 1] ?? Number.NaN;
  const cursor = to < last ? behaviourCursor({ at, ...cell }, question) : null;
  const next = cursor === null ? null : link(cursor);
  const start = page.rowStarts[from] ?? 0;
  // The comma after the last row is left out.
  const length = count === 0 ? 0 : (page.rowStarts[to] ?? 0) - start - 1;
  const tail =
    `],"filters_applied":${jsonOf(question.applied)},"metadata":{"next_cursor":${orNull(cursor)},` +
    `"next":${orNull(next)},"order":"asc","demo":${demo}}}`;
  const rowsEnd = head.length + length;
  const { buffer, release } = buffers.take(rowsEnd + MOST_BYTES_PER_UNIT * tail.length);
  writeText(head, buffer, 0);
  if (length > 0) bytes.read(page.position + start, length, buffer, head.length);
  const end = rowsEnd + writeText(tail, buffer, rowsEnd);
  return { bytes: buffer.subarray(0, end), release, next };
}

const orNull = (text: string | null) => (text === null ? "null" : quoted(text));

/** UTF-8 needs no more for a unit of a text. */
const MOST_BYTES_PER_UNIT = 3;

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
