import type { Incident, Notice } from "./incident.js";
import type { Severity } from "./rule.js";

/** How a try to deliver ended; `answer` holds no secret. */
export type Delivery =
  | { readonly ok: true; readonly answer: string }
  | {
      readonly ok: false;
      readonly answer: string;
      /** Trying again would not help. */
      readonly final: boolean;
      /** Not to be tried again before this time has passed. */
      readonly afterMs: number;
    };

/** A way to reach people. */
export interface Channel {
  readonly name: string;
  /** What it is told of when a rule names no channels. */
  readonly severities: readonly Severity[];
  /** Tries once; an aborted signal breaks it off, as if there had been no answer. */
  deliver(
    incident: Incident,
    notice: Pick<Notice, "id" | "action" | "severity">,
    signal: AbortSignal,
  ): Promise<Delivery>;
}
