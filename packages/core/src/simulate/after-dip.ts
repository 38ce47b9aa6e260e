import { type Columns, createColumns } from "./columns.js";
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

/** Units missed so far, per brand over the draws. */
export interface Missed {
  readonly units: Columns;
  /** Each at what is paid when it is missed. */
  readonly received: Columns;
  /** What would have been given back for it. */
  readonly given: Columns;
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
  const owed = createColumns(brands, dip.length);
  const missed: Missed = {
    units: createColumns(brands, dip.length),
    received: createColumns(brands, dip.length),
    given: createColumns(brands, dip.length),
  };
  return {
    missed,
    follow({ stretch: { days }, track, choice, buying, plain, paid, given }) {
      const due = days.map((length) => Math.min(1, length / AFTER_DIP_DAYS));
      for (let j = 0; j < brands; j++) {
        const price = paid[j];
        const back = given[j];
        for (let d = 0; d < dip.length; d++) {
          let debt = owed[j]![d]!;
          if (!plain && debt === 0) continue;
          const plainBuying = plain ? plain.buying[d]! : 0;
          const moved = plain ? choice[j]![d]! - plain.choice[j]![d]! : 0;
          const forward = plain ? dip[d]! : 0;
          const ratio = buying[d]!;
          // A draw at a time, so that the numbers of its path stay in registers.
          let rho = 0;
          let end = 0;
          let gap = 0;
          let choosing = 0;
          if (track.straight) {
            rho = track.habit[d]!;
            end = track.choice[j]![d]!;
            gap = track.x[j]![d]! - end;
            choosing = 1 - rho;
            const start = end + gap;
            const less = choosing * moved;
            // Extra units are linear in the share: none at either end, none between.
            const isExtra =
              ratio * start > plainBuying * (start - less) ||
              ratio * end > plainBuying * (end - less);
            if (debt === 0 && !isExtra) continue;
          }
          let gone = 0;
          for (let k = 0; k < days.length; k++) {
            let share = 0;
            if (track.straight) {
              gap *= rho;
              share = end + gap;
            } else {
              const { shares, anew } = track.seen[k]!;
              share = shares[j]![d]!;
              choosing = anew[d]!;
            }
            const length = days[k]!;
            const units = length * ratio * share;
            const repaid = debt * due[k]!;
            const now = units < repaid ? units : repaid;
            const extra = units - length * plainBuying * (share - choosing * moved);
            gone += now;
            debt -= now;
            if (extra > 0) debt += forward * extra;
          }
          owed[j]![d] = debt;
          const received = gone * (price ? price[d]! : 1);
          missed.units[j]![d]! += gone;
          missed.received[j]![d]! += received;
          if (back) missed.given[j]![d]! += received * back[d]!;
        }
      }
    },
  };
}
