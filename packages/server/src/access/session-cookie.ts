import { parse } from "hono/utils/cookie";
import type { Asked } from "../middleware/request-env.js";

/** The cookie that names a session; it holds the session's id and nothing else. */
export interface SessionCookie {
  /** The id that a request brings; undefined when it brings none. */
  read(asked: Asked): string | undefined;
  /** The field `set-cookie` that begins a session. */
  begin(asked: Asked, session: { id: string; seconds: number }): string;
  /** The field `set-cookie` that takes the cookie away. */
  end(asked: Asked): string;
}

/** Names of the cookie: with TLS no page of a neighbouring host can set it (RFC 6265bis, 4.1.3.2). */
export const COOKIE_NAMES = { encrypted: "__Host-cdp-session", plain: "cdp-session" } as const;

/**
 * Reads and writes the cookie: out of reach of scripts, never sent along by pages of other sites, and with TLS over TLS alone.
 *
 * @param options.encrypted - a proxy in front speaks TLS; otherwise each request says for itself whether it came by TLS
 */
export function sessionCookie({ encrypted }: { encrypted: boolean }): SessionCookie {
  const isEncrypted = (asked: Asked) => encrypted || asked.req.url.startsWith("https:");
  const field = (asked: Asked, value: string, seconds: number) => {
    const secure = isEncrypted(asked);
    const name = secure ? COOKIE_NAMES.encrypted : COOKIE_NAMES.plain;
    const flags = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
    return `${name}=${value}; ${flags}`;
  };
  return {
    read(asked) {
      const name = isEncrypted(asked) ? COOKIE_NAMES.encrypted : COOKIE_NAMES.plain;
      return parse(asked.req.header("cookie") ?? "", name)[name];
    },
    begin: (asked, { id, seconds }) => field(asked, id, seconds),
    end: (asked) => field(asked, "", 0),
  };
}
