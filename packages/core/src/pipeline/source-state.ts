import type { LiveKind } from "../source/index.js";

export const LIVE_STATES = ["idle", "connecting", "open", "failing", "given_up", "ended"] as const;

/** How a live source is, for health and screens; instants in milliseconds since 1970. */
export interface SourceState {
  readonly name: string;
  readonly kind: LiveKind;
  /** `failing`: waits to be tried again; `given_up`: will not be; `ended`: nothing more comes, or it was stopped. */
  readonly state: (typeof LIVE_STATES)[number];
  /** Since when. */
  readonly since: number;
  /** Tries that failed since the last batch that became durable. */
  readonly failures: number;
  readonly lastError: string | null;
  /** When it is tried again, while it fails. */
  readonly nextTryAt: number | null;
  /** Messages that became durable, and what the records in them became: `read = stored + duplicates + deadLettered`. */
  readonly messages: number;
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** When something last became durable. */
  readonly lastBatchAt: number | null;
  /** Where it goes on. */
  readonly cursor: string | null;
}

/** The state of a source that was not opened yet. */
export function idleState(
  { name, kind }: { name: string; kind: LiveKind },
  since: number,
): SourceState {
  return {
    name,
    kind,
    state: "idle",
    since,
    failures: 0,
    lastError: null,
    nextTryAt: null,
    messages: 0,
    read: 0,
    stored: 0,
    duplicates: 0,
    deadLettered: 0,
    lastBatchAt: null,
    cursor: null,
  };
}
