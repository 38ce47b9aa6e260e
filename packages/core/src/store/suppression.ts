import { createTextHasher } from "../math/text-hasher.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import { previousIdOf } from "../schema/profile.js";
import type { CanonicalRecord, CustomerEventRecord } from "../schema/record.js";
import { reject } from "../schema/rejection.js";

/** The rule of events that are refused since their customer was erased. */
export const ERASED = "erased";

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

  /** Whether nobody was erased, so that nothing is refused. */
  get isEmpty(): boolean {
    return this.#until.size === 0;
  }

  /**
   * Parts records into those to be stored and letters for those that are refused.
   *
   * An event is refused for its userId, without one for its anonymousId, for the id that it gives up, and for its key. Its
   * letter says only that it came and from where.
   */
  sift(records: readonly CanonicalRecord[]): {
    readonly records: readonly CanonicalRecord[];
    readonly refused: readonly DeadLetter[];
  } {
    if (this.isEmpty) return { records, refused: [] };
    const kept: CanonicalRecord[] = [];
    const refused: DeadLetter[] = [];
    for (const record of records) {
      if (record.kind === "customer-event" && this.#refuses(record))
        refused.push(this.#letter(record));
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

  #letter({ key, position }: CustomerEventRecord): DeadLetter {
    return {
      id: this.#hash(JSON.stringify([ERASED, this.#salt, key])),
      kind: "customer-event",
      ...reject(ERASED, {
        field: "",
        found: "an event of a customer who was erased; nothing of it is kept",
        expected: "events of customers who were not",
      }),
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
