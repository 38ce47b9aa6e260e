import { CoreError } from "@cdp-whatif/core/error";
import type { Asked } from "../middleware/request-env.js";
import type { Client } from "./client.js";
import { type AddressOf, addressGroup } from "./client-address.js";
import type { Identify } from "./identify.js";
import type { KeyRing } from "./key-ring.js";
import { expectOwnChange } from "./own-page.js";
import type { SessionCookie } from "./session-cookie.js";
import type { SessionSeen, Sessions } from "./sessions.js";

/** How a browser gives an API key once, and asks by a cookie from then on. */
export interface SignIn {
  /**
   * Begins a session with a key; one that the browser has ends.
   *
   * @throws DoorError `unauthorized` | `too_many_requests` | `cross_site`
   * @throws CoreError `not_found` where there is nothing to sign in to
   */
  begin(asked: Asked, key: string): SignedIn;
  /** Ends the browser's session, if it has one. @throws DoorError `cross_site` */
  end(asked: Asked): SignedOut;
  /** The sessions of who asks, the newest first; of tokens, and where nobody signs in, there are none. */
  list(asked: Asked, client: Client): OwnSession[];
  /** Ends one of them. @throws CoreError `not_found` */
  endOne(client: Client, name: string): void;
  /** What whoever opens the entrance needs to see. */
  visitor(asked: Asked): Visitor;
}

/** A session as who holds its key sees it. */
export interface OwnSession extends SessionSeen {
  /** Whether this very request belongs to it. */
  readonly current: boolean;
}

/** A session that has begun. */
export interface SignedIn {
  readonly client: Client;
  /** How long it lasts at most. */
  readonly seconds: number;
  /** The field `set-cookie`. */
  readonly cookie: string;
}

/** A session that has ended. */
export interface SignedOut {
  /** Whose it was; null when there was none. */
  readonly client: Client | null;
  /** The field `set-cookie` that takes the cookie away. */
  readonly cookie: string;
}

/** `stranger`: has to sign in first; `signed-in`: has a session; `other`: brings credentials otherwise, or needs none. */
export type Visitor = "stranger" | "signed-in" | "other";

/** What signing in works with. */
export interface SignInOptions {
  readonly keys: KeyRing | null;
  readonly sessions: Sessions | null;
  /** How long a session lasts at most, in milliseconds. */
  readonly lastsMs: number;
  readonly cookie: SessionCookie;
  readonly ofKey: Identify["ofKey"];
  readonly addressOf: AddressOf;
}

/** Joins keys, sessions and their cookie. */
export function createSignIn(options: SignInOptions): SignIn {
  const { keys, sessions, lastsMs, cookie, ofKey, addressOf } = options;
  const drop = (asked: Asked): Client | null => {
    const id = cookie.read(asked);
    if (id === undefined || sessions === null) return null;
    const client = sessions.find(id);
    sessions.end(id);
    return client;
  };
  return {
    begin(asked, key) {
      expectOwnChange(asked, []);
      if (sessions === null || !keys?.configured) throw nothingToSignInTo();
      const client = ofKey(asked, key);
      const proof = keys.proofOf(key);
      if (proof === null) throw nothingToSignInTo();
      drop(asked);
      const seconds = Math.floor(lastsMs / 1000);
      const id = sessions.begin(proof, addressGroup(addressOf(asked)));
      return { client, seconds, cookie: cookie.begin(asked, { id, seconds }) };
    },
    end(asked) {
      expectOwnChange(asked, []);
      return { client: drop(asked), cookie: cookie.end(asked) };
    },
    list(asked, client) {
      const id = cookie.read(asked);
      const current = id === undefined ? null : sessions?.nameOf(id);
      const own = (sessions?.of(client) ?? []).toReversed();
      return own.map((session) => ({ ...session, current: session.name === current }));
    },
    endOne(client, name) {
      if (sessions?.endNamed(client, name) === true) return;
      throw new CoreError("not_found", "There is no session of yours under that name.");
    },
    visitor(asked) {
      if (sessions === null || !keys?.configured) return "other";
      const brings = ["authorization", "x-api-key"].some((name) => asked.req.header(name));
      if (brings) return "other";
      const id = cookie.read(asked);
      return id !== undefined && sessions.find(id) !== null ? "signed-in" : "stranger";
    },
  };
}

/** The refusal where nobody is asked for a key, or sessions are switched off. */
export function nothingToSignInTo(): CoreError {
  const message =
    "Nobody signs in here: the server asks for no API keys, or sessions are switched off.";
  return new CoreError("not_found", message);
}
