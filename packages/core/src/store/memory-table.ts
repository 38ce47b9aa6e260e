import type { DeadLetter } from "../schema/dead-letter.js";
import { DERIVED_SOURCE } from "../schema/profile.js";
import {
  type BehaviourRecord,
  type CanonicalRecord,
  RECORD_KINDS,
  type RecordKind,
} from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { decideConflict, SUPERSEDED, supersededLetter } from "./conflict.js";
import { MemoryCustomers } from "./memory-customers.js";
import { mentionOf } from "./mention.js";
import type { Checkpoint, CommitReport, RecordStore, StoreContent } from "./record-store.js";

type Batch = Parameters<RecordStore["commit"]>[0];
type RecordOf<K extends RecordKind> = Extract<CanonicalRecord, { kind: K }>;

/** What the memory store holds: records by kind and key, dead letters by id, checkpoints by source. */
export class MemoryTable {
  readonly deadLetters = new Map<string, DeadLetter>();
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly customers = new MemoryCustomers({
    events: () => this.sorted("customer-event"),
    behaviour: () => this.sorted("behaviour"),
    put: (record) => this.#put(record),
    remove: (kind, key) => this.#remove(kind, key),
    removeTombstones: (ids) => this.#removeTombstones(ids),
    changed: () => {
      this.#version += 1;
    },
  });
  readonly #records = new Map<RecordKind, Map<string, CanonicalRecord>>();
  readonly #sorted = new Map<RecordKind, readonly CanonicalRecord[]>();
  #cells: Map<string, BehaviourRecord[]> | null = null;
  #version = 0;
  #content: StoreContent | null = null;

  commit(batch: Batch): CommitReport {
    const { checkpoint } = batch;
    const { records, refused } = this.customers.suppression.sift(batch.records);
    const deadLetters = [...batch.deadLetters, ...refused];
    const count = { stored: 0, duplicates: 0, deadLettered: 0, superseded: 0, displaced: 0 };
    const byKind: Partial<Record<RecordKind, number>> = {};
    const byRule = new Map<string, number>();
    const countRule = (rule: string) => byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    for (const record of records) {
      const outcome = this.#place(record);
      count[outcome === "displacing" ? "stored" : outcome] += 1;
      if (outcome === "displacing") count.displaced += 1;
      if (outcome === "superseded") {
        count.deadLettered += 1;
        countRule(SUPERSEDED);
      }
      if (outcome === "stored" || outcome === "displacing") {
        byKind[record.kind] = (byKind[record.kind] ?? 0) + 1;
      }
    }
    for (const letter of deadLetters) {
      const isNew = this.#bury(letter);
      count[isNew ? "deadLettered" : "duplicates"] += 1;
      if (isNew) countRule(letter.rule);
    }
    if (checkpoint !== undefined) this.checkpoints.set(checkpoint.source, checkpoint);
    if (count.stored + count.deadLettered > 0) this.#version += 1;
    return { ...count, byKind, byRule: Object.fromEntries(byRule) };
  }

  #place(record: CanonicalRecord): "stored" | "displacing" | "duplicates" | "superseded" {
    const rows = this.#of(record.kind);
    const held = rows.get(record.key);
    if (held === undefined) {
      this.#put(record);
      return "stored";
    }
    const decision = decideConflict(held, record);
    if (decision === "duplicate") return "duplicates";
    if (decision === "incoming_stands") {
      this.#remove(record.kind, record.key);
      this.#put(record);
      this.#bury(supersededLetter(held));
      return "displacing";
    }
    return this.#bury(supersededLetter(record)) ? "superseded" : "duplicates";
  }

  #put(record: CanonicalRecord): void {
    this.#of(record.kind).set(record.key, record);
    this.#forget(record.kind);
    if (record.deleted === true) return;
    if (record.kind === "customer-event") this.customers.touch(record);
    if (isObserved(record)) this.customers.observe(record);
  }

  #remove(kind: RecordKind, key: string): void {
    const held = this.#of(kind).get(key);
    if (held === undefined) return;
    this.#of(kind).delete(key);
    this.#forget(kind);
    if (held.deleted === true) return;
    if (held.kind === "customer-event") this.customers.touch(held);
    if (isObserved(held)) this.customers.unobserve(held);
  }

  /** Forgets deleted events of these ids: what is left of them tells of the customer still. */
  #removeTombstones(ids: readonly string[]): void {
    const rows = this.#of("customer-event");
    const mentions = mentionOf(ids);
    for (const [key, record] of rows) {
      if (record.deleted !== true || record.kind !== "customer-event") continue;
      const { userId, anonymousId, raw } = record;
      if (ids.some((id) => id === userId || id === anonymousId) || mentions(raw)) rows.delete(key);
    }
  }

  /** What is kept of a kind beside its records is out of date. */
  #forget(kind: RecordKind): void {
    this.#sorted.delete(kind);
    if (kind === "behaviour") this.#cells = null;
  }

  /** @returns false when the letter is already kept */
  #bury(letter: DeadLetter): boolean {
    if (this.deadLetters.has(letter.id)) return false;
    this.deadLetters.set(letter.id, letter);
    return true;
  }

  removeDeadLetters(ids: readonly string[]): void {
    let removed = false;
    for (const id of ids) removed = this.deadLetters.delete(id) || removed;
    if (removed) this.#version += 1;
  }

  trimDeadLetters({ before, most }: { before: number; most: number }): number {
    const oldest = [...this.deadLetters.values()].sort(
      (a, b) => (a.rejectedAt ?? 0) - (b.rejectedAt ?? 0) || (a.id < b.id ? -1 : 1),
    );
    const beyond = oldest.length - most;
    const gone = oldest.filter(
      ({ rejectedAt }, i) => i < beyond || (rejectedAt !== null && rejectedAt < before),
    );
    this.removeDeadLetters(gone.map(({ id }) => id));
    return gone.length;
  }

  /** Records of a kind by instant, then key. */
  sorted<K extends RecordKind>(kind: K): readonly RecordOf<K>[] {
    const held = this.#sorted.get(kind);
    const isKind = (record: CanonicalRecord): record is RecordOf<K> =>
      record.kind === kind && record.deleted !== true;
    if (held !== undefined) return held as readonly RecordOf<K>[];
    const rows = [...this.#of(kind).values()].filter(isKind);
    rows.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
    this.#sorted.set(kind, rows);
    return rows;
  }

  /** Behaviour rows of a cell by instant, then key. */
  cell(persona: string, region: string): readonly BehaviourRecord[] {
    return this.#byCell().get(JSON.stringify([persona, region])) ?? [];
  }

  /** Rows of each cell by instant. */
  cells(): Iterable<readonly BehaviourRecord[]> {
    return this.#byCell().values();
  }

  #byCell(): ReadonlyMap<string, readonly BehaviourRecord[]> {
    if (this.#cells === null) {
      this.#cells = new Map();
      for (const row of this.sorted("behaviour")) {
        const key = JSON.stringify([row.persona, row.region]);
        const rows = this.#cells.get(key);
        if (rows === undefined) this.#cells.set(key, [row]);
        else rows.push(row);
      }
    }
    return this.#cells;
  }

  content(): StoreContent {
    if (this.#content?.version !== this.#version) this.#content = this.#countContent();
    return this.#content;
  }

  #countContent(): StoreContent {
    const personas = new Set<string>();
    const regions = new Set<string>();
    const brands = new Set<string>();
    let [first, last, demo] = ["", "", false];
    const count: [RecordKind, number][] = [];
    for (const kind of RECORD_KINDS) {
      const rows = this.sorted(kind);
      count.push([kind, rows.length]);
      for (const row of rows) {
        demo ||= row.demo;
        if (first === "" || row.date < first) first = row.date;
        if (row.date > last) last = row.date;
        if (row.kind === "behaviour") {
          personas.add(row.persona);
          regions.add(row.region);
          for (const brand in row.shares) brands.add(brand);
        } else if (row.kind === "market") {
          regions.add(row.region);
          brands.add(row.brand);
        }
      }
    }
    return {
      records: countByKind(count),
      deadLetters: this.deadLetters.size,
      personas: [...personas].sort(),
      regions: [...regions].sort(),
      brands: [...brands].sort(),
      fromDay: first === "" ? null : dayOfDate(first),
      toDay: last === "" ? null : dayOfDate(last),
      demo,
      ...(this.customers.firstDay !== null && { eventsFromDay: this.customers.firstDay }),
      version: this.#version,
    };
  }

  #of(kind: RecordKind): Map<string, CanonicalRecord> {
    const rows = this.#records.get(kind);
    if (rows !== undefined) return rows;
    const made = new Map<string, CanonicalRecord>();
    this.#records.set(kind, made);
    return made;
  }
}

function isObserved(record: CanonicalRecord): record is BehaviourRecord {
  return record.kind === "behaviour" && record.position.source !== DERIVED_SOURCE;
}

function countByKind(rows: readonly (readonly [RecordKind, number])[]): StoreContent["records"] {
  const counts = new Map(rows);
  const of = (kind: RecordKind) => counts.get(kind) ?? 0;
  return {
    behaviour: of("behaviour"),
    intervention: of("intervention"),
    "daily-intel": of("daily-intel"),
    "web-intel": of("web-intel"),
    market: of("market"),
    district: of("district"),
    "customer-event": of("customer-event"),
  };
}
