import type { Query } from "@cdp-whatif/core";
import { publicPath } from "./base-path.js";
import { queryOf } from "./query.js";
import type { RequestContext } from "./route/mount.js";

/** How a list names its next page: as a URL, and as a header. */
export interface NextPage {
  /** The URL of the page that a cursor starts: the same question, other cursor. */
  readonly link: (cursor: string) => string;
  /** Of the answer; empty on the last page. */
  readonly headers: (cursor: string | null) => Record<string, string>;
}

/** @see RFC 8288, Web Linking */
export function nextPage(context: RequestContext, path: string): NextPage {
  const query = queryOf(context.req.url);
  const link = (cursor: string) => publicPath(context, path) + searchOf(query, cursor);
  return {
    link,
    headers: (cursor) => (cursor === null ? {} : { link: linkHeader(link(cursor)) }),
  };
}

/** A header that names the next page. */
export const linkHeader = (url: string) => `<${url}>; rel="next"`;

/** The search part of a question with another cursor, in characters that any header may hold. */
export function searchOf(query: Query, cursor: string): string {
  let search = "?";
  for (const name in query) {
    if (name === "cursor") continue;
    search += `${encodeURIComponent(name)}=${encodeURIComponent(query[name] ?? "")}&`;
  }
  return `${search}cursor=${cursor}`;
}
