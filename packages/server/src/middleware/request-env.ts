import type { Client } from "../access/client.js";
import type { CountedRoute } from "../metric/request-counts.js";
import type { ProblemCode } from "../problem.js";

/** What the middleware hands to the routes. */
export interface RequestEnv {
  /** What Node's adapter hands over; elsewhere there may be no bindings at all. */
  readonly Bindings: {
    readonly outgoing?: {
      once(event: "close", listener: () => void): unknown;
      destroy(): unknown;
      setHeader(name: string, value: string): unknown;
    };
    readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
  };
  readonly Variables: {
    /** The client's own where it is sane, else unique while the process runs; in the log and in the answer's `x-request-id`. */
    requestId: string;
    /** Trace that the request is part of, where requests are traced. */
    traceId?: string;
    /** Which path stands before ours; absent where no middleware ran. */
    basePath?: BasePath;
    /** What answers; absent where no declared route does. */
    route?: CountedRoute;
    /** Code of the problem that was the answer. */
    problem?: ProblemCode;
    /** Who asks; absent at public routes, and where nobody proved who they are. */
    client?: Client;
    /** Fields that tell the client of its quota; absent where none is counted. */
    rate?: Readonly<Record<string, string>>;
  };
}

type Variables = RequestEnv["Variables"];

/** A request, as much of it as is needed to let it in, to answer and to count it: Hono's context is one, `NodeAsked` another. */
export interface Asked {
  readonly req: {
    readonly method: string;
    readonly path: string;
    /** With the query; whether an origin stands before the path depends on what carries it. */
    readonly url: string;
    /** A field by its name in lower case; several of that name are joined by commas. */
    header(name: string): string | undefined;
  };
  readonly env: RequestEnv["Bindings"] | undefined;
  /** Set where our paths begin at the root, whatever Hono says. */
  readonly isAtRoot?: true;
  get<Key extends keyof Variables>(key: Key): Variables[Key] | undefined;
  set<Key extends keyof Variables>(key: Key, value: Variables[Key]): void;
}

/** Tells of a request which path stands before ours; empty, or with a leading and without a trailing slash. */
export type BasePath = (asked: Asked) => string;
