import * as z from "zod";
import { jsonBody } from "../middleware/json-body.js";
import type { Outbox } from "../notify/outbox.js";
import { expectNoQuery, invalidQuery } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

const Count = z.int().nonnegative();

/** `GET /api/v1/notifications`: who is told by webhooks, and how that goes. */
export const NotificationsAnswer = z
  .strictObject({
    success: z.literal(true),
    listeners: Count.meta({ description: "Open streams of GET /api/v1/stream" }),
    targets: z.array(
      z.strictObject({
        name: z.string(),
        waiting: Count,
        dead: Count.meta({ description: "Set aside after the last attempt" }),
        failures: Count.meta({ description: "Tries that failed since the last that was taken" }),
        last_error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "NotificationsAnswer" });

/** Body of `POST /api/v1/notifications/resend`. */
export const ResendRequest = z
  .strictObject({ target: z.string().min(1) })
  .meta({ id: "ResendRequest" });

/** What a resending did. */
export const ResendAnswer = z
  .strictObject({ success: z.literal(true), waiting_again: Count })
  .meta({ id: "ResendAnswer" });

/** What the routes of notifications work with. */
export interface NotificationDeps {
  readonly outbox: Pick<Outbox, "states" | "resend">;
  readonly hub: { listeners(): number };
  readonly bodyLimitBytes: number;
}

/** Mounts the state of webhooks out, and the second try of what was set aside. */
export function notificationRoutes(door: Door, deps: NotificationDeps): void {
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/notifications"],
      id: "notifications",
      tag: "Ingestion",
      role: "operator",
      summary: "Who is told of durable batches, and what waits for them",
      answers: {
        200: { description: "Now", content: { "application/json": NotificationsAnswer } },
      },
    },
    async () => {
      const states = await deps.outbox.states();
      const body: z.infer<typeof NotificationsAnswer> = {
        success: true,
        listeners: deps.hub.listeners(),
        targets: states.map(({ lastError, ...rest }) => ({ ...rest, last_error: lastError })),
      };
      return respondJson(body, { headers: { "cache-control": "no-store" } });
    },
  );
  mount(
    door,
    {
      method: "post",
      paths: ["/api/v1/notifications/resend"],
      id: "resendNotifications",
      tag: "Ingestion",
      role: "operator",
      summary: "Delivers again what was set aside for a target",
      body: { type: "application/json", schema: ResendRequest },
      answers: {
        200: { description: "They wait again", content: { "application/json": ResendAnswer } },
      },
      problems: [400, 404, 413, 415, 422],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const parsed = ResendRequest.safeParse(await jsonBody(context, deps.bodyLimitBytes));
      if (!parsed.success) throw invalidQuery(parsed.error);
      const body: z.infer<typeof ResendAnswer> = {
        success: true,
        waiting_again: await deps.outbox.resend(parsed.data.target),
      };
      return respondJson(body, { headers: { "cache-control": "no-store" } });
    },
  );
}
