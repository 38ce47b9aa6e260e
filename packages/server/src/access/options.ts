import type { RedisConnection } from "../cache/redis.js";
import type { OwnPages } from "./own-page.js";
import type { RateOptions } from "./quota.js";
import type { SessionLimits } from "./sessions.js";
import type { TokenOptions } from "./token.js";

/** Who may do what. Without keys and without an issuer of tokens everybody may do everything. */
export interface AccessOptions {
  /** File of API keys, which need not be there yet, and what its hashes are made with. */
  readonly keys?: { readonly path: string; readonly pepper?: string | undefined } | undefined;
  readonly token?: TokenOptions | undefined;
  /** How long a browser stays signed in; null: none signs in. Default 8 hours, an hour after the last request. */
  readonly session?: SessionLimits | null | undefined;
  /** Whether a proxy in front speaks TLS, so that cookies may be for TLS alone. */
  readonly encrypted?: boolean | undefined;
  /** Never open, not even while there is no key and no issuer. */
  readonly required?: boolean;
  /** Pages that are taken for the server's own while it is open. */
  readonly ownPages?: OwnPages;
  /** Addresses and networks of proxies whose `x-forwarded-for` is believed. */
  readonly trustedProxies?: readonly string[];
  readonly rate?: RateOptions;
  /** Where replicas count requests together; each by itself when omitted. */
  readonly redis?: Pick<RedisConnection, "client" | "run"> | undefined;
  /** Instants, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds that only go forward. */
  readonly elapsed?: () => number;
}
