import type {
  CellDay,
  CellDayTotal,
  CustomerDay,
  CustomerEvent,
  IdClaim,
  IdPair,
} from "../schema/profile.js";
import type { BehaviourRecord } from "../schema/record.js";

/** Ids of events that came, changed or left, and up to which change they were listed. */
export interface TouchedIds {
  /** Ordered, each once. */
  readonly ids: readonly string[];
  readonly upTo: number;
}

/** What `deriveDays` did. */
export interface DerivedReport {
  /** Cells whose derived records changed. */
  readonly cells: readonly Pick<CellDay, "persona" | "region">[];
  /** Days that were looked at; 0 when none is left. */
  readonly days: number;
  readonly stored: number;
  readonly removed: number;
}

/** A customer's data that have to go. */
export interface Erasure {
  /** Keys of the customer's events. */
  readonly keys: readonly string[];
  /** Ids that from now on are refused: of users, and of devices that no one else uses. */
  readonly ids: readonly string[];
  /** Events after this instant are taken again; null: none ever. */
  readonly until: number | null;
}

/**
 * Customer events by who they are of, and what is derived from them.
 *
 * A commit of customer events notes, in its own transaction, which ids it touched; whoever derives takes the note away
 * once it is done, so that a crash in between loses nothing. Every derived thing is a function of the set of events.
 */
export interface CustomerStore {
  /** Ids touched since they were last settled, at most `limit`. */
  touched(limit: number): Promise<TouchedIds>;
  /** Those of the ids that some event carries as userId. */
  known(ids: readonly string[]): Promise<string[]>;
  /** Ids named together by an event, where one of them is in `ids`; each pair once, in any order. */
  pairs(ids: readonly string[]): Promise<IdPair[]>;
  /** Who claims these devices, complete, ordered by device, instant, user. */
  claims(ids: readonly string[]): Promise<IdClaim[]>;
  /** Events of these users, and events without userId of these devices, ordered by instant then key. */
  events(query: {
    readonly users: readonly string[];
    readonly devices: readonly string[];
    readonly limit?: number | undefined;
    readonly after?: { readonly at: number; readonly key: string } | undefined;
  }): Promise<CustomerEvent[]>;
  /** Puts `days` in the place of all days of `customers`; notes which cells changed, and takes away the note of `touched`. */
  settle(change: {
    readonly customers: readonly string[];
    readonly days: readonly CustomerDay[];
    readonly touched?: TouchedIds | undefined;
  }): Promise<void>;
  /**
   * Makes the derived behaviour records of at most `limit` changed days of cells anew.
   *
   * A derived record stands only where nothing was observed of the cell on that day. It gives way without a dead letter,
   * to a later derived one as to one that is observed.
   */
  deriveDays(options: {
    readonly limit: number;
    /** The record of a total, null for none. */
    readonly derive: (total: CellDayTotal) => BehaviourRecord | null;
  }): Promise<DerivedReport>;
  /** Removes events and refuses their like from now on. @returns how many were removed */
  erase(erasure: Erasure): Promise<number>;
  /** Refuses events of days before this one from now on; those that are there stay until `drop`. */
  close(day: number): Promise<void>;
  /**
   * Removes what customers did on closed days before this one, and what each of them adds to behaviour; behaviour stays as it
   * was derived. What says who they are stays: identities, traits, consent, and one event for each device of a user.
   *
   * @returns how many events were removed
   */
  drop(day: number): Promise<number>;
}
