import type { AskOptions, SourceQuery } from "./question.js";

/** `GET /health`, whether the server is well or critical. */
export interface HealthAnswer {
  readonly status: "healthy" | "degraded" | "critical";
  readonly checks: Readonly<Record<string, "pass" | "fail">>;
  readonly metrics: {
    readonly uptime_seconds: number;
    readonly memory_percent: number;
    readonly cpu_percent: number;
    readonly memory_rss_mb: number;
  };
  readonly version: string;
}

/** A live source; times are ISO 8601 with offset. */
export interface LiveSourceAnswer {
  readonly name: string;
  readonly kind: string;
  readonly state: "idle" | "connecting" | "open" | "failing" | "given_up" | "ended";
  readonly since: string;
  readonly failures: number;
  readonly last_error: string | null;
  readonly next_try_at: string | null;
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly dead_lettered: number;
  readonly last_batch_at: string | null;
}

/** One of the eight stages, since the server's start. */
export interface StageAnswer {
  readonly name: string;
  readonly state: "idle" | "running" | "done" | "failed";
  readonly in: number;
  readonly out: number;
  readonly last_error: string | null;
}

/** `GET /api/v1/sources`. */
export interface SourcesAnswer {
  readonly sources: readonly LiveSourceAnswer[];
  readonly stages: readonly StageAnswer[];
}

/** A rule, and how many dead letters it has. */
export interface RuleAnswer {
  readonly id: string;
  readonly group: string;
  readonly rejects: string;
  readonly dead_letters: number;
}

/** A rejected record, kept whole; `rejectedAt` in milliseconds since 1970. */
export interface DeadLetterAnswer {
  readonly id: string;
  readonly rule: string;
  readonly field: string | null;
  readonly found: string;
  readonly expected: string;
  readonly position: { readonly source: string; readonly line: number; readonly offset: number };
  readonly raw: string;
  readonly encoding: "utf-8" | "base64";
  readonly rejectedAt: number | null;
}

/** `GET /api/v1/dead-letters`; `total` is of the store, whatever the filter. */
export interface DeadLettersAnswer {
  readonly data: readonly DeadLetterAnswer[];
  readonly metadata: { readonly next_cursor: string | null; readonly total: number };
}

/** What became of the dead letters that were tried again: `read = stored + duplicates + still_rejected`. */
export interface ReplayAnswer {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly still_rejected: number;
  readonly skipped: number;
}

/** `GET /api/v1/session`: what whoever asks may do. */
export interface AccessAnswer {
  readonly role: string;
  /** The only groups of routes; null: all. */
  readonly only: readonly string[] | null;
}

/** What only a server can be asked: how it is, what flows in, and what was rejected. Rejects with `SourceError`. */
export interface OperationsSource {
  health(options?: AskOptions): Promise<HealthAnswer>;
  /** Kept once it is known. */
  access(): Promise<AccessAnswer>;
  sources(options?: AskOptions): Promise<SourcesAnswer>;
  rules(options?: AskOptions): Promise<{ readonly data: readonly RuleAnswer[] }>;
  /** `query`: any of `rule`, `source`, `since`, `until`, `limit`, `cursor`. */
  deadLetters(query: SourceQuery, options?: AskOptions): Promise<DeadLettersAnswer>;
  /** `filter`: any of `rule`, `source`, `since`, `until`. */
  replay(filter: SourceQuery, options?: AskOptions): Promise<ReplayAnswer>;
}
