import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type * as z from "zod";
import type { Gate } from "../access/gate.js";
import type { LeastRole } from "../access/role.js";
import type { Tag } from "../access/scope.js";
import type { RequestEnv } from "../middleware/request-env.js";
import { chooseType } from "../negotiate/media-type.js";
import { ProblemBody } from "../openapi/problem-body.js";
import { securityOf } from "../openapi/security.js";
import { DoorError } from "../problem.js";
import type { QuickRoute } from "./plain-answer.js";

/** Where routes are mounted, each behind the gate. */
export type Door = OpenAPIHono<RequestEnv> & {
  readonly gate: Gate;
  /** Routes by their path that can be answered without Hono. */
  readonly quick: Map<string, QuickRoute>;
};
export type RequestContext = Context<RequestEnv>;

type Schema = z.ZodType;

/** One thing that can be asked of the server: what the OpenAPI document says and what is mounted. */
export interface RouteSpec {
  readonly method: "get" | "post" | "delete";
  /** The first is the path of the contract, the others are aliases. */
  readonly paths: readonly [string, ...string[]];
  readonly id: string;
  readonly tag: Tag;
  /** The least role that may ask. */
  readonly role: LeastRole;
  readonly summary: string;
  /** Of the parts of the path that are written `:name`. */
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: {
    readonly type: string;
    readonly schema: Schema;
    readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  };
  readonly answers: Readonly<
    Record<
      number,
      { readonly description: string; readonly content: Readonly<Record<string, Schema>> }
    >
  >;
  readonly problems?: readonly number[];
}

const PROBLEM_NAMES: Readonly<Record<number, string>> = {
  400: "The body is not JSON, or not of the expected form",
  401: "The credential, write key or signature is missing or is not taken",
  403: "The role of the credential does not reach this, or a page of another site asks",
  404: "Nothing under that name",
  406: "The client takes none of the content types that there are",
  409: "The data do not allow an answer yet",
  413: "The body is too large",
  415: "The body is of another content type",
  422: "A name, a key or a value is wrong: `errors` says where",
  421: "Asked under a name that is not the server's",
  429: "Too many requests, or too much waits to be stored: come again after `retry-after` seconds",
  503: "Not ready yet",
  507: "The store is full",
};

/** Mounts a route at each of its paths and describes it in the OpenAPI document. */
export function mount(
  door: Door,
  spec: RouteSpec,
  handler: (context: RequestContext) => Response | Promise<Response>,
): void {
  const guarded = door.gate.guard(spec, acceptable(spec, handler));
  const named = (context: RequestContext) => {
    context.set("route", spec);
    return guarded(context);
  };
  for (const [index, path] of spec.paths.entries()) {
    door.on(spec.method.toUpperCase(), path, named);
    door.openAPIRegistry.registerPath({
      method: spec.method,
      path: path.replace(/:(\w+)/g, "{$1}"),
      operationId: index === 0 ? spec.id : `${spec.id}_${index + 1}`,
      tags: [spec.tag],
      summary: spec.summary,
      security: [...securityOf(spec)],
      "x-least-role": spec.role,
      ...(index > 0 && { description: `The same as \`${spec.paths[0]}\`.` }),
      request: {
        ...(spec.path && { params: spec.path }),
        ...(spec.query && { query: spec.query }),
        ...(spec.headers && { headers: spec.headers }),
        ...(spec.body && { body: requestBody(spec.body) }),
      },
      responses: { ...answers(spec), ...problems(spec) },
    });
  }
}

/** Refuses who takes none of the types that a route answers in. */
function acceptable(
  spec: RouteSpec,
  handler: (context: RequestContext) => Response | Promise<Response>,
) {
  const [first = "application/json", ...others] = new Set(
    Object.values(spec.answers).flatMap(({ content }) => Object.keys(content)),
  );
  return (context: RequestContext) => {
    const accept = context.req.header("accept");
    if (chooseType(accept, [first, ...others]) !== null) return handler(context);
    const offered = [first, ...others].join(" or ");
    throw new DoorError(
      "not_acceptable",
      `Accept found: ${JSON.stringify(accept?.slice(0, 200))}; there is ${offered}.`,
    );
  };
}

function requestBody({ type, schema, examples }: NonNullable<RouteSpec["body"]>) {
  return {
    required: true,
    content: { [type]: { schema, ...(examples && { examples: { ...examples } }) } },
  };
}

function answers(spec: RouteSpec) {
  return Object.fromEntries(
    Object.entries(spec.answers).map(([status, { description, content }]) => [
      status,
      {
        description,
        content: Object.fromEntries(
          Object.entries(content).map(([type, schema]) => [type, { schema }]),
        ),
      },
    ]),
  );
}

function problems(spec: RouteSpec) {
  const ofGate = spec.role === "public" ? [] : spec.role === "sender" ? [429] : [401, 403, 429];
  return Object.fromEntries(
    [...new Set([406, ...(spec.problems ?? []), ...ofGate])].map((status) => [
      status,
      {
        description: PROBLEM_NAMES[status] ?? "Refused",
        content: { "application/problem+json": { schema: ProblemBody } },
      },
    ]),
  );
}
