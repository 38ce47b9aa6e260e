import {
  type CellDay,
  type CustomerDay,
  DERIVED_SOURCE,
  type IdClaim,
  type IdPair,
  previousIdOf,
  SCORES,
  type Score,
  type ScoreTotal,
} from "../schema/profile.js";
import type { BehaviourRecord, CustomerEventRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { CellDaySum } from "./cell-day-sum.js";
import type { CustomerStore, DerivedReport } from "./customer-store.js";
import { Suppression } from "./suppression.js";

/** What somebody did, as opposed to who they are. */
const DEEDS: ReadonlySet<string> = new Set(["track", "page", "screen"]);

/** The user and the device that an event names together, null when it does not. */
function pairOf({ userId, anonymousId }: CustomerEventRecord): string | null {
  return userId === null || anonymousId === null ? null : JSON.stringify([userId, anonymousId]);
}

/** What the customers need of the table of records. */
export interface CustomerRecords {
  events(): readonly CustomerEventRecord[];
  behaviour(): Iterable<BehaviourRecord>;
  put(record: BehaviourRecord): void;
  remove(kind: "behaviour" | "customer-event", key: string): void;
  removeTombstones(ids: readonly string[]): void;
  /** Something changed. */
  changed(): void;
}

/** Customers of a store in memory. */
export class MemoryCustomers implements CustomerStore {
  /** In memory there is nobody to hide the hashes from. */
  readonly suppression = new Suppression("memory");
  readonly #records: CustomerRecords;
  readonly #touched = new Map<string, number>();
  readonly #days = new Map<string, readonly CustomerDay[]>();
  readonly #cells = new Map<string, Map<string, CustomerDay>>();
  readonly #changed = new Map<string, CellDay>();
  /** Derived records by the cell and day that they stand for. */
  readonly #derived = new Map<string, BehaviourRecord>();
  #sequence = 0;
  #closed = Number.NEGATIVE_INFINITY;
  #dropped = Number.NEGATIVE_INFINITY;

  constructor(records: CustomerRecords) {
    this.#records = records;
  }

  /** An event came or left. */
  touch(event: CustomerEventRecord): void {
    this.#sequence += 1;
    for (const id of [event.userId, event.anonymousId, previousIdOf(event)]) {
      if (id !== null) this.#touched.set(id, this.#sequence);
    }
  }

  /** Something was observed of a cell on a day: what was derived of it gives way. */
  observe({ persona, region, date }: BehaviourRecord): void {
    if (this.#derived.size === 0) return;
    this.#withdraw({ persona, region, day: dayOfDate(date) });
  }

  /** What was observed of a cell on a day left. */
  unobserve({ persona, region, date }: BehaviourRecord): void {
    const cell = { persona, region, day: dayOfDate(date) };
    if (this.#cells.has(nameOf(cell))) this.#changed.set(nameOf(cell), cell);
  }

  async touched(limit: number) {
    return { ids: [...this.#touched.keys()].sort().slice(0, limit), upTo: this.#sequence };
  }

  async known(ids: readonly string[]): Promise<string[]> {
    const asked = new Set(ids);
    const known = new Set<string>();
    for (const { userId } of this.#records.events()) {
      if (userId !== null && asked.has(userId)) known.add(userId);
    }
    return [...known];
  }

  async pairs(ids: readonly string[]): Promise<IdPair[]> {
    const asked = new Set(ids);
    const pairs = new Map<string, IdPair>();
    for (const { userId, otherId, alias } of this.#links()) {
      if (!asked.has(userId) && !asked.has(otherId)) continue;
      pairs.set(JSON.stringify([userId, otherId, alias]), { userId, otherId, alias });
    }
    return [...pairs.values()];
  }

  async claims(ids: readonly string[]): Promise<IdClaim[]> {
    const asked = new Set(ids);
    const links = this.#links().filter(({ otherId }) => asked.has(otherId));
    links.sort((a, b) => order(a.otherId, b.otherId) || a.at - b.at || order(a.userId, b.userId));
    return links.map(({ userId, otherId, at }) => ({ userId, otherId, until: at }));
  }

  async events({ users, devices, limit, after }: Parameters<CustomerStore["events"]>[0]) {
    const [userSet, deviceSet] = [new Set(users), new Set(devices)];
    return this.#records
      .events()
      .filter(({ userId, anonymousId }) =>
        userId === null ? deviceSet.has(anonymousId ?? "") : userSet.has(userId),
      )
      .filter(
        ({ at, key }) =>
          after === undefined || at > after.at || (at === after.at && key > after.key),
      )
      .slice(0, limit);
  }

  async settle({ customers, days, touched }: Parameters<CustomerStore["settle"]>[0]) {
    for (const customer of customers) {
      for (const day of this.#days.get(customer) ?? []) {
        const name = nameOf(day);
        this.#cells.get(name)?.delete(customer);
        this.#changed.set(name, day);
      }
      this.#days.delete(customer);
    }
    for (const day of days.filter((one) => one.day >= this.#dropped)) {
      const name = nameOf(day);
      const cell = this.#cells.get(name) ?? new Map<string, CustomerDay>();
      this.#cells.set(name, cell.set(day.customer, day));
      this.#days.set(day.customer, [...(this.#days.get(day.customer) ?? []), day]);
      this.#changed.set(name, day);
    }
    for (const id of touched?.ids ?? []) {
      if ((this.#touched.get(id) ?? 0) <= (touched?.upTo ?? 0)) this.#touched.delete(id);
    }
  }

  async deriveDays({ limit, derive }: Parameters<CustomerStore["deriveDays"]>[0]) {
    const days = [...this.#changed].slice(0, limit);
    const report = {
      cells: new Map<string, DerivedReport["cells"][number]>(),
      stored: 0,
      removed: 0,
    };
    const observed = new Set<string>();
    if (days.length > 0) {
      for (const { persona, region, date, position } of this.#records.behaviour()) {
        if (position.source === DERIVED_SOURCE) continue;
        observed.add(nameOf({ persona, region, day: dayOfDate(date) }));
      }
    }
    for (const [name, cell] of days) {
      this.#changed.delete(name);
      const parts = this.#cells.get(name);
      if (parts?.size === 0) this.#cells.delete(name);
      const sum = new CellDaySum(cell);
      for (const part of parts?.values() ?? []) sum.add(partOf(part));
      const record = observed.has(name) ? null : derive(sum.total());
      const held = this.#derived.get(name);
      if (held?.hash === record?.hash) continue;
      report.cells.set(JSON.stringify([cell.persona, cell.region]), cell);
      if (held !== undefined) {
        this.#withdraw(cell);
        report.removed += 1;
      }
      if (record !== null) {
        this.#derived.set(name, record);
        this.#records.put(record);
        report.stored += 1;
      }
    }
    if (report.cells.size > 0) this.#records.changed();
    return { ...report, cells: [...report.cells.values()], days: days.length };
  }

  async close(day: number): Promise<void> {
    this.suppression.closeBefore(day);
    this.#closed = Math.max(this.#closed, day);
  }

  async drop(day: number): Promise<number> {
    const before = Math.min(day, this.#closed);
    this.#dropped = Math.max(this.#dropped, before);
    for (const [customer, days] of this.#days) {
      for (const gone of days.filter((one) => one.day < before)) {
        this.#cells.get(nameOf(gone))?.delete(customer);
      }
      this.#days.set(
        customer,
        days.filter((one) => one.day >= before),
      );
    }
    const old = this.#records.events().filter(({ date }) => dayOfDate(date) < before);
    // In order of time: the last of each pair of user and device stays, all of its instant.
    const last = new Map(old.map((event) => [pairOf(event), event.at]));
    const gone = old.filter(
      (event) =>
        DEEDS.has(event.type) && (pairOf(event) === null || last.get(pairOf(event)) !== event.at),
    );
    for (const { key } of gone) this.#records.remove("customer-event", key);
    if (gone.length > 0) this.#records.changed();
    return gone.length;
  }

  /** First day of which single events are kept; null: nothing was dropped. */
  get firstDay(): number | null {
    return this.#dropped === Number.NEGATIVE_INFINITY ? null : this.#dropped;
  }

  async erase({ keys, ids, until }: Parameters<CustomerStore["erase"]>[0]): Promise<number> {
    const gone = new Set(keys);
    const events = this.#records.events().filter(({ key }) => gone.has(key));
    for (const event of events) {
      this.touch(event);
      this.#records.remove("customer-event", event.key);
    }
    this.#records.removeTombstones(ids);
    this.suppression.add(this.suppression.entries([...ids, ...keys], until));
    if (events.length > 0) this.#records.changed();
    return events.length;
  }

  #withdraw(cell: CellDay): void {
    const held = this.#derived.get(nameOf(cell));
    if (held === undefined) return;
    this.#derived.delete(nameOf(cell));
    this.#records.remove("behaviour", held.key);
  }

  #links(): { userId: string; otherId: string; alias: boolean; at: number }[] {
    return this.#records.events().flatMap((event) => {
      const { userId, anonymousId, at } = event;
      if (userId === null) return [];
      const previousId = previousIdOf(event);
      return [
        ...(anonymousId === null ? [] : [{ userId, otherId: anonymousId, alias: false, at }]),
        ...(previousId === null ? [] : [{ userId, otherId: previousId, alias: true, at }]),
      ];
    });
  }
}

function partOf(day: CustomerDay) {
  const known = SCORES.map((score): readonly [Score, ScoreTotal] => {
    const value = day.scores[score];
    return [score, { sum: value ?? 0, people: value === null ? 0 : 1 }];
  });
  return { ...day, people: 1, scores: Object.fromEntries(known) as Record<Score, ScoreTotal> };
}

function nameOf({ persona, region, day }: CellDay): string {
  return JSON.stringify([persona, region, day]);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
