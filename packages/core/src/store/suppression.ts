import { createTextHasher } from "../math/text-hasher.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import { previousIdOf } from "../schema/profile.js";
import type { CanonicalRecord, CustomerEventRecord } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import { dateOfDay, dayOfDate } from "../schema/time-text.js";

/** The rule of events that are refused since their customer was erased. */
export const ERASED = "erased";

/** The rule of events that are refused since their day is over: single events of that time are not kept any more. */
export const EXPIRED = "expired";

/** Until when an erased id is refused; null: always. */
export interface Suppressed {
  readonly hash: string;
  readonly until: number | null;
}

/**
 * Remembers whom to forget: keyed hashes of erased ids and of keys of erased events, never these themselves.
 *
 * @remarks The salt keeps hashes of one store from being looked up in a table made elsewhere. Who has both store and salt
 * can still try ids one by one.
 */
export class Suppression {
  readonly #salt: string;
  readonly #hash = createTextHasher();
  readonly #until = new Map<string, number | null>();
  /** Events of earlier days are refused. */
  #firstDay = Number.NEGATIVE_INFINITY;

  constructor(salt: string, entries: Iterable<Suppressed> = []) {
    this.#salt = salt;
    this.add(entries);
  }

  /** What stands for these texts in the list. */
  entries(texts: readonly string[], until: number | null): Suppressed[] {
    return texts.map((text) => ({ hash: this.#of(text), until }));
  }

  add(entries: Iterable<Suppressed>): void {
    for (const { hash, until } of entries) {
      const held = this.#until.get(hash);
      const longest = held === undefined || (held !== null && until !== null && until > held);
      if (longest || until === null) this.#until.set(hash, until);
    }
  }

  /** Everybody who is refused, each once. */
  list(): Suppressed[] {
    return Array.from(this.#until, ([hash, until]) => ({ hash, until }));
  }

  /** The same for all lists whose hashes may be compared, and no other; says nothing of the salt. */
  get mark(): string {
    return this.#of("the list of who was erased");
  }

  /** The list with these entries alone, by the same salt. */
  of(entries: Iterable<Suppressed>): Suppression {
    return new Suppression(this.#salt, entries);
  }

  /** Whether a text stands in the list. */
  names(text: string): boolean {
    return this.#until.has(this.#of(text));
  }

  /** Refuses events of days before this one from now on. */
  closeBefore(day: number): void {
    this.#firstDay = Math.max(this.#firstDay, day);
  }

  /** Whether one of these days is closed. */
  isAnyClosed(days: Int32Array): boolean {
    return this.#firstDay > Number.NEGATIVE_INFINITY && days.some((day) => day < this.#firstDay);
  }

  /** Whether nobody was erased, so that nobody is refused. */
  get isEmpty(): boolean {
    return this.#until.size === 0;
  }

  /**
   * Parts records into those to be stored and letters for those that are refused.
   *
   * An event is refused for its userId, without one for its anonymousId, for the id that it gives up, for its key, and for
   * its day. Its letter says only that it came and from where.
   */
  sift(records: readonly CanonicalRecord[]): {
    readonly records: readonly CanonicalRecord[];
    readonly refused: readonly DeadLetter[];
  } {
    const isOpen = this.#firstDay === Number.NEGATIVE_INFINITY;
    if (this.isEmpty && isOpen) return { records, refused: [] };
    const kept: CanonicalRecord[] = [];
    const refused: DeadLetter[] = [];
    for (const record of records) {
      if (record.kind !== "customer-event") kept.push(record);
      else if (!isOpen && dayOfDate(record.date) < this.#firstDay)
        refused.push(this.#expiredLetter(record));
      else if (!this.isEmpty && this.#refuses(record)) refused.push(this.#erasedLetter(record));
      else kept.push(record);
    }
    return { records: kept, refused };
  }

  #refuses(event: CustomerEventRecord): boolean {
    const texts = [event.userId ?? event.anonymousId, previousIdOf(event), event.key];
    return texts.some((text) => {
      if (text === null) return false;
      const until = this.#until.get(this.#of(text));
      return until === null || (until !== undefined && event.at <= until);
    });
  }

  #erasedLetter(event: CustomerEventRecord): DeadLetter {
    const found = "an event of a customer who was erased; nothing of it is kept";
    return this.#letter(event, ERASED, { found, expected: "events of customers who were not" });
  }

  #expiredLetter(event: CustomerEventRecord): DeadLetter {
    const found = `an event of ${event.date}; nothing of it is kept`;
    const expected = `events of ${dateOfDay(this.#firstDay)} or later, which single events are kept of`;
    return this.#letter(event, EXPIRED, { found, expected });
  }

  #letter(
    { key, position }: CustomerEventRecord,
    rule: string,
    said: { found: string; expected: string },
  ): DeadLetter {
    return {
      id: this.#hash(JSON.stringify([rule, this.#salt, key])),
      kind: "customer-event",
      ...reject(rule, { field: "", ...said }),
      position,
      raw: "",
      encoding: "utf-8",
      rejectedAt: null,
    };
  }

  #of(text: string): string {
    return this.#hash(JSON.stringify([this.#salt, text]));
  }
}
