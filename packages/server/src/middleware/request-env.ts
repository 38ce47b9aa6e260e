import type { Client } from "../access/client.js";

/** What the middleware hands to the routes. */
export interface RequestEnv {
  /** What Node's adapter hands over; elsewhere there may be no bindings at all. */
  readonly Bindings: {
    readonly outgoing?: {
      once(event: "close", listener: () => void): unknown;
      setHeader(name: string, value: string): unknown;
    };
    readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
  };
  readonly Variables: {
    /** Unique while the process runs; in the log and in the answer's `x-request-id`. */
    requestId: string;
    /** Who asks; absent at public routes, and where nobody proved who they are. */
    client?: Client;
    /** Fields that tell the client of its quota; absent where none is counted. */
    rate?: Readonly<Record<string, string>>;
  };
}
