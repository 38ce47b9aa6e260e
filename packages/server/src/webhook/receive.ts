import { createHash } from "node:crypto";
import type { Intake } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import { DoorError } from "../problem.js";
import type { Webhook } from "./definition.js";
import { readDelivery } from "./delivery.js";
import { createDeliveryMemory } from "./delivery-memory.js";
import { isRecent, isSigned, WINDOW_SECONDS } from "./signature.js";

/** What one delivery brought. */
export interface Receipt {
  readonly read: number;
  readonly rejected: number;
}

/** Receives deliveries to webhooks. */
export interface Receiver {
  /** @throws CoreError `not_found` */
  find(name: string): Webhook;
  /**
   * Resolves when the delivery is durable.
   *
   * @throws DoorError `unauthorized`, and what an intake throws
   */
  receive(
    webhook: Webhook,
    delivery: { body: Uint8Array; header: (name: string) => string | undefined },
  ): Promise<{ answer: Receipt; again: boolean }>;
}

/** A receiver for the configured webhooks. */
export function createReceiver(
  webhooks: readonly Webhook[],
  { intake, now }: { intake: Intake; now: () => number },
): Receiver {
  const byName = new Map(webhooks.map((one) => [one.name, one]));
  const memory = createDeliveryMemory<Receipt>({ now });
  return {
    find(name) {
      const webhook = byName.get(name);
      if (webhook !== undefined) return webhook;
      throw new CoreError("not_found", "no webhook has this name");
    },
    async receive(webhook, { body, header }) {
      const accept = async (): Promise<Receipt> => {
        const { messages, unwrap } = readDelivery(body, { header, envelope: webhook.envelope });
        if (messages.length === 0) return { read: 0, rejected: 0 };
        const { name: source } = webhook;
        const { read, deadLetters } = await intake.accept(messages, { source, unwrap });
        return { read, rejected: deadLetters.length };
      };
      if (webhook.keys.length > 0) authenticate(webhook, { body, header, now: now() });
      const id = header("webhook-id");
      if (id === undefined) return { answer: await accept(), again: false };
      // With the content: an id that is used for other content must not make it vanish.
      const hash = createHash("sha256").update(body).digest("base64");
      return memory.once(JSON.stringify([webhook.name, id, hash]), accept);
    },
  };
}

function authenticate(
  { keys }: Webhook,
  {
    body,
    header,
    now,
  }: { body: Uint8Array; header: (name: string) => string | undefined; now: number },
): void {
  const id = header("webhook-id") ?? "";
  const timestamp = header("webhook-timestamp") ?? "";
  const signatures = header("webhook-signature") ?? "";
  if (id === "" || timestamp === "" || signatures === "") {
    throw new DoorError(
      "unauthorized",
      "Expected the headers webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks).",
    );
  }
  if (!isRecent(timestamp, now)) {
    throw new DoorError(
      "unauthorized",
      `The webhook-timestamp is not within ${WINDOW_SECONDS} seconds of this server's time, either way.`,
    );
  }
  if (isSigned({ id, timestamp, body, signatures }, keys)) return;
  throw new DoorError("unauthorized", "The webhook-signature does not fit.");
}
