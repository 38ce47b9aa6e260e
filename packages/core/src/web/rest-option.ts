import type { RestTiming } from "./rest-timing.js";

/** How the next page is found; pointers are JSON pointers (RFC 6901) into the answer's body. */
export type Paging =
  /** `Link: <...>; rel="next"` (RFC 8288). */
  | { readonly by: "link" }
  /** The body names the next page's address. */
  | { readonly by: "url"; readonly pointer: string }
  /** The body holds a mark that goes into a parameter. */
  | { readonly by: "cursor"; readonly pointer: string; readonly parameter: string }
  /** Pages are counted from `first` (default 1); the end is an empty page, one of fewer than `size`, or number `last`. */
  | {
      readonly by: "page";
      readonly parameter: string;
      readonly first?: number | undefined;
      readonly size?: number | undefined;
      readonly last?: string | undefined;
    }
  /** Items are counted from 0; the end is an empty page, or one of fewer than `size`. */
  | { readonly by: "offset"; readonly parameter: string; readonly size?: number | undefined };

/** What tells new items from those of earlier polls: an id that grows, or a time. */
export interface Since {
  /** Where an item has it. */
  readonly pointer: string;
  /**
   * The parameter that asks for what came later. Without one the interface must list the newest first: paging then stops
   * at the first page that holds something known.
   */
  readonly parameter?: string | undefined;
  /** What to ask for the first time. */
  readonly initial?: string | undefined;
}

/** Who asks. Neither keys nor tokens stand in errors, states or cursors. */
export type RestAuthorization =
  /** A key in a header or a parameter, e.g. `{ in: "header", name: "authorization", value: "Bearer ..." }`. */
  | {
      readonly by: "key";
      readonly in: "header" | "query";
      readonly name: string;
      readonly value: string;
    }
  | ClientCredentials;

/** OAuth 2.0 client credentials (RFC 6749, section 4.4). */
export interface ClientCredentials {
  readonly by: "client-credentials";
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
  /** How the client says who it is: HTTP Basic (default), or in the form. */
  readonly send?: "basic" | "form" | undefined;
}

/** What a REST source is made with. */
export interface RestOptions {
  readonly name: string;
  readonly url: string;
  /** From the end of one poll to the next. Default 60,000. */
  readonly everyMs?: number | undefined;
  /** Where the items are, an array. Default: the whole body. NDJSON needs none: each line is an item. */
  readonly items?: string | undefined;
  readonly paging?: Paging | undefined;
  readonly since?: Since | undefined;
  /** Pages read as long as nothing is known, newest first; older items are left where they are. Default: all. */
  readonly firstPages?: number | undefined;
  /** The name under which items get the moment at which the server answered (`Date`), where it says one. */
  readonly stamp?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly authorization?: RestAuthorization | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** Requests that may follow each other at once. Default 1. */
  readonly burst?: number | undefined;
  /** For an answer, its body included. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Of an answer's body. Default 8 MiB. */
  readonly mostBytes?: number | undefined;
  readonly timing?: RestTiming | undefined;
}
