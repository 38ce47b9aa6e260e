import { CoreError, reasonOf } from "../error.js";
import { SourceError } from "../source/index.js";
import { createTokenKeeper, type TokenKeeper } from "./client-credentials.js";
import { exhaustedForMs, headerTime } from "./rate-limit.js";
import { readBody } from "./read-body.js";
import { refusal, shownUrl } from "./refusal.js";
import { checkHeader } from "./request-header.js";
import type { Seen } from "./rest-cursor.js";
import type { RestOptions } from "./rest-option.js";
import { machineTiming } from "./rest-timing.js";
import { createTokenBucket } from "./token-bucket.js";
import { withinTime } from "./within-time.js";

/** An answer that says no. Not told by its class: a server in the same process may have put its own in that place. */
interface Refused {
  readonly refused: Response;
}

/** What came back; `text` is null when nothing has changed (304). */
export interface RestAnswer {
  readonly url: URL;
  readonly text: string | null;
  readonly contentType: string;
  readonly link: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** When the server says it answered. */
  readonly answeredAt: number | null;
}

/** Asks one interface, no oftener than agreed, as somebody it knows. */
export interface RestClient {
  /** @throws SourceError */
  get(url: URL, about: { seen: Seen | null; signal: AbortSignal }): Promise<RestAnswer>;
  /** The address of a next page, without the key. @throws SourceError final when it lies elsewhere */
  follow(target: string, from: URL): URL;
}

const ACCEPT = "application/json, application/x-ndjson;q=0.9, application/*;q=0.5";

/** @throws CoreError `invalid_input` for an address that is none, or has a name and a password in it */
export function createRestClient(options: RestOptions): RestClient {
  const { authorization, timing = machineTiming, timeoutMs = 30_000 } = options;
  const { mostBytes = 8 * 1_048_576 } = options;
  const base = readUrl(options.url);
  if (authorization?.by === "client-credentials") readUrl(authorization.tokenUrl);
  const bucket = createTokenBucket({
    ...{ perMinute: options.requestsPerMinute, burst: options.burst, timing },
  });
  const keeper: TokenKeeper | null =
    authorization?.by === "client-credentials"
      ? createTokenKeeper(authorization, { timing, timeoutMs })
      : null;
  const key = authorization?.by === "key" ? authorization : null;
  if (key?.in === "header") checkHeader(key);
  for (const [name, value] of Object.entries(options.headers ?? {})) checkHeader({ name, value });

  /** Asks once. */
  const ask = async (url: URL, { seen, signal }: { seen: Seen | null; signal: AbortSignal }) => {
    const where = shownUrl(url);
    const headers = new Headers({ accept: ACCEPT, ...options.headers });
    if (seen?.etag != null) headers.set("if-none-match", seen.etag);
    if (seen?.lastModified != null) headers.set("if-modified-since", seen.lastModified);
    if (keeper !== null) headers.set("authorization", `Bearer ${await keeper.token(signal)}`);
    if (key?.in === "header") headers.set(key.name, key.value);
    const asked = new URL(url);
    if (key?.in === "query") asked.searchParams.set(key.name, key.value);
    await bucket.take(signal);
    const work = async (within: AbortSignal): Promise<RestAnswer | Refused> => {
      const response = await reach(asked, { where, headers, signal: within });
      const pause = exhaustedForMs(response.headers, timing.now());
      if (pause !== null) bucket.pause(pause);
      const changed = response.status !== 304;
      if (changed && !response.ok) {
        await response.body?.cancel();
        return { refused: response };
      }
      const text = changed ? await readBody(response, { mostBytes, where }) : null;
      return answerOf(response, { url, text });
    };
    return withinTime(work, {
      ...{ timeoutMs, signal },
      expired: () => new SourceError(`${where} did not answer within ${timeoutMs} ms`),
    });
  };

  return {
    async get(url, about) {
      let answer = await ask(url, about);
      if ("refused" in answer && answer.refused.status === 401 && keeper !== null) {
        keeper.forget();
        answer = await ask(url, about);
      }
      if (!("refused" in answer)) return answer;
      throw refusal(answer.refused, { where: shownUrl(url), now: timing.now() });
    },
    follow(target, from) {
      const next = URL.canParse(target, from.href) ? new URL(target, from.href) : null;
      if (next === null || next.origin !== base.origin) {
        const found = next === null ? "to no address" : `to ${next.origin}`;
        throw new SourceError(
          `${shownUrl(from)} leads ${found} for its next page; credentials stay at ${base.origin}`,
          { final: true },
        );
      }
      // Some servers repeat the key in their links; the address becomes part of a cursor, which is shown.
      for (const [name, value] of [...next.searchParams]) {
        const isKey = value === key?.value || (key?.in === "query" && name === key.name);
        if (isKey) next.searchParams.delete(name);
      }
      return next;
    },
  };
}

async function reach(
  url: URL,
  { where, headers, signal }: { where: string; headers: Headers; signal: AbortSignal },
): Promise<Response> {
  try {
    // A redirect could carry a key of ours elsewhere, or show where there is one in a parameter.
    return await fetch(url, { headers, signal, redirect: "manual", cache: "no-store" });
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
    throw new SourceError(`${where} cannot be reached: ${reasonOf(cause) || reasonOf(thrown)}`, {
      cause,
    });
  }
}

function answerOf(
  { headers }: Response,
  { url, text }: { url: URL; text: string | null },
): RestAnswer {
  return {
    ...{ url, text },
    contentType: (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
    link: headers.get("link"),
    etag: headers.get("etag"),
    lastModified: headers.get("last-modified"),
    answeredAt: headerTime(headers, "date"),
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === "") {
    return url;
  }
  const found =
    url === null
      ? "a text that is no address"
      : url.username + url.password === ""
        ? url.protocol
        : "an address with a name or a password in it";
  throw new CoreError(
    "invalid_input",
    `found ${found}, expected an http or https address; keys go into the authorization`,
  );
}
