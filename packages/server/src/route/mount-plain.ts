import type { Asked } from "../middleware/request-env.js";
import { linkHeader } from "../next-page.js";
import { respondVersion } from "../respond.js";
import { type Door, mount, type RequestContext, type RouteSpec } from "./mount.js";
import type { PlainAnswer } from "./plain-answer.js";

/**
 * Mounts a route whose answers are plain, in Hono and in the quick lane.
 *
 * @param otherwise - what answers in Hono first; null: this question is a plain one
 */
export function mountPlain(
  door: Door,
  spec: RouteSpec,
  plain: (asked: Asked) => PlainAnswer | Promise<PlainAnswer>,
  otherwise: (context: RequestContext) => Promise<Response> | null = () => null,
): void {
  mount(door, spec, (context) => {
    const other = otherwise(context);
    if (other !== null) return other;
    const answer = plain(context);
    return answer instanceof Promise
      ? answer.then((made) => respondPlain(context, made))
      : respondPlain(context, answer);
  });
  for (const path of spec.paths) {
    door.quick.set(path, { spec, answer: door.gate.guard(spec, plain) });
  }
}

function respondPlain(context: RequestContext, answer: PlainAnswer): Response {
  const { bytes, etag, next, release } = answer;
  // Elsewhere than in Node nothing tells when an answer is sent.
  if (release !== undefined) context.env?.outgoing?.once("close", release);
  const headers = next === null ? {} : { link: linkHeader(next) };
  return respondVersion(context, bytes, { etag, headers });
}
