import { sseSource } from "@cdp-whatif/core/web";
import * as z from "zod";
import { revealSecrets, SecretHeaders, SourceHead, type SourceKind } from "../source-kind.js";

const Sse = SourceHead.extend({
  kind: z.literal("sse"),
  url: z.url({ protocol: /^https?$/ }),
  headers: SecretHeaders.optional(),
  events: z.array(z.string().min(1)).min(1).optional(),
  idleTimeoutMs: z.int().positive().optional(),
});

/** Server-sent events. */
export const sseKind: SourceKind = {
  kind: "sse",
  schema: Sse,
  make: ({ kind: _, headers, ...options }: z.infer<typeof Sse>) => ({
    source: sseSource({ ...options, headers: revealSecrets(headers) }),
  }),
};
