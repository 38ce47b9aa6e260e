import * as z from "zod";

/** What the first page looked like when it was last read to the end. */
const Seen = z.strictObject({
  url: z.string(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  digest: z.string(),
});
export type Seen = z.infer<typeof Seen>;

/** Where a REST source goes on: between polls, or within one. */
const RestCursor = z.strictObject({
  /** The greatest id or time of the polls that were read to their end. */
  since: z.string().nullable(),
  seen: Seen.nullable(),
  /** A poll that was begun: its first page and its next one, and what becomes of the above when it ends. */
  poll: z
    .strictObject({
      from: z.string(),
      next: z.string(),
      pages: z.int(),
      since: z.string().nullable(),
      seen: Seen.nullable(),
    })
    .nullable(),
});
export type RestCursor = z.infer<typeof RestCursor>;

const START: RestCursor = { since: null, seen: null, poll: null };

/** The place that a checkpoint says; what cannot be read, e.g. of another kind of source, begins anew and loses nothing. */
export function readRestCursor(text: string | null): RestCursor {
  if (text === null || text === "") return START;
  try {
    return RestCursor.parse(JSON.parse(text));
  } catch {
    return START;
  }
}

/** The place as a checkpoint keeps it. */
export function writeRestCursor(cursor: RestCursor): string {
  return JSON.stringify(cursor);
}
