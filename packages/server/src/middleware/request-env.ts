import type { BasePath } from "../base-path.js";

/** What the middleware hands to the routes. */
export interface RequestEnv {
  /** What Node's adapter hands over; elsewhere there may be no bindings at all. */
  readonly Bindings: {
    readonly outgoing?: {
      once(event: "close", listener: () => void): unknown;
      destroy(): unknown;
    };
  };
  readonly Variables: {
    /** Unique while the process runs; in the log and in the answer's `x-request-id`. */
    requestId: string;
    /** Which path stands before ours; absent where no middleware ran. */
    basePath?: BasePath;
  };
}
