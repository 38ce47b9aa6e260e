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
    search += `${encoded(name)}=${encoded(query[name] ?? "")}&`;
  }
  return `${search}cursor=${cursor}`;
}

/** As `encodeURIComponent`, which costs more than looking whether there is anything to do: mostly there is not. */
function encoded(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isLetter = (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
    const isDigit = unit >= 0x30 && unit <= 0x39;
    if (!isLetter && !isDigit && unit !== 0x2d && unit !== 0x5f) return encodeURIComponent(text);
  }
  return text;
}
