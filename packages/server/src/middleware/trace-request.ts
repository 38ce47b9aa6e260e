import type { RequestContext } from "../route/mount.js";
import { readTraceparent } from "../trace/span-context.js";
import type { Tracer } from "../trace/tracer.js";

/**
 * Answers a request in a span, which is part of the client's trace if it has one.
 *
 * @see OpenTelemetry, Semantic conventions for HTTP spans; the path that was asked for is left out, for it may name a customer
 */
export function traceRequest(
  tracer: Tracer,
  context: RequestContext,
  next: () => Promise<void>,
): Promise<void> {
  const { method } = context.req;
  const parent = readTraceparent(context.req.header("traceparent"));
  return tracer.span(method, { kind: "server", parent }, async (span) => {
    context.set("traceId", span.context.traceId);
    await next();
    const route = context.get("route")?.paths[0];
    const { status } = context.res;
    if (route !== undefined) span.name = `${method} ${route}`;
    if (status >= 500) span.failure = context.get("problem") ?? String(status);
    span.attributes = {
      "http.request.method": method,
      "http.response.status_code": status,
      "cdp.request_id": context.get("requestId"),
      ...(route !== undefined && { "http.route": route }),
    };
  });
}
