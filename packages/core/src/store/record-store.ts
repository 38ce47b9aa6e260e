import type { DeadLetter } from "../schema/dead-letter.js";
import type { History } from "../schema/history.js";
import type { BehaviourRecord, CanonicalRecord, RecordKind } from "../schema/record.js";
import type { BehaviourColumns } from "./behaviour-columns.js";
import type { CustomerStore } from "./customer-store.js";
import type { EventColumns } from "./event-columns.js";

/** How far a source has been read: everything before `offset` is durable. */
export interface Checkpoint {
  readonly source: string;
  /** Bytes of the source that are done with. */
  readonly offset: number;
  /** Lines of the source that are done with. */
  readonly line: number;
  /** What tells that it is still the same content, e.g. a hash of its first bytes; of a live source its cursor. */
  readonly fingerprint: string;
}

/** What one batch did: `records + deadLetters = stored + duplicates + deadLettered`. */
export interface CommitReport {
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Of the dead-lettered: records that lost against another of the same key. */
  readonly superseded: number;
  /** Records stored before that gave way to one of this batch and became dead letters. */
  readonly displaced: number;
  /** Stored records by kind. */
  readonly byKind: Readonly<Partial<Record<RecordKind, number>>>;
  /** Dead-lettered records by rule, `superseded` included, `displaced` not; sums to `deadLettered`. */
  readonly byRule: Readonly<Record<string, number>>;
}

/** Days are local dates as days since 1970-01-01, inclusive; what is omitted means all. */
export interface BehaviourQuery {
  readonly persona?: string | undefined;
  readonly region?: string | undefined;
  readonly fromDay?: number | undefined;
  readonly toDay?: number | undefined;
  readonly order?: "asc" | "desc" | undefined;
  readonly limit?: number | undefined;
  /** Start after this record (exclusive), in the query's own order. */
  readonly after?: { readonly at: number; readonly key: string } | undefined;
}

/** Whose behaviour; what is omitted means all. */
export type CellQuery = Pick<BehaviourQuery, "persona" | "region">;

/** What a behaviour record tells, without its key and where it came from. */
export interface BehaviourRow
  extends Omit<
    BehaviourRecord,
    "kind" | "key" | "hash" | "generatedAt" | "position" | "raw" | "date" | "revision" | "deleted"
  > {
  /** Local date as days since 1970-01-01. */
  readonly day: number;
}

/**
 * People-weighted aggregate of behaviour rows; `people` counts those rows that know it.
 *
 * A mean is Σ people × value / Σ people over the rows that know both; if no row knows both, the plain mean of the rows that
 * know the value; null if none does. A brand that a row does not name counts as 0 there.
 */
export interface BehaviourSummaryRow {
  readonly persona: string;
  readonly region: string;
  readonly records: number;
  readonly people: number;
  readonly fromDay: number;
  readonly toDay: number;
  readonly shares: Readonly<Record<string, number>>;
  readonly satisfaction: number | null;
  readonly digitalAdoption: number | null;
  readonly gamification: number | null;
  readonly efficiency: number | null;
}

/** Behaviour rows of one cell in one bucket of days, weighted by people. */
export interface BehaviourBucket extends BehaviourSummaryRow {
  /** First day of the bucket. */
  readonly day: number;
}

/** Which dead letters; what is omitted means all. */
export interface LetterQuery {
  readonly rule?: string | undefined;
  readonly source?: string | undefined;
  /** Instants between which they were rejected, both inclusive; those whose time is not known are left out then. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit?: number | undefined;
  readonly afterId?: string | undefined;
}

/** What is in a store. */
export interface StoreContent {
  readonly records: Readonly<Record<RecordKind, number>>;
  readonly deadLetters: number;
  readonly personas: readonly string[];
  readonly regions: readonly string[];
  readonly brands: readonly string[];
  readonly fromDay: number | null;
  readonly toDay: number | null;
  readonly demo: boolean;
  /** First day of which single customer events are kept; absent while nothing was dropped. */
  readonly eventsFromDay?: number;
  /** Rises with every commit that changed something; a cache is valid while it stands. */
  readonly version: number;
}

/** Room that a store takes where it is kept, in bytes. */
export interface StoreSpace {
  readonly usedBytes: number;
  /** Taken, but free for what comes. */
  readonly freeBytes: number;
}

/** Durable, idempotent storage of records and dead letters: every adapter passes the suite in `testing/`. */
export interface RecordStore {
  /** Whether `commit` takes `columns` and `events`; other stores are given records only. */
  readonly takesColumns?: boolean;
  /**
   * Random text made with the store, another for every store there ever was, and the same wherever it is opened; absent
   * where a store does not outlive its process.
   */
  readonly identity?: string;
  /** Customer events by who they are of; absent from stores that cannot tell. */
  readonly customers?: CustomerStore;
  /** Stores a batch atomically; durable when it resolves. Committing the same batch again changes nothing. */
  commit(batch: {
    readonly records: readonly CanonicalRecord[];
    /** Behaviour records in another form, stored before `records`; not to be read once this resolves. */
    readonly columns?: readonly BehaviourColumns[] | undefined;
    /** Customer events in another form, stored before `records`. */
    readonly events?: readonly EventColumns[] | undefined;
    readonly deadLetters: readonly DeadLetter[];
    readonly checkpoint?: Checkpoint | undefined;
  }): Promise<CommitReport>;
  checkpoint(source: string): Promise<Checkpoint | null>;
  content(): Promise<StoreContent>;
  /** Ordered by instant then key (`desc`: reversed). */
  behaviour(query: BehaviourQuery): Promise<BehaviourRecord[]>;
  /** Visits rows one cell after the other, each by instant, all of one moment; what `visit` throws ends it. */
  eachBehaviour(query: CellQuery, visit: (row: BehaviourRow) => void): Promise<void>;
  summary(query: BehaviourQuery): Promise<BehaviourSummaryRow[]>;
  buckets(
    query: BehaviourQuery & { readonly bucket: "day" | "week" | "month" },
  ): Promise<BehaviourBucket[]>;
  /** Records of any other kind, ordered by instant then key. */
  records<K extends Exclude<RecordKind, "behaviour">>(query: {
    readonly kind: K;
    readonly fromDay?: number | undefined;
    readonly toDay?: number | undefined;
    readonly order?: "asc" | "desc" | undefined;
    readonly limit?: number | undefined;
    readonly after?: { readonly at: number; readonly key: string } | undefined;
  }): Promise<Extract<CanonicalRecord, { kind: K }>[]>;
  /** What a twin is fitted from. */
  history(query?: { readonly fromDay?: number | undefined }): Promise<History>;
  /** Ordered by id. */
  deadLetters(query: LetterQuery): Promise<DeadLetter[]>;
  /** How many dead letters each rule has. */
  letterCounts(): Promise<Readonly<Record<string, number>>>;
  removeDeadLetters(ids: readonly string[]): Promise<void>;
  /**
   * Reads and writes a little past every cache, which changes nothing that is stored; resolves when that is durable. Absent
   * where nothing can fail.
   */
  probe?(): Promise<void>;
  /** Removes dead letters rejected before an instant, and of the rest the oldest beyond `most`. @returns how many */
  trimDeadLetters(limits: { readonly before: number; readonly most: number }): Promise<number>;
  /** Room that it takes; absent from stores that are in memory. */
  readonly space?: () => Promise<StoreSpace>;
  /** Gives free what was removed, for what comes. */
  readonly compact?: () => Promise<void>;
  close(): Promise<void>;
}
