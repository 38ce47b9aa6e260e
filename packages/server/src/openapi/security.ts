import type { LeastRole } from "../access/role.js";
import type { Tag } from "../access/scope.js";

/** How clients and senders prove who they are, as OpenAPI names it. */
export const SECURITY_SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "An API key, or a token of the configured issuer",
  },
  apiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "An API key" },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-cdp-session",
    description: "The cookie of a browser that signed in; without TLS its name is cdp-session",
  },
  writeKey: {
    type: "http",
    scheme: "basic",
    description: "A write key as user, without password; or as `writeKey` in the body",
  },
  webhookSignature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description: "Signature of the delivery, as Standard Webhooks says",
  },
} as const;

/** What a route asks for; one of these is enough. */
export function securityOf({
  role,
  tag,
}: {
  role: LeastRole;
  tag: Tag;
}): Record<string, string[]>[] {
  if (role === "public") return [];
  if (role !== "sender") return [{ bearer: [] }, { apiKey: [] }, { session: [] }];
  return tag === "Tracking" ? [{ writeKey: [] }] : [{ webhookSignature: [] }];
}
