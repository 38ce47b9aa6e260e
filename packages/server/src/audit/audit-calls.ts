import type { MiddlewareHandler } from "hono";
import type { RequestEnv } from "../middleware/request-env.js";
import { DoorError } from "../problem.js";
import { preparedOf } from "../respond.js";
import type { RequestContext } from "../route/mount.js";
import type { Audit } from "./audit.js";
import type { AuditEvent } from "./entry.js";
import type { Marker } from "./subject.js";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const READS = new Set(["GET", "HEAD", "OPTIONS"]);
/** What answers also while nothing can be audited: it says that this is so. */
const ALWAYS = /^(\/api\/v1)?\/health(\/|$)/;

/**
 * Writes an entry for each call: who asked what, and how it ended. Of the address only the pattern of its route is kept, neither query
 * nor body nor names in the path; the id of a customer as a keyed hash.
 */
export function auditCalls(audit: Audit): MiddlewareHandler<RequestEnv> {
  const { reads, strict } = audit.settings;
  return async (context, next) => {
    if (strict && audit.state().failure !== null && !ALWAYS.test(context.req.path)) {
      // It is kept all the same, once that is possible.
      audit.add(eventOf(context, audit.mark, 503));
      throw new DoorError(
        "not_ready",
        "The audit log cannot be written, and this server answers nothing without it.",
        { "retry-after": "5" },
      );
    }
    await next();
    if (!reads && READS.has(context.req.method)) return;
    audit.add(eventOf(context, audit.mark, context.res.status));
  };
}

function eventOf(context: RequestContext, mark: Marker, status: number): AuditEvent {
  const { method } = context.req;
  const pattern = context.get("route")?.paths[0] ?? "(no route)";
  const client = context.get("client");
  return {
    at: new Date().toISOString(),
    kind: "call",
    client: client === undefined ? null : { id: client.id, kind: client.kind, role: client.role },
    action: `${METHODS.has(method) ? method : "OTHER"} ${pattern}`,
    subject: subjectOf(context, pattern, mark),
    status,
    outcome: status >= 500 ? "failed" : status >= 400 ? "refused" : "done",
    requestId: context.get("requestId") ?? null,
    bytes: lengthOf(context.res),
  };
}

/** Length of what is sent, where it is known; asking its headers would make them, which costs more than all of the entry. */
function lengthOf(answer: Response): number | null {
  const content = preparedOf(answer)?.content;
  return content === undefined ? null : Buffer.byteLength(content);
}

function subjectOf(context: RequestContext, pattern: string, mark: Marker): string | null {
  if (!pattern.endsWith("/customers/:id")) return null;
  const id = context.req.param("id");
  return id === undefined ? null : mark(id);
}
