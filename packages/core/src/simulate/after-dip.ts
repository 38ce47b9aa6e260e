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
}

/** Units that promotions sold from later: owed from the day they are sold, missed bit by bit. */
export interface AfterDip {
  /** Units missed so far, each at what is paid when it is missed. */
  readonly missed: Columns;
  /**
   * Goes through a stretch.
   *
   * A promotion's extra units of a period are those sold less those that would have been sold had its promotions not
   * run in that period: what people repeat out of habit is not bought forward, and an effect of something else neither.
   */
  follow(sold: Sold): void;
}

/** @param options.dip - share of a promotion's extra units that was bought forward, 0–1, over the draws */
export function createAfterDip({
  brands,
  dip,
  periods,
}: {
  brands: number;
  dip: Float64Array;
  periods: number;
}): AfterDip {
  const owed = createColumns(brands, dip.length);
  const missed = createColumns(brands, dip.length);
  const share = new Float64Array(periods);
  const choosing = new Float64Array(periods);
  return {
    missed,
    follow({ stretch: { days }, track, choice, buying, plain, paid }) {
      const due = days.map((length) => Math.min(1, length / AFTER_DIP_DAYS));
      for (let j = 0; j < brands; j++) {
        const price = paid[j];
        for (let d = 0; d < dip.length; d++) {
          let debt = owed[j]![d]!;
          if (!plain && debt === 0) continue;
          track.fill({ share, choosing }, j, d);
          const plainBuying = plain ? plain.buying[d]! : 0;
          const moved = plain ? choice[j]![d]! - plain.choice[j]![d]! : 0;
          const ratio = buying[d]!;
          const forward = plain ? dip[d]! : 0;
          const extraAt = (k: number) =>
            ratio * share[k]! - plainBuying * (share[k]! - choosing[k]! * moved);
          if (
            track.straight &&
            debt === 0 &&
            !(extraAt(0) > 0) &&
            !(extraAt(days.length - 1) > 0)
          ) {
            continue;
          }
          let gone = 0;
          for (let k = 0; k < days.length; k++) {
            const length = days[k]!;
            const units = length * ratio * share[k]!;
            const repaid = debt * due[k]!;
            const now = units < repaid ? units : repaid;
            const extra = units - length * plainBuying * (share[k]! - choosing[k]! * moved);
            gone += now;
            debt -= now;
            if (extra > 0) debt += forward * extra;
          }
          owed[j]![d] = debt;
          missed[j]![d]! += gone * (price ? price[d]! : 1);
        }
      }
    },
  };
}
