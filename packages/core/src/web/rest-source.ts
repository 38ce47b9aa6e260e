import { digestText } from "../math/index.js";
import { type LiveBatch, type LiveSource, SourceError } from "../source/index.js";
import { latest } from "./later.js";
import { RefusalError, shownUrl } from "./refusal.js";
import { createRestClient, type RestAnswer, type RestClient } from "./rest-client.js";
import { type RestCursor, readRestCursor, type Seen, writeRestCursor } from "./rest-cursor.js";
import type { RestOptions } from "./rest-option.js";
import { type RestPage, readPage } from "./rest-page.js";
import { machineTiming } from "./rest-timing.js";

const MOST_MESSAGES = 1000;
const MOST_CHARACTERS = 8 * 1_048_576;
const MOST_PAGES = 10_000;
/** Answers that a page which was there before the restart may give now. */
const EXPIRED = [400, 404, 410, 422];

/**
 * An interface that is asked again and again: each poll reads its pages, each page is a batch.
 *
 * Where it goes on is the cursor's: after a restart the poll that was begun is ended, and what has not changed (304, or the
 * same body) is not delivered again. A message is one item as JSON; `unwrap` of `runLive` makes lines of it.
 *
 * @remarks Whatever fails, also 429 and 503 with their `Retry-After`, is thrown, and tried again by `runLive`.
 * @throws CoreError `invalid_input` for an address that cannot be used
 */
export function restSource(options: RestOptions): LiveSource {
  const { name, everyMs = 60_000, timing = machineTiming } = options;
  const client = createRestClient(options);
  return {
    name,
    kind: "rest",
    async *open({ cursor, signal, onOpen }) {
      let place = readRestCursor(cursor);
      try {
        while (!signal.aborted) {
          place = yield* pollOnce(place, { options, client, signal, onOpen });
          await timing.sleep(everyMs, signal);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

interface Poll {
  readonly options: RestOptions;
  readonly client: RestClient;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
}

/** Reads the pages of one poll, or those that are left of it. @returns the place after it */
async function* pollOnce(before: RestCursor, poll: Poll): AsyncGenerator<LiveBatch, RestCursor> {
  const { options, client, signal, onOpen } = poll;
  const { since, seen } = before;
  const from = firstUrl(options, since);
  // Of another configuration: its next page may lie elsewhere, where these credentials must not go.
  let place = before.poll?.from === from ? before : { ...before, poll: null };
  let resumed = place.poll !== null;
  for (;;) {
    const { next, ...at } = place.poll ?? { next: from, pages: 0, since, seen };
    const url = new URL(next);
    const known = at.pages === 0 && seen?.url === next ? seen : null;
    let answer: RestAnswer;
    try {
      answer = await client.get(url, { seen: known, signal });
    } catch (error) {
      if (!resumed || !(error instanceof RefusalError) || !EXPIRED.includes(error.status))
        throw error;
      place = { ...place, poll: null };
      resumed = false;
      continue;
    }
    onOpen();
    const { text } = answer;
    if (text === null) return place;
    const digest = digestText(text);
    const page = readPage({ ...answer, text }, poll);
    if (page.next === null && known?.digest === digest) return place;
    const whole = at.pages === 0 ? seenOf(answer, { page, digest, options }) : at.seen;
    const further = page.next !== null && goesOn(page, { place, pages: at.pages, options });
    const newest = latest([at.since, ...page.since]);
    const followed = further && page.next !== null ? page.next.href : null;
    if (followed === next || at.pages >= MOST_PAGES) {
      throw new SourceError(`${shownUrl(url)} has pages without end: found page ${at.pages + 1}`);
    }
    place =
      followed === null
        ? { since: newest, seen: whole, poll: null }
        : {
            since,
            seen,
            poll: { from, next: followed, pages: at.pages + 1, since: newest, seen: whole },
          };
    yield* batches(page.messages, writeRestCursor(place));
    if (followed === null) return place;
  }
}

function firstUrl({ url, since }: RestOptions, reached: string | null): string {
  const first = new URL(url);
  const from = reached ?? since?.initial ?? null;
  if (since?.parameter !== undefined && from !== null)
    first.searchParams.set(since.parameter, from);
  return first.href;
}

/**
 * What may be asked for conditionally next time.
 *
 * Of a list that is longer than a page only when the newest come first: else its first page stays the same for ever.
 */
function seenOf(
  { url, etag, lastModified }: RestAnswer,
  { page, digest, options: { since } }: { page: RestPage; digest: string; options: RestOptions },
): Seen | null {
  const newestFirst = since !== undefined && since.parameter === undefined;
  if (page.next !== null && !newestFirst) return null;
  return { url: url.href, etag, lastModified, digest };
}

function goesOn(
  page: RestPage,
  { place, pages, options }: { place: RestCursor; pages: number; options: RestOptions },
): boolean {
  const { since, firstPages = Number.POSITIVE_INFINITY } = options;
  if (place.since === null) return pages + 1 < firstPages;
  if (since === undefined || since.parameter !== undefined) return true;
  return !page.since.some((one) => latest([one, place.since]) === place.since);
}

/** Only the last batch of a page has its cursor: until it is durable the page is read again. */
function* batches(messages: readonly string[], cursor: string): Generator<LiveBatch> {
  let held: string[] = [];
  let characters = 0;
  for (const message of messages) {
    if (held.length >= MOST_MESSAGES || characters + message.length > MOST_CHARACTERS) {
      if (held.length > 0) yield { messages: held, cursor: null };
      [held, characters] = [[], 0];
    }
    held.push(message);
    characters += message.length;
  }
  yield { messages: held, cursor };
}
