import type { AuditKey } from "./entry.js";

/** How an audit log is kept. */
export interface AuditSettings {
  /** Keep calls that only read, too. */
  readonly reads: boolean;
  /** Refuse calls while nothing can be written. */
  readonly strict: boolean;
  /** Longest time until an entry is on disk, ms. */
  readonly syncMs: number;
  /** Size at which another file begins. */
  readonly fileBytes: number;
  /** Days for which files are kept. */
  readonly keepDays: number;
}

/** Where it is, and what it is authenticated with. */
export interface AuditPlace {
  /** A folder of its own. */
  readonly folder: string;
  /** Key of the HMAC; null: anybody who can write the files can make them anew. */
  readonly key: AuditKey;
}
