import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";

/** How a receiver answers one message; `hang` never does. */
export type Reply = "hang" | { readonly status: number; readonly retryAfter?: string };

/** One message as it came in. */
export interface Received {
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** A real server that people's tools would run. */
export interface Receiver {
  readonly url: URL;
  readonly received: Received[];
  /** What is answered next, in turn; afterwards everything is taken. */
  readonly replies: Reply[];
  close(): Promise<void>;
}

/** PagerDuty's Events API v2, by its published schema. */
export const PagerDutyEvent = z.discriminatedUnion("event_action", [
  z.strictObject({
    event_action: z.literal("trigger"),
    routing_key: z.string().length(32),
    dedup_key: z.string().min(1).max(255),
    client: z.string().optional(),
    client_url: z.url().optional(),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  ...(["acknowledge", "resolve"] as const).map((action) =>
    z.strictObject({
      event_action: z.literal(action),
      routing_key: z.string().length(32),
      dedup_key: z.string().min(1).max(255),
    }),
  ),
]);

const PlainText = z.strictObject({
  type: z.literal("plain_text"),
  text: z.string().min(1).max(150),
  emoji: z.boolean().optional(),
});
const Markdown = z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(3000) });

/** A message to Slack's incoming webhook, with the blocks that we use. */
export const SlackMessage = z.strictObject({
  text: z.string().min(1).max(4000),
  blocks: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("header"), text: PlainText }),
        z.strictObject({ type: z.literal("section"), text: Markdown }),
        z.strictObject({ type: z.literal("context"), elements: z.array(Markdown).min(1).max(10) }),
      ]),
    )
    .min(1)
    .max(50),
});

/**
 * Starts a receiver that refuses with 400 what does not fit a schema, and repeats what it refuses.
 *
 * @param options.taken - the status with which it takes a message
 */
export async function startReceiver({
  schema,
  taken,
  path,
}: {
  schema: z.ZodType;
  taken: number;
  path: string;
}): Promise<Receiver> {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const body: Record<string, unknown> = JSON.parse(text);
    received.push({ body, text, headers: request.headers });
    const reply = replies.shift();
    if (reply === "hang") return;
    const fits = schema.safeParse(body);
    if (!fits.success || request.url !== path) {
      response.writeHead(400).end(`refused: ${fits.error?.message ?? request.url}`);
      return;
    }
    const { status, retryAfter } = reply ?? { status: taken };
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    response.end(status === 400 ? `invalid: ${text}` : "ok");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(path, `http://127.0.0.1:${port}`),
    received,
    replies,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
