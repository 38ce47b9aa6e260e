import { customerDays, type DayStart, derivedBehaviour } from "../profile/index.js";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import type { Catalogue } from "../schema/catalogue.js";
import { createNames } from "../schema/names.js";
import type { CellDay } from "../schema/profile.js";
import { MS_PER_DAY } from "../schema/time-text.js";
import type { RecordStore } from "../store/record-store.js";
import { zoneClock } from "../transform/index.js";
import { findCustomers } from "./find-customers.js";
import { foldCustomers } from "./fold-customers.js";

/** How customers become behaviour. */
export interface DeriveOptions {
  readonly store: RecordStore;
  /** Default: the built-in one. */
  readonly catalogue?: Catalogue | undefined;
  /** IANA zone in which days begin. Default: the catalogue's; without any, UTC. */
  readonly zone?: string | null | undefined;
  /** Buyers that a cell needs on a day to be told of. Default 1. */
  readonly leastPeople?: number | undefined;
  /** Count only customers who consented, not all who did not refuse. Default false. */
  readonly requireConsent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Awaited between pieces of work, so that others of the store get their turn. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/** What a derivation did. */
export interface DeriveReport {
  readonly customers: number;
  /** Days of cells that were looked at. */
  readonly days: number;
  readonly stored: number;
  readonly removed: number;
  /** Cells whose derived behaviour changed. */
  readonly cells: readonly Pick<CellDay, "persona" | "region">[];
}

/** Ids whose customers are looked up at once. */
const IDS_AT_ONCE = 2000;
/** Customers whose events are taken together at once. */
const CUSTOMERS_AT_ONCE = 500;
/** Days of cells that are made anew in one transaction. */
const DAYS_AT_ONCE = 5000;

/**
 * Brings behaviour up to date with the customer events that came, changed or left since the last time.
 *
 * Only customers whose ids were touched are taken together anew, and only the days of cells that they were or are in; the
 * result is that of all events at once, in whatever order and batches they came.
 *
 * @returns zeros for a store that does not keep customers
 * @throws CoreError `unknown_zone` | `invalid_catalogue`, and what the store throws
 */
export async function deriveBehaviour(options: DeriveOptions): Promise<DeriveReport> {
  const { store, signal, leastPeople = 1, requireConsent = false } = options;
  const catalogue = options.catalogue ?? builtInCatalogue;
  const zone = options.zone === undefined ? catalogue.zone : options.zone;
  const report = { customers: 0, days: 0, stored: 0, removed: 0 };
  const cells = new Map<string, DeriveReport["cells"][number]>();
  if (store.customers === undefined) return { ...report, cells: [] };
  const names = createNames(catalogue);
  for (let first = true; signal?.aborted !== true; first = false) {
    if (!first) await options.pause?.();
    const touched = await store.customers.touched(IDS_AT_ONCE);
    if (touched.ids.length === 0) break;
    const { identities, customers, formerly } = await findCustomers(store.customers, touched.ids);
    for (let from = 0; from < customers.length; from += CUSTOMERS_AT_ONCE) {
      const some = customers.slice(from, from + CUSTOMERS_AT_ONCE);
      const folds = await foldCustomers(store.customers, some, { identities, names });
      const days = [...folds].flatMap(([customer, fold]) =>
        customerDays(fold, { customer, requireConsent }),
      );
      await store.customers.settle({ customers: some, days });
      report.customers += folds.size;
    }
    const now = new Set(customers);
    await store.customers.settle({
      customers: formerly.filter((id) => !now.has(id)),
      days: [],
      touched,
    });
  }
  const dayStart = dayStartIn(zone);
  while (signal?.aborted !== true) {
    const {
      days,
      stored,
      removed,
      cells: changed,
    } = await store.customers.deriveDays({
      limit: DAYS_AT_ONCE,
      derive: (total) => derivedBehaviour(total, { dayStart, leastPeople }),
    });
    if (days === 0) break;
    report.days += days;
    report.stored += stored;
    report.removed += removed;
    for (const cell of changed) cells.set(JSON.stringify([cell.persona, cell.region]), cell);
  }
  return { ...report, cells: [...cells.values()] };
}

/** When days begin in a zone; without one, in UTC. @throws CoreError `unknown_zone` */
function dayStartIn(zone: string | null): DayStart {
  if (zone === null) return (day) => ({ at: day * MS_PER_DAY, offsetMinutes: 0 });
  const clock = zoneClock(zone);
  return (day) => {
    const { at, offsetMinutes } = clock.place(day * MS_PER_DAY);
    return { at, offsetMinutes };
  };
}
