/** How much work each part of an explanation may be. */
export interface Effort {
  /** Coalitions are all asked up to so many players, 20 at most … */
  readonly exactPlayers: number;
  /** … and while that stays within so many numbers: coalitions × cells × brands × segments × draws. */
  readonly numbers: number;
}

/** A second or two of one core. */
export const EFFORT: Effort = { exactPlayers: 12, numbers: 8_000_000 };

/** What a run costs beside its draws, in draws. */
const OVERHEAD = 16;
const MOST_PLAYERS = 20;
/** Bands of fewer draws than these would say nothing. */
const FEWEST_DRAWS = 40;
const FEWEST_PAIRS = 8;
const MOST_PAIRS = 500;

/** Players that are to share something among them. */
interface Table {
  readonly players: number;
  /** Of one coalition at one draw: cells × brands × segments. */
  readonly numbers: number;
}

/** How each table is to be played, and over how many draws all of them. */
export interface Attempt {
  /** Pairs of orders to draw for each table; 0 where all coalitions are asked. */
  readonly pairs: readonly number[];
  readonly draws: number;
}

/** Fits the work into the effort: first exact or drawn coalitions at the estimates, then as many draws as there is room for. */
export function planEffort(
  tables: readonly Table[],
  { draws, effort: { exactPlayers, numbers: limit } }: { draws: number; effort: Effort },
): Attempt {
  const exactCost = ({ players, numbers }: Table) => (1 << players) * numbers * OVERHEAD;
  const room = limit / Math.max(1, tables.length);
  const pairs = tables.map((table) => {
    const { players, numbers } = table;
    if (players <= 2) return 0;
    if (players <= Math.min(MOST_PLAYERS, exactPlayers) && exactCost(table) <= room) return 0;
    const wanted = Math.floor(room / (2 * players * numbers * OVERHEAD));
    return Math.min(MOST_PAIRS, Math.max(FEWEST_PAIRS, wanted));
  });
  const each = tables.reduce((sum, { players, numbers }, i) => {
    const drawn = pairs[i] ?? 0;
    return sum + numbers * (drawn === 0 ? 1 << players : 2 * players * drawn);
  }, 0);
  const affordable = each === 0 ? draws : Math.floor(limit / each) - OVERHEAD;
  const kept = Math.min(draws, affordable);
  // Whole antithetic pairs.
  return { pairs, draws: kept === draws ? draws : kept < FEWEST_DRAWS ? 0 : kept - (kept % 2) };
}
