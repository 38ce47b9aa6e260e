import type { LiveSource, Unwrap } from "../../source/index.js";
import type { RestOptions } from "../rest-option.js";

/** A source of a known interface, and what makes our lines of its items: both go to `runLive`. */
export interface Connector {
  readonly source: LiveSource;
  readonly unwrap: Unwrap;
}

/** What may be chosen for every connector. */
export type ConnectorOptions = Pick<
  RestOptions,
  "name" | "everyMs" | "requestsPerMinute" | "timeoutMs" | "timing"
>;
