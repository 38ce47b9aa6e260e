import type { Client } from "../access/client.js";
import type { BasePath } from "../base-path.js";
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
