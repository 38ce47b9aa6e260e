import { webSocketSource } from "@cdp-whatif/core/web";
import * as z from "zod";
import { revealSecrets, SecretHeaders, SourceHead, type SourceKind } from "../source-kind.js";

const WebSocketDefinition = SourceHead.extend({
  kind: z.literal("websocket"),
  url: z.url({ protocol: /^wss?$/ }),
  protocols: z.array(z.string().min(1)).optional(),
  headers: SecretHeaders.optional(),
  subscribe: z.record(z.string(), z.unknown()).optional(),
  cursorField: z
    .string()
    .regex(/^(\/[^/]*)+$/, "a JSON pointer, such as /id")
    .optional(),
  cursorParameter: z.string().min(1).optional(),
  pingMs: z.int().positive().optional(),
});

/** Messages of a WebSocket. */
export const webSocketKind: SourceKind = {
  kind: "websocket",
  schema: WebSocketDefinition,
  make: ({ kind: _, headers, ...options }: z.infer<typeof WebSocketDefinition>) => ({
    source: webSocketSource({ ...options, headers: revealSecrets(headers) }),
  }),
};
