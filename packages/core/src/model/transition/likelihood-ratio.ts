import { chiSquaredTail, log } from "../../math/index.js";

/** A likelihood-ratio test of counts. */
export interface RatioTest {
  /** G² = 2 Σ found ln(found / expected). */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** 1 without degrees of freedom. */
  readonly pValue: number;
  /** Whether more than a fifth of the expected counts are below 5, where the χ² distribution is a rough guide (Cochran 1954). */
  readonly sparse: boolean;
}

/**
 * Tests in several tables at once whether the columns are independent of the rows.
 *
 * Rows and columns without counts take no degree of freedom.
 *
 * @param tables - each row-major with `columns` columns
 * @see Anderson and Goodman, Statistical inference about Markov chains, Annals of Mathematical Statistics 28 (1957)
 */
export function testIndependence(tables: readonly Float64Array[], columns: number): RatioTest {
  let statistic = 0;
  let degreesOfFreedom = 0;
  let cells = 0;
  let small = 0;
  for (const table of tables) {
    const rows = table.length / columns;
    const rowTotals = new Float64Array(rows);
    const columnTotals = new Float64Array(columns);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const count = table[i * columns + j]!;
        rowTotals[i]! += count;
        columnTotals[j]! += count;
        total += count;
      }
    }
    const usedRows = rowTotals.filter((value) => value > 0).length;
    const usedColumns = columnTotals.filter((value) => value > 0).length;
    if (usedRows < 2 || usedColumns < 2) continue;
    degreesOfFreedom += (usedRows - 1) * (usedColumns - 1);
    for (let i = 0; i < rows; i++) {
      if (rowTotals[i] === 0) continue;
      for (let j = 0; j < columns; j++) {
        if (columnTotals[j] === 0) continue;
        const expected = (rowTotals[i]! * columnTotals[j]!) / total;
        const count = table[i * columns + j]!;
        cells++;
        if (expected < 5) small++;
        if (count > 0) statistic += 2 * count * log(count / expected);
      }
    }
  }
  statistic = Math.max(0, statistic);
  return {
    statistic,
    degreesOfFreedom,
    pValue: degreesOfFreedom === 0 ? 1 : chiSquaredTail(statistic, degreesOfFreedom),
    sparse: small > cells / 5,
  };
}

/** Order 0 against 1: does the next state depend on the present one? */
export function testFirstOrder(counts: Float64Array, states: number): RatioTest {
  return testIndependence([counts], states);
}

/** Order 1 against 2: does it depend on the one before, too? @param triples - before, from, to */
export function testSecondOrder(triples: Float64Array, states: number): RatioTest {
  return testIndependence(
    Array.from({ length: states }, (_, from) => {
      const table = new Float64Array(states * states);
      for (let before = 0; before < states; before++) {
        for (let to = 0; to < states; to++) {
          table[before * states + to] = triples[(before * states + from) * states + to]!;
        }
      }
      return table;
    }),
    states,
  );
}

/** Do several groups (windows of time, cells) share one matrix? */
export function testSameMatrix(groups: readonly Float64Array[], states: number): RatioTest {
  return testIndependence(
    Array.from({ length: states }, (_, from) => {
      const table = new Float64Array(groups.length * states);
      groups.forEach((counts, group) => {
        for (let to = 0; to < states; to++) {
          table[group * states + to] = counts[from * states + to]!;
        }
      });
      return table;
    }),
    states,
  );
}
