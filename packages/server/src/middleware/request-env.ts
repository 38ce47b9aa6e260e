/** What the middleware hands to the routes. */
export interface RequestEnv {
  readonly Variables: {
    /** Unique while the process runs; in the log and in the answer's `x-request-id`. */
    requestId: string;
  };
}
