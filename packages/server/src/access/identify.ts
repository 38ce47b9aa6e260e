import type { Asked } from "../middleware/request-env.js";
import { DoorError } from "../problem.js";
import type { LocalRate } from "../rate/local-rate.js";
import type { Quota } from "../rate/rate-state.js";
import type { Client } from "./client.js";
import { type AddressOf, addressGroup } from "./client-address.js";
import { type Credential, credentialOf, unauthorized } from "./credential.js";
import type { KeyRing } from "./key-ring.js";
import { expectOwnChange } from "./own-page.js";
import type { SessionCookie } from "./session-cookie.js";
import type { Sessions } from "./sessions.js";
import type { TokenCheck } from "./token.js";

/** What credentials are compared with. */
export interface IdentifyOptions {
  readonly keys: KeyRing | null;
  readonly token: TokenCheck | null;
  /** Of browsers that signed in; null where none can. */
  readonly sessions: Sessions | null;
  readonly cookie: SessionCookie;
  readonly addressOf: AddressOf;
  /** Counts credentials that were not taken. */
  readonly failures: LocalRate;
  readonly failureQuota: Quota;
}

/** Finds out who asks. */
export interface Identify {
  /** By whatever the request brings: a key, a token, a session. @throws DoorError `unauthorized` | `too_many_requests` | `cross_site` */
  readonly ofRequest: (asked: Asked) => Client | Promise<Client>;
  /** By a key that the request brings elsewhere than in its fields. @throws DoorError `unauthorized` | `too_many_requests` */
  readonly ofKey: (asked: Asked, text: string) => Client;
}

/**
 * Finds out who asks. Credentials that are good are always taken; those that are not, only so often from one address: it
 * keeps guessing cheap to refuse, and a neighbour's mistakes lock nobody out.
 */
export function createIdentify(options: IdentifyOptions): Identify {
  const { keys, token, sessions, cookie, addressOf, failures, failureQuota } = options;
  const refuse = (asked: Asked, refusal: DoorError): never => {
    const state = failures(addressGroup(addressOf(asked)), failureQuota);
    if (state.allowed) throw refusal;
    throw new DoorError(
      "too_many_requests",
      "Too many credentials from this address were wrong; come again later.",
      { "retry-after": String(Math.max(1, Math.ceil(state.resetMs / 1000))) },
    );
  };
  const fault = (asked: Asked, message: string) =>
    refuse(asked, unauthorized(message, "invalid_token"));

  const byKey = (asked: Asked, text: string): Client => {
    const found = keys === null ? "unknown" : keys.find(text);
    return typeof found === "object" ? found : fault(asked, KEY_FAULTS[found]);
  };
  const byToken = async (asked: Asked, text: string): Promise<Client> => {
    if (token === null) return fault(asked, "Tokens are not taken here; expected an API key.");
    const found = await token(text);
    return "fault" in found ? fault(asked, `The token is not taken: ${found.fault}.`) : found;
  };
  // A browser sends the cookie by itself, also for a page that its user did not mean to help.
  const bySession = (asked: Asked): Client | null => {
    const id = sessions === null ? undefined : cookie.read(asked);
    if (sessions === null || id === undefined) return null;
    expectOwnChange(asked, []);
    const headers = { "set-cookie": cookie.end(asked) };
    const ended = () =>
      unauthorized("The session has ended; sign in again.", "invalid_token", headers);
    return sessions.find(id) ?? refuse(asked, ended());
  };
  const ofRequest = (asked: Asked): Client | Promise<Client> => {
    const credential = presented(asked, refuse);
    if (credential === null) {
      const client = bySession(asked);
      if (client !== null) return client;
      throw unauthorized(
        "This needs a credential: authorization: Bearer with an API key or a token, or x-api-key.",
      );
    }
    return credential.kind === "key"
      ? byKey(asked, credential.text)
      : byToken(asked, credential.text);
  };
  return { ofRequest, ofKey: byKey };
}

const KEY_FAULTS = {
  unknown: "The API key is not known.",
  expired: "The API key has expired.",
  revoked: "The API key was revoked.",
};

function presented(
  asked: Asked,
  refuse: (asked: Asked, refusal: DoorError) => never,
): Credential | null {
  try {
    return credentialOf(asked);
  } catch (error) {
    if (error instanceof DoorError) return refuse(asked, error);
    throw error;
  }
}
