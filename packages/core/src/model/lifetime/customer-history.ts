import { CoreError } from "../../error.js";
import { dateOfDay, isoDate, MS_PER_DAY } from "../../schema/time-text.js";
import {
  customerOf,
  type DayOptions,
  dayOf,
  dayOfPurchase,
  type Purchase,
  wrong,
} from "./purchase.js";

/** What BG/NBD and gamma-gamma need to know of a customer; x, t_x, T and m̄ of the literature. */
export interface CustomerHistory {
  readonly customerId: string;
  /** x: days with a purchase after the first one. */
  readonly repeats: number;
  /** t_x: days from the first purchase to the last one, 0 without repeats. */
  readonly activeDays: number;
  /** T: days from the first purchase to `until`. */
  readonly ageDays: number;
  /** Mean amount of the repeat days whose amount is known; null where there is none. */
  readonly meanAmount: number | null;
  /** Repeat days whose amount is known. */
  readonly amounts: number;
}

/** Histories up to a day, and what was not counted. */
export interface CustomerSummary {
  /** In order of customer id. */
  readonly customers: readonly CustomerHistory[];
  /** First purchase of all, `YYYY-MM-DD`. */
  readonly from: string;
  readonly until: string;
  /** Rows after `until`. */
  readonly later: number;
  /** Rows with a negative amount: refunds, which are no purchases. */
  readonly refunds: number;
  /** Rows counted as purchases whose amount is missing. */
  readonly withoutAmount: number;
  /** Rows merged into another purchase of the same customer and day. */
  readonly merged: number;
}

/** Up to when purchases count. */
export interface UntilOptions extends DayOptions {
  /** Last day that counts, a date or an instant; the day of the last purchase unless told. */
  readonly until?: string | number;
}

/**
 * Summarises purchases by customer: repeats, time from first to last purchase, age, mean amount of repeats.
 *
 * Several purchases of a customer on one day are one, with their amounts added. Rows after `until` are left out, so
 * that a past day can be replayed; refunds (amount below 0) are no purchases.
 *
 * @param purchases - in any order
 * @throws CoreError `too_few_rows` without a purchase up to `until`, `invalid_input`, `no_zone`, `not_finite`
 */
export function summariseCustomers(
  purchases: readonly Purchase[],
  options: UntilOptions = {},
): CustomerSummary {
  const n = purchases.length;
  const days = new Float64Array(n);
  const owner = new Int32Array(n);
  const ids: string[] = [];
  const indexOf = new Map<string, number>();
  let last = -Infinity;
  let refunds = 0;
  for (let row = 0; row < n; row++) {
    const purchase = purchases[row]!;
    const id = customerOf(purchase, row);
    checkAmount(purchase.amount, row);
    let index = indexOf.get(id);
    if (index === undefined) {
      index = ids.length;
      ids.push(id);
      indexOf.set(id, index);
    }
    owner[row] = index;
    days[row] = dayOfPurchase(purchase, row, options);
    if ((purchase.amount ?? 0) < 0) {
      refunds++;
      owner[row] = -1;
    } else last = Math.max(last, days[row]!);
  }
  const until =
    options.until === undefined ? last : dayOf(options.until, { ...options, column: "until" });
  const rows = [...owner.keys()].filter((row) => owner[row]! >= 0 && days[row]! <= until);
  if (rows.length === 0) {
    const end = Number.isFinite(until) ? ` up to ${dateOfDay(until)}` : "";
    throw new CoreError("too_few_rows", `found no purchase${end} among ${n} rows, expected some`);
  }
  rows.sort((a, b) => owner[a]! - owner[b]! || days[a]! - days[b]! || a - b);
  const customers: CustomerHistory[] = [];
  let from = Infinity;
  let merged = 0;
  let withoutAmount = 0;
  for (let i = 0; i < rows.length; ) {
    const who = owner[rows[i]!]!;
    const first = days[rows[i]!]!;
    let repeats = 0;
    let amounts = 0;
    let money = 0;
    let latest = first;
    while (i < rows.length && owner[rows[i]!] === who) {
      const day = days[rows[i]!]!;
      let known = false;
      let paid = 0;
      const start = i;
      for (; i < rows.length && owner[rows[i]!] === who && days[rows[i]!] === day; i++) {
        const amount = purchases[rows[i]!]!.amount ?? null;
        if (amount === null) withoutAmount++;
        else {
          known = true;
          paid += amount;
        }
      }
      merged += i - start - 1;
      latest = day;
      if (day === first) continue;
      repeats++;
      if (known) {
        amounts++;
        money += paid;
      }
    }
    from = Math.min(from, first);
    customers.push({
      customerId: ids[who]!,
      repeats,
      activeDays: latest - first,
      ageDays: until - first,
      meanAmount: amounts > 0 ? money / amounts : null,
      amounts,
    });
  }
  customers.sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  return {
    customers,
    from: isoDate(from * MS_PER_DAY),
    until: isoDate(until * MS_PER_DAY),
    later: n - refunds - rows.length,
    refunds,
    withoutAmount,
    merged,
  };
}

function checkAmount(amount: number | null | undefined, row: number): void {
  if (amount === undefined || amount === null) return;
  if (typeof amount !== "number")
    throw wrong(row, "amount", `found ${typeof amount}, expected a number`);
  if (!Number.isFinite(amount)) {
    throw new CoreError(
      "not_finite",
      `purchase ${row}, amount: found ${amount}, expected a finite number`,
      [{ pointer: `/${row}/amount`, detail: "expected a finite number" }],
    );
  }
}
