import { Webhook } from "standardwebhooks";
import { signingKey } from "../../../webhook/signature.js";
import type { Channel } from "../channel.js";
import { post } from "../post.js";
import { SEVERITIES, type Severity } from "../rule.js";
import { tellIncident } from "../tell-incident.js";

/** Where alerts are posted, and what signs them. */
export interface WebhookOptions {
  readonly name: string;
  readonly url: URL;
  /** `whsec_` and base64 of 24 to 64 bytes. */
  readonly secret: string;
  readonly severities?: readonly Severity[];
  readonly now: () => number;
  readonly timeoutMs?: number;
}

const TYPES = {
  trigger: "alert.triggered",
  acknowledge: "alert.acknowledged",
  resolve: "alert.resolved",
} as const;

/**
 * Any receiver, signed as Standard Webhooks has it; a repeated message has the same id.
 *
 * @throws CoreError `invalid_input` that does not show the secret
 * @see https://www.standardwebhooks.com/
 */
export function webhook(options: WebhookOptions): Channel {
  const { name, url, secret, severities = SEVERITIES, now, ...sending } = options;
  signingKey(secret);
  const signer = new Webhook(secret);
  return {
    name,
    severities,
    deliver(incident, { id, action, severity }, signal) {
      const moment = new Date(now());
      const body = JSON.stringify({
        type: TYPES[action],
        timestamp: moment.toISOString(),
        data: { ...tellIncident(incident), severity },
      });
      return post({
        url,
        body,
        headers: {
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(moment.getTime() / 1000)),
          "webhook-signature": signer.sign(id, moment, body),
        },
        secrets: [secret, url.href, url.pathname.length > 1 ? url.pathname : url.href],
        now,
        signal,
        ...sending,
      });
    },
  };
}
