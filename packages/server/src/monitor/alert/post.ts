import { connectionFault, request } from "../probe/request.js";
import type { Delivery } from "./channel.js";

const TIMEOUT_MS = 10_000;
const LONGEST_AFTER_MS = 3_600_000;

/** A message on its way. */
export interface Letter {
  readonly url: URL;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never shown, even when the other side repeats them. */
  readonly secrets: readonly string[];
  readonly now: () => number;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Posts JSON once.
 *
 * @remarks 2xx is success. 408, 425, 429 and 5xx are worth another try, as is no answer at all; anything else is final.
 */
export async function post(letter: Letter): Promise<Delivery> {
  const { url, body, headers = {}, secrets, now, timeoutMs = TIMEOUT_MS, signal } = letter;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  try {
    const answer = await request({
      url,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: text,
      timeoutMs,
      signal,
      mostBytes: 64 * 1024,
    });
    const told = `${answer.status} ${withoutSecrets(answer.body, secrets)}`.trim();
    if (answer.status >= 200 && answer.status < 300) return { ok: true, answer: told };
    const again = [408, 425, 429].includes(answer.status) || answer.status >= 500;
    const after = answer.headers["retry-after"];
    return { ok: false, answer: told, final: !again, afterMs: retryAfterMs(after, now()) };
  } catch (error) {
    const reason = withoutSecrets(connectionFault(error), secrets);
    return { ok: false, answer: reason, final: false, afterMs: 0 };
  }
}

/** Seconds, or a date; RFC 9110, section 10.2.3. */
function retryAfterMs(header: string | string[] | undefined, now: number): number {
  if (typeof header !== "string") return 0;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(0, wait), LONGEST_AFTER_MS);
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((left, secret) => left.replaceAll(secret, "…"), text);
  return clean.replaceAll(/\s+/g, " ").slice(0, 300);
}
