import * as z from "zod";
import { expectType } from "../middleware/json-body.js";
import { rawBody } from "../middleware/raw-body.js";
import { expectNoQuery } from "../query.js";
import { respondJson } from "../respond.js";
import { DELIVERY_TYPES } from "../webhook/delivery.js";
import type { Receiver } from "../webhook/receive.js";
import { type Door, mount } from "./mount.js";

/** `POST /api/v1/webhooks/:source`: the delivery is durable. */
export const WebhookAnswer = z
  .strictObject({
    success: z.literal(true),
    read: z.int().nonnegative().meta({ description: "Records in the delivery" }),
    rejected: z.int().nonnegative().meta({ description: "Of those, kept as dead letters" }),
    again: z.boolean().meta({ description: "The same delivery came before; nothing was stored" }),
  })
  .meta({ id: "WebhookAnswer" });

const WebhookHeaders = z.object({
  "webhook-id": z.string().optional().meta({ description: "The same when a delivery is repeated" }),
  "webhook-timestamp": z.string().optional().meta({ description: "Seconds since 1970" }),
  "webhook-signature": z
    .string()
    .optional()
    .meta({ description: "`v1,` and base64 of HMAC-SHA256" }),
});

/** What the webhooks' route works with. */
export interface WebhookDeps {
  readonly receiver: Receiver;
  readonly bodyLimitBytes: number;
}

/** Mounts the way in for webhooks, answered when what they delivered is durable. */
export function webhookRoutes(door: Door, { receiver, bodyLimitBytes }: WebhookDeps): void {
  mount(
    door,
    {
      method: "post",
      paths: ["/api/v1/webhooks/:source"],
      id: "webhook",
      tag: "Ingestion",
      role: "sender",
      summary: "Takes a delivery to a configured webhook, signed as Standard Webhooks says",
      path: z.object({ source: z.string().meta({ description: "Name of the webhook" }) }),
      headers: WebhookHeaders,
      body: {
        type: "application/json",
        schema: z.unknown().meta({ description: "A record, an array of them, or CloudEvents" }),
      },
      answers: {
        200: {
          description: "Everything that it counts is durable",
          content: { "application/json": WebhookAnswer },
        },
      },
      problems: [401, 404, 413, 415, 422, 503, 507],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const webhook = receiver.find(context.req.param("source") ?? "");
      expectType(context, DELIVERY_TYPES);
      const { answer, again } = await receiver.receive(webhook, {
        body: await rawBody(context, bodyLimitBytes),
        header: (name) => context.req.header(name),
      });
      const body: z.infer<typeof WebhookAnswer> = { success: true, ...answer, again };
      return respondJson(body, { headers: { "cache-control": "no-store" } });
    },
  );
}
