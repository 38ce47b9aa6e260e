import type { Twin, TwinCell } from "../schema/twin.js";

const DAYS_PER_MONTH = 30.4375;

/** How the money of a run is made. */
export interface MoneyBasis {
  readonly currency: string;
  readonly formula: string;
  /** Revenue per day of a cell at share 1 of each brand. */
  worth(cell: TwinCell): Float64Array;
}

const known = new WeakMap<Twin, MoneyBasis | null>();

/**
 * Decides what a run's money is made from: units × price where the market rows tell both, else what people spend.
 *
 * @returns null where neither is known for every cell; of all cells, in a market that nobody enters, it is kept while the
 * twin lives, with 8 bytes for each brand of a cell
 */
export function moneyBasis(
  twin: Twin,
  { cells, brands }: { cells: readonly TwinCell[]; brands: number },
): MoneyBasis | null {
  if (cells !== twin.cells || brands !== twin.brands.length)
    return basisOf(twin, { cells, brands });
  const kept = known.get(twin);
  if (kept !== undefined) return kept;
  const made = keptWorth(basisOf(twin, { cells, brands }));
  known.set(twin, made);
  return made;
}

/** A basis that makes each cell's worth once. */
export function keptWorth(basis: MoneyBasis | null): MoneyBasis | null {
  if (basis === null) return null;
  const kept = new Map<TwinCell, Float64Array>();
  return {
    ...basis,
    worth(cell) {
      const worth = kept.get(cell);
      if (worth) return worth;
      const made = basis.worth(cell);
      kept.set(cell, made);
      return made;
    },
  };
}

/** Whether the price of every brand is known that is sold in a cell. */
export const isPriced = ({ brands }: Twin, { price, absent = [] }: TwinCell): boolean =>
  price.every((value, j) => value !== null || absent.includes(brands[j]!));

function basisOf(
  twin: Twin,
  { cells, brands }: { cells: readonly TwinCell[]; brands: number },
): MoneyBasis | null {
  if (twin.currency === null) return null;
  const priced = cells.every((cell) => cell.unitsPerDay !== null && isPriced(twin, cell));
  if (priced) {
    return {
      currency: twin.currency,
      formula:
        "Σ days, cells: units per day × category buying ratio × share × price × (1 − discount)",
      worth(cell) {
        const units = cell.unitsPerDay ?? 0;
        let mean = 0;
        for (let j = 0; j < cell.price.length; j++) {
          mean += (cell.price[j] ?? 0) * (cell.share[j] ?? 0);
        }
        const worth = new Float64Array(brands);
        for (let j = 0; j < brands; j++) {
          // Whoever enters, or comes from elsewhere, sells at the mean of those who are there.
          worth[j] = units * (cell.price[j] ?? mean);
        }
        return worth;
      },
    };
  }
  if (cells.every((cell) => cell.peopleKnown && twin.spending[cell.persona] !== undefined)) {
    return {
      currency: twin.currency,
      formula:
        "Σ days, cells: people × spending per person and month ÷ 30.4375 × category buying ratio × share × price ratio",
      worth(cell) {
        const perDay = (cell.people * (twin.spending[cell.persona]?.value ?? 0)) / DAYS_PER_MONTH;
        return new Float64Array(brands).fill(perDay);
      },
    };
  }
  return null;
}
