import * as z from "zod";
import { reasonOf } from "../error.js";
import { SourceError } from "../source/index.js";
import { readBody } from "./read-body.js";
import { refusal, shownUrl } from "./refusal.js";
import type { ClientCredentials } from "./rest-option.js";
import type { RestTiming } from "./rest-timing.js";
import { withinTime } from "./within-time.js";

/** A token that is asked for when there is none that will last. */
export interface TokenKeeper {
  /** @throws SourceError final when the client is refused */
  token(signal: AbortSignal): Promise<string>;
  /** The token was refused: the next one is asked for. */
  forget(): void;
}

/** A token is not used in its last half minute, since it has a way to go. */
const SKEW_MS = 30_000;
const MOST_BYTES = 65_536;

const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().nonnegative().nullish(),
});

/**
 * Tokens by the client credentials grant, kept until they expire.
 *
 * @see RFC 6749, sections 4.4 and 2.3.1; RFC 6750
 */
export function createTokenKeeper(
  client: ClientCredentials,
  { timing, timeoutMs }: { timing: RestTiming; timeoutMs: number },
): TokenKeeper {
  const url = new URL(client.tokenUrl);
  const where = shownUrl(url);
  let held: { readonly token: string; readonly until: number } | null = null;
  const ask = async (signal: AbortSignal) => {
    const response = await fetchToken(url, { client, signal });
    if (!response.ok) throw await tokenRefusal(response, { where, now: timing.now() });
    const text = await readBody(response, { mostBytes: MOST_BYTES, where });
    const read = TokenAnswer.safeParse(jsonOrNull(text));
    if (!read.success) {
      throw new SourceError(`${where} answered no bearer token as RFC 6749, section 5.1, has it`);
    }
    const { access_token: token, expires_in: seconds } = read.data;
    const lasts = seconds == null ? Number.POSITIVE_INFINITY : seconds * 1000;
    return { token, until: timing.now() + lasts - Math.min(SKEW_MS, lasts / 2) };
  };
  return {
    async token(signal) {
      if (held !== null && timing.now() < held.until) return held.token;
      held = await withinTime(ask, {
        ...{ timeoutMs, signal },
        expired: () => new SourceError(`${where} did not answer within ${timeoutMs} ms`),
      });
      return held.token;
    },
    forget() {
      held = null;
    },
  };
}

async function fetchToken(
  url: URL,
  { client, signal }: { client: ClientCredentials; signal: AbortSignal },
): Promise<Response> {
  const { clientId, clientSecret, scope, send = "basic" } = client;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) body.set("scope", scope);
  const headers = new Headers({ accept: "application/json" });
  if (send === "basic") {
    headers.set(
      "authorization",
      `Basic ${btoa(`${formText(clientId)}:${formText(clientSecret)}`)}`,
    );
  } else {
    body.set("client_id", clientId);
    body.set("client_secret", clientSecret);
  }
  try {
    return await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
  } catch (cause) {
    throw new SourceError(`${shownUrl(url)} cannot be reached: ${reasonOf(cause)}`, { cause });
  }
}

/** Says which of the errors of RFC 6749, section 5.2, it is; the rest of the answer might repeat a secret. */
async function tokenRefusal(
  response: Response,
  about: { where: string; now: number },
): Promise<SourceError> {
  const no = refusal(response, about);
  const text = await readBody(response, { mostBytes: MOST_BYTES, where: about.where });
  const read = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) }).safeParse(jsonOrNull(text));
  return read.success
    ? new SourceError(`${no.message} (${read.data.error})`, {
        final: no.final,
        retryAfterMs: no.retryAfterMs,
      })
    : no;
}

/** `application/x-www-form-urlencoded`, which section 2.3.1 asks for before Basic. */
function formText(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

/** Null: no JSON, which no schema here takes. */
function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
