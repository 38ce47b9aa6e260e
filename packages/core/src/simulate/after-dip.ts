import { type Columns, type Touched, zeros } from "./columns.js";
import type { Stretch, Track } from "./stretch.js";

/** Days over which what was bought forward is missed: an exponential with this mean. */
export const AFTER_DIP_DAYS = 14;

/** What is sold in a stretch. */
export interface Sold {
  readonly stretch: Stretch;
  /** Shares by period. */
  readonly track: Track;
  readonly choice: Columns;
  readonly buying: Float64Array;
  /** Choice and buying with the promotions taken out; null where none runs. */
  readonly plain: { readonly choice: Columns; readonly buying: Float64Array } | null;
  /** Money received per unit over the baseline's, null for as much. */
  readonly paid: readonly (Float64Array | null)[];
  /** Money given back per money received, null for none. */
  readonly given: readonly (Float64Array | null)[];
}

/** Units missed so far, per brand over the draws; null where none. */
export interface Missed {
  readonly units: Touched;
  /** Each at what is paid when it is missed. */
  readonly received: Touched;
  /** What would have been given back for it. */
  readonly given: Touched;
}

/** Units that promotions sold from later: owed from the day they are sold, missed bit by bit. */
export interface AfterDip {
  readonly missed: Missed;
  /**
   * Goes through a stretch.
   *
   * A promotion's extra units of a period are those sold less those that would have been sold had its promotions not
   * run in that period: what people repeat out of habit is not bought forward, and an effect of something else neither.
   */
  follow(sold: Sold): void;
}

/** @param options.dip - share of a promotion's extra units that was bought forward, 0–1, over the draws */
export function createAfterDip({ brands, dip }: { brands: number; dip: Float64Array }): AfterDip {
  const none = () => new Array<Float64Array | null>(brands).fill(null);
  const owed = none();
  const missed: Missed = { units: none(), received: none(), given: none() };
  return {
    missed,
    follow(sold) {
      const due = sold.stretch.days.map((length) => Math.min(1, length / AFTER_DIP_DAYS));
      for (let j = 0; j < brands; j++) {
        if (!sold.plain && !owed[j]) continue;
        const debts = owed[j] ?? zeros(dip.length);
        const gone = sold.track.straight
          ? goneStraight(debts, sold, sold.track, { j, dip, due })
          : goneSeen(debts, sold, sold.track, { j, dip, due });
        if (!gone) continue;
        owed[j] = debts;
        note(missed, gone, { j, price: sold.paid[j], back: sold.given[j] });
      }
    },
  };
}

interface Brand {
  readonly j: number;
  readonly dip: Float64Array;
  /** Of what is owed, the part missed in each period. */
  readonly due: Float64Array;
}

/**
 * Units of a brand that are missed where everyone finds their brand; null where none is owed in any draw.
 *
 * @param debts - units owed, carried on
 */
function goneStraight(
  debts: Float64Array,
  { stretch: { days }, choice, buying, plain }: Sold,
  track: Track & { straight: true },
  { j, dip, due }: Brand,
): Float64Array | null {
  const [from, to, chosen, unmoved] = [track.x[j]!, track.choice[j]!, choice[j]!, plain?.choice[j]];
  let all: Float64Array | null = null;
  for (let d = 0; d < dip.length; d++) {
    let debt = debts[d]!;
    if (!plain && debt === 0) continue;
    const plainBuying = plain ? plain.buying[d]! : 0;
    const ratio = buying[d]!;
    const rho = track.habit[d]!;
    const end = to[d]!;
    let gap = from[d]! - end;
    const start = end + gap;
    const less = unmoved ? (1 - rho) * (chosen[d]! - unmoved[d]!) : 0;
    // Extra units are linear in the share: none at either end, none between.
    const isExtra =
      ratio * start > plainBuying * (start - less) || ratio * end > plainBuying * (end - less);
    if (debt === 0 && !isExtra) continue;
    const forward = plain ? dip[d]! : 0;
    // A draw at a time, so that the numbers of its path stay in registers.
    let gone = 0;
    for (let k = 0; k < days.length; k++) {
      gap *= rho;
      const share = end + gap;
      const length = days[k]!;
      const units = length * ratio * share;
      const repaid = debt * due[k]!;
      const now = units < repaid ? units : repaid;
      const extra = units - length * plainBuying * (share - less);
      gone += now;
      debt -= now;
      if (extra > 0) debt += forward * extra;
    }
    debts[d] = debt;
    all ??= zeros(dip.length);
    all[d] = gone;
  }
  return all;
}

/** As {@link goneStraight}, where shares were seen at the end of each period. */
function goneSeen(
  debts: Float64Array,
  { stretch: { days }, choice, buying, plain }: Sold,
  { seen }: Track & { straight: false },
  { j, dip, due }: Brand,
): Float64Array | null {
  const [chosen, unmoved] = [choice[j]!, plain?.choice[j]];
  let all: Float64Array | null = null;
  for (let d = 0; d < dip.length; d++) {
    let debt = debts[d]!;
    if (!plain && debt === 0) continue;
    const plainBuying = plain ? plain.buying[d]! : 0;
    const moved = unmoved ? chosen[d]! - unmoved[d]! : 0;
    const forward = plain ? dip[d]! : 0;
    const ratio = buying[d]!;
    let gone = 0;
    for (let k = 0; k < days.length; k++) {
      const { shares, anew } = seen[k]!;
      const share = shares[j]![d]!;
      const length = days[k]!;
      const units = length * ratio * share;
      const repaid = debt * due[k]!;
      const now = units < repaid ? units : repaid;
      const extra = units - length * plainBuying * (share - anew[d]! * moved);
      gone += now;
      debt -= now;
      if (extra > 0) debt += forward * extra;
    }
    debts[d] = debt;
    all ??= zeros(dip.length);
    all[d] = gone;
  }
  return all;
}

/** Adds what is missed of a brand, and the money that would have been received and given back for it. */
function note(
  missed: Missed,
  gone: Float64Array,
  {
    j,
    price,
    back,
  }: { j: number; price: Float64Array | null | undefined; back: Float64Array | null | undefined },
): void {
  const column = (columns: Touched) => {
    columns[j] ??= zeros(gone.length);
    return columns[j];
  };
  const units = column(missed.units);
  const received = column(missed.received);
  const given = back ? column(missed.given) : null;
  for (let d = 0; d < gone.length; d++) {
    const money = price ? gone[d]! * price[d]! : gone[d]!;
    units[d]! += gone[d]!;
    received[d]! += money;
    if (given && back) given[d]! += money * back[d]!;
  }
}
