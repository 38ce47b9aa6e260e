import { reasonOf } from "@cdp-whatif/core/error";
import { Webhook } from "standardwebhooks";
import { traceHeaders } from "../trace/span-context.js";
import type { Target } from "./definition.js";
import type { Letter } from "./mailbox.js";

/** How a try ended. */
export type Outcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly final: boolean;
      readonly afterMs: number;
    };

const TIMEOUT_MS = 15_000;
const LONGEST_AFTER_MS = 3_600_000;

/**
 * Tries to deliver a message, signed for this moment.
 *
 * @remarks Only 2xx is success, and redirects are not followed; 410 is final, as Standard Webhooks says.
 */
export async function deliver(
  { url, secret }: Pick<Target, "url" | "secret">,
  { letter: { id, body }, now, signal }: { letter: Letter; now: number; signal: AbortSignal },
): Promise<Outcome> {
  const signedAt = new Date(now);
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "user-agent": "cdp-whatif",
        ...traceHeaders(),
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now / 1000)),
        "webhook-signature": new Webhook(secret).sign(id, signedAt, body),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    if (response.ok) return { ok: true };
    return {
      ok: false,
      reason: `it answered ${response.status}`,
      final: response.status === 410,
      afterMs: retryAfterMs(response.headers.get("retry-after")),
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { ok: false, reason: reasonOf(cause), final: false, afterMs: 0 };
  }
}

function retryAfterMs(header: string | null): number {
  const seconds = /^\d{1,9}$/.test(header ?? "") ? Number(header) : 0;
  return Math.min(seconds * 1000, LONGEST_AFTER_MS);
}
