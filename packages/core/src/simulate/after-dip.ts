/** Days over which what was bought forward is missed: an exponential with this mean. */
export const AFTER_DIP_DAYS = 14;

/** Units that promotions sold from later: owed from the day they are sold, missed bit by bit. */
export interface AfterDip {
  /** Units missed so far, each at what is paid when it is missed. */
  readonly missed: Float64Array;
  clear(): void;
  /**
   * Goes through the periods of a stretch.
   *
   * A promotion's extra units of a period are those sold less those that would have been sold had its promotions not
   * run in that period: what people repeat out of habit is not bought forward, and an effect of something else neither.
   */
  follow(stretch: {
    /** Shares, periods × brands from `at`. */
    readonly path: Float64Array;
    /** Share of people who choose anew in each period, from `at` over the brands. */
    readonly choosing: Float64Array;
    readonly at: number;
    readonly days: Float64Array;
    readonly choice: Float64Array;
    readonly buying: number;
    /** Choice and buying with the promotions taken out; null where none runs. */
    readonly plain: { readonly choice: Float64Array; readonly buying: number } | null;
    readonly paid: Float64Array;
    /** Share of a promotion's extra units that was bought forward, 0–1. */
    readonly dip: number;
  }): void;
}

export function createAfterDip(brands: number): AfterDip {
  const owed = new Float64Array(brands);
  const missed = new Float64Array(brands);
  return {
    missed,
    clear() {
      for (let j = 0; j < brands; j++) owed[j] = missed[j] = 0;
    },
    follow({ path, choosing, at, days, choice, buying, plain, paid, dip }) {
      const first = at / brands;
      for (let j = 0; j < brands; j++) {
        let debt = owed[j]!;
        if (plain === null && debt === 0) continue;
        let gone = 0;
        const moved = plain === null ? 0 : choice[j]! - plain.choice[j]!;
        for (let k = 0; k < days.length; k++) {
          const length = days[k]!;
          const share = path[at + k * brands + j]!;
          const units = length * buying * share;
          const now = Math.min(units, debt * Math.min(1, length / AFTER_DIP_DAYS));
          debt -= now;
          gone += now;
          if (plain === null) continue;
          const extra = units - length * plain.buying * (share - choosing[first + k]! * moved);
          debt += dip * Math.max(0, extra);
        }
        owed[j] = debt;
        missed[j] = missed[j]! + gone * paid[j]!;
      }
    },
  };
}
