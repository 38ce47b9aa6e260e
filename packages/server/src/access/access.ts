import type { Logger } from "pino";
import type { HealthCheck } from "../health/check.js";
import { createLocalRate } from "../rate/local-rate.js";
import { createSharedRate, type SharedRate } from "../rate/shared-rate.js";
import { LOCAL } from "./client.js";
import { addressGroup, clientAddress } from "./client-address.js";
import { createGate, type Gate } from "./gate.js";
import { createIdentify } from "./identify.js";
import { createKeyRing, type KeyRing } from "./key-ring.js";
import type { AccessOptions } from "./options.js";
import { expectOwnPages } from "./own-page.js";
import { createQuotas } from "./quota.js";
import { sessionCookie } from "./session-cookie.js";
import { createSessions } from "./sessions.js";
import { createSignIn, type SignIn } from "./sign-in.js";
import { createTokenCheck } from "./token.js";

/** Who may do what, ready to stand before an app. */
export interface Access {
  readonly gate: Gate;
  readonly signIn: SignIn;
  /** Whether some clients have a quota, which they are told of. */
  readonly counts: boolean;
  /** What `/health` asks about it. */
  readonly checks: readonly HealthCheck[];
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DEFAULT_SESSION = { lastsMs: 8 * HOUR_MS, idleMs: HOUR_MS };

/** Wrong credentials that one address may bring. */
const FAILURE_QUOTA = { requests: 10, seconds: 60 };

/**
 * Joins keys, tokens, quotas and the gate.
 *
 * @throws CoreError `file_unreadable` | `invalid_input`
 */
export function createAccess(options: AccessOptions, log?: Logger): Access {
  const { now = () => Date.now(), elapsed = () => performance.now() } = options;
  const keys: KeyRing | null =
    options.keys === undefined
      ? null
      : createKeyRing({
          ...options.keys,
          now,
          onFailure: (error) => log?.error({ err: error }, "the file of API keys cannot be used"),
        });
  const token = options.token === undefined ? null : createTokenCheck(options.token, { now });
  const isOpen = () =>
    options.required !== true && token === null && (keys === null || !keys.configured);

  const local = createLocalRate({ now: elapsed });
  const shared: SharedRate | null =
    options.redis === undefined
      ? null
      : createSharedRate(options.redis, {
          local,
          onChange: (reason) =>
            reason === null
              ? log?.info("replicas count requests together again")
              : log?.warn({ reason }, "replicas count requests apart: Redis does not answer"),
        });
  const addressOf = clientAddress(options.trustedProxies ?? []);
  const quotas = createQuotas(options.rate ?? {});
  const count = shared?.count ?? local;

  const ownPages = expectOwnPages(options.ownPages ?? { hosts: [], origins: [] });
  const { session: limits = DEFAULT_SESSION, encrypted = false } = options;
  const sessions =
    keys === null || limits === null ? null : createSessions(keys, limits, { elapsed, now });
  const cookie = sessionCookie({ encrypted });
  const identify = createIdentify({
    ...{ keys, token, sessions, cookie, addressOf },
    failures: createLocalRate({ now: elapsed }),
    failureQuota: FAILURE_QUOTA,
  });
  const { lastsMs } = limits ?? DEFAULT_SESSION;
  const signIn = createSignIn({
    ...{ keys, sessions, lastsMs, cookie, addressOf },
    ofKey: identify.ofKey,
  });
  const gate = createGate({
    identify(context) {
      if (!isOpen()) return identify.ofRequest(context);
      ownPages.page(context);
      return LOCAL;
    },
    admit(context) {
      if (isOpen()) ownPages.name(context);
    },
    count(context, client) {
      const quota = quotas.of(client);
      if (quota === null) return null;
      const named =
        client === null || client === LOCAL
          ? `address:${addressGroup(addressOf(context))}`
          : client.id;
      const state = count(named, quota);
      return state instanceof Promise
        ? state.then((found) => ({ quota, state: found }))
        : { quota, state };
    },
  });
  return {
    gate,
    signIn,
    counts: quotas.any,
    checks:
      shared === null
        ? []
        : [{ name: "rate_limit", critical: false, probe: () => together(shared) }],
    async close() {
      await keys?.close();
    },
  };
}

async function together(shared: SharedRate): Promise<void> {
  const reason = shared.apart();
  if (reason !== null) throw new Error(`replicas count requests apart: ${reason}`);
}
