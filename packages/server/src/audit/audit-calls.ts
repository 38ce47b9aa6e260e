import type { MiddlewareHandler } from "hono";
import type { Asked, RequestEnv } from "../middleware/request-env.js";
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

/** How a call ended. */
export interface CallEnd {
  readonly status: number;
  /** Of what is sent; null where it is not known. */
  readonly bytes: number | null;
  /** Who it was about, as a keyed hash. */
  readonly subject: string | null;
}

/**
 * Writes an entry for each call: who asked what, and how it ended. Of the address only the pattern of its route is kept, neither query
 * nor body nor names in the path.
 */
export interface CallAudit {
  /**
   * Refuses calls while they cannot be audited, where that is strict; the refusal has its entry then.
   *
   * @throws DoorError `not_ready`
   */
  admit(asked: Asked): void;
  /** Of a call that was admitted. */
  end(asked: Asked, end: CallEnd): void;
  readonly mark: Marker;
}

/** Creates what all calls of a server are audited by. */
export function createCallAudit(audit: Audit): CallAudit {
  const { reads, strict } = audit.settings;
  return {
    mark: audit.mark,
    admit(asked) {
      if (!strict || audit.state().failure === null || ALWAYS.test(asked.req.path)) return;
      // It is kept all the same, once that is possible.
      audit.add(eventOf(asked, { status: 503, bytes: null, subject: null }));
      throw new DoorError(
        "not_ready",
        "The audit log cannot be written, and this server answers nothing without it.",
        { "retry-after": "5" },
      );
    },
    end(asked, end) {
      if (reads || !READS.has(asked.req.method)) audit.add(eventOf(asked, end));
    },
  };
}

/** Audits what Hono answers. */
export function auditCalls(calls: CallAudit): MiddlewareHandler<RequestEnv> {
  return async (context, next) => {
    calls.admit(context);
    await next();
    const { status } = context.res;
    const subject = subjectOf(context, calls.mark);
    calls.end(context, { status, bytes: lengthOf(context.res), subject });
  };
}

function eventOf(asked: Asked, { status, bytes, subject }: CallEnd): AuditEvent {
  const { method } = asked.req;
  const client = asked.get("client");
  return {
    at: new Date().toISOString(),
    kind: "call",
    client: client === undefined ? null : { id: client.id, kind: client.kind, role: client.role },
    action: `${METHODS.has(method) ? method : "OTHER"} ${asked.get("route")?.paths[0] ?? "(no route)"}`,
    subject,
    status,
    outcome: status >= 500 ? "failed" : status >= 400 ? "refused" : "done",
    requestId: asked.get("requestId") ?? null,
    bytes,
  };
}

/** Length of what is sent, where it is known; asking its headers would make them, which costs more than all of the entry. */
function lengthOf(answer: Response): number | null {
  const content = preparedOf(answer)?.content;
  return content === undefined ? null : Buffer.byteLength(content);
}

function subjectOf(context: RequestContext, mark: Marker): string | null {
  if (!context.get("route")?.paths[0].endsWith("/customers/:id")) return null;
  const id = context.req.param("id");
  return id === undefined ? null : mark(id);
}
