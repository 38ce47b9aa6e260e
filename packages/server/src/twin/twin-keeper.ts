import {
  CoreError,
  createLiveTwin,
  type ErrorCode,
  type LiveAnswer,
  type LiveEngine,
  type LiveNews,
  type ParameterChange,
  type Twin,
} from "@cdp-whatif/core";

import { pause } from "../pause.js";
import { Rest } from "../rest.js";

/** How it stands with the twin: `absent` says what is missing, `failed` what went wrong. */
export type TwinState =
  | { readonly status: "fitting" }
  | { readonly status: "ready" }
  | { readonly status: "given" }
  | { readonly status: "absent"; readonly reason: string }
  | { readonly status: "failed"; readonly reason: string };

/** Holds the twin that questions are asked of and keeps it up with the store. */
export interface TwinKeeper {
  current(): Twin | null;
  state(): TwinState;
  /** Why the last look at the store failed, other than by too little data; null when it did not. */
  failure(): string | null;
  /** Rises with every new twin. */
  version(): number;
  /** What became of the twin last: a change that was found, a challenger and how it does; null for a given one. */
  live(): LiveAnswer | null;
  /** Parameters that the last fit to take over changed, the surest first. */
  changes(): readonly ParameterChange[];
  /** Says that a fit is about to begin. */
  announce(): void;
  /** Looks at the store now, fits where there was no twin; resolves when that is done, whatever came of it. */
  refit(): Promise<void>;
  /** Looks at the store soon. */
  changed(): void;
  close(): Promise<void>;
}

/** What the keeper works with. */
export interface TwinKeeperOptions {
  readonly engine: LiveEngine;
  /** A twin from outside: it stands, and nothing is fitted. */
  readonly given?: Twin | undefined;
  /** Called with every new twin. */
  readonly onTwin?: (twin: Twin) => void;
  /** Called when a fit replaced another, a change was found, a challenger stepped up. */
  readonly onNews?: (news: LiveNews) => void;
  readonly onFailure?: (error: unknown) => void;
  /**
   * How long after a change the twin follows it, at most once in this time; 250 ms unless told. While changes keep coming, its looks
   * take a fifth of the time.
   */
  readonly settleMs?: number;
}

/** Codes that say that the data are too few, not that something broke. */
const TOO_LITTLE: readonly ErrorCode[] = [
  "no_data",
  "too_few_rows",
  "no_variation",
  "not_positive_definite",
];

/** No look is farther behind what arrives, ms: one reads the whole history. */
const LONGEST_REST_MS = 30_000;

/** Creates a keeper with the given twin, or with none until `refit`. */
export function createTwinKeeper({
  engine,
  given,
  onTwin,
  onNews,
  onFailure,
  settleMs = 250,
}: TwinKeeperOptions): TwinKeeper {
  let twin: Twin | null = null;
  let state: TwinState = { status: "absent", reason: "nothing has been fitted yet" };
  let version = 0;
  let failure: string | null = null;
  let changes: readonly ParameterChange[] = [];
  /** Whether a look is due that has not begun. */
  let wanted = false;
  let closed = false;
  const stopping = new AbortController();
  const take = (next: Twin, status: "ready" | "given") => {
    twin = next;
    version += 1;
    state = { status };
    onTwin?.(next);
  };
  const live = createLiveTwin({
    engine,
    onChange(now) {
      if (closed) return;
      take(now.twin, "ready");
      for (const one of now.news) {
        if ("changes" in one) ({ changes } = one);
        onNews?.(one);
      }
    },
    ...(onFailure && { onFailure }),
  });
  const refit = async (): Promise<void> => {
    if (given !== undefined || closed) return;
    if (twin === null) state = { status: "fitting" };
    try {
      await live.update();
      failure = null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (closed) return;
      const tooLittle = error instanceof CoreError && TOO_LITTLE.includes(error.code);
      if (twin === null) state = { status: tooLittle ? "absent" : "failed", reason };
      failure = tooLittle ? null : reason;
      if (!tooLittle) onFailure?.(error);
    }
  };
  const rest = new Rest(LONGEST_REST_MS);
  const follow = async (): Promise<void> => {
    await pause(Math.max(settleMs, rest.due()), stopping.signal);
    wanted = false;
    rest.begin();
    await refit();
    rest.end();
  };
  let last: Promise<void> = Promise.resolve();

  if (given !== undefined) take(given, "given");
  return {
    current: () => twin,
    state: () => state,
    failure: () => failure,
    version: () => version,
    live: () => live.current(),
    changes: () => changes,
    announce() {
      if (twin === null) state = { status: "fitting" };
    },
    refit,
    changed() {
      if (wanted || closed) return;
      wanted = true;
      last = last.then(follow);
    },
    async close() {
      closed = true;
      stopping.abort();
      live.close();
      await last;
      await live.settled();
    },
  };
}
