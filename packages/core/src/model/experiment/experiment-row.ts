import { CoreError } from "../../error.js";
import { readTime } from "../../schema/index.js";
import { type ExperimentMetric, outOfRange } from "./design.js";

/** One customer (or other unit that was counted) of a test. */
export interface ExperimentRow {
  readonly arm: string;
  /** Outcome: 0 or 1 of a proportion; the numerator of a ratio. */
  readonly value: number;
  /** Of a ratio. */
  readonly denominator?: number;
  /** Known before the test, for CUPED; null where it is not known. */
  readonly covariate?: number | null;
  /** What was assigned, where that is not the row: rows of a cluster are in one arm. */
  readonly cluster?: string;
  /** First day in the test, `YYYY-MM-DD`. */
  readonly day?: string;
}

/** Rows as columns; a column that no row has is null. */
export interface ExperimentColumns {
  readonly arms: readonly string[];
  readonly arm: Uint32Array;
  readonly value: Float64Array;
  readonly denominator: Float64Array | null;
  /** NaN where it is not known. */
  readonly covariate: Float64Array | null;
  /** Number of the cluster, from 0. */
  readonly cluster: Uint32Array | null;
  readonly day: readonly string[] | null;
}

/**
 * Checks rows and turns them into columns.
 *
 * @throws CoreError `too_few_rows` | `not_finite` | `out_of_range` | `invalid_input`, with the index of the row
 */
export function readExperimentRows(
  rows: readonly ExperimentRow[],
  metric: ExperimentMetric,
): ExperimentColumns {
  if (rows.length === 0) throw new CoreError("too_few_rows", "no rows, expected two or more arms");
  const arms = new Map<string, number>();
  const arm = new Uint32Array(rows.length);
  const value = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    arm[i] = numberOf(arms, row.arm);
    value[i] = finite(row.value, "value", i);
    if (metric === "proportion" && row.value !== 0 && row.value !== 1) {
      throw outOfRange(`value of row ${i}`, row.value, "0 or 1 of a proportion");
    }
  });
  return {
    arms: [...arms.keys()],
    arm,
    value,
    denominator: metric === "ratio" ? denominatorsOf(rows) : null,
    covariate: covariatesOf(rows),
    cluster: clustersOf(rows),
    day: daysOf(rows),
  };
}

/** The rows for which `keep` holds; arms and clusters keep their numbers. */
export function selectRows(
  columns: ExperimentColumns,
  keep: (row: number) => boolean,
): ExperimentColumns {
  const kept: number[] = [];
  for (let i = 0; i < columns.arm.length; i++) if (keep(i)) kept.push(i);
  const of = (column: Float64Array | null) =>
    column === null ? null : Float64Array.from(kept, (i) => column[i]!);
  const { arms, arm, value, denominator, covariate, cluster, day } = columns;
  return {
    arms,
    arm: Uint32Array.from(kept, (i) => arm[i]!),
    value: Float64Array.from(kept, (i) => value[i]!),
    denominator: of(denominator),
    covariate: of(covariate),
    cluster: cluster === null ? null : Uint32Array.from(kept, (i) => cluster[i]!),
    day: day === null ? null : kept.map((i) => day[i]!),
  };
}

function denominatorsOf(rows: readonly ExperimentRow[]): Float64Array {
  return Float64Array.from(rows, ({ denominator }, i) => {
    const value = finite(denominator, "denominator", i);
    if (value < 0) throw outOfRange(`denominator of row ${i}`, value, "0 or more");
    return value;
  });
}

function covariatesOf(rows: readonly ExperimentRow[]): Float64Array | null {
  if (rows.every(({ covariate }) => covariate === undefined || covariate === null)) return null;
  return Float64Array.from(rows, ({ covariate }, i) =>
    covariate === undefined || covariate === null ? Number.NaN : finite(covariate, "covariate", i),
  );
}

function clustersOf(rows: readonly ExperimentRow[]): Uint32Array | null {
  if (rows.every(({ cluster }) => cluster === undefined)) return null;
  const clusters = new Map<string, number>();
  const armOf = new Map<string, string>();
  return Uint32Array.from(rows, ({ cluster, arm }, i) => {
    if (cluster === undefined) {
      throw new CoreError("invalid_input", `row ${i} has no cluster, others have; expected one`);
    }
    const first = armOf.get(cluster) ?? arm;
    if (first !== arm) {
      throw new CoreError(
        "invalid_input",
        `row ${i}: its cluster is in arms ${first} and ${arm}, expected one arm per cluster`,
      );
    }
    armOf.set(cluster, arm);
    return numberOf(clusters, cluster);
  });
}

function daysOf(rows: readonly ExperimentRow[]): string[] | null {
  if (rows.every(({ day }) => day === undefined)) return null;
  const known = new Set<string>();
  return rows.map(({ day }, i) => {
    if (day !== undefined && known.has(day)) return day;
    if (day === undefined || readTime(day)?.dateOnly !== true) {
      throw new CoreError("invalid_input", `day of row ${i} is ${day}, expected YYYY-MM-DD`);
    }
    known.add(day);
    return day;
  });
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

function finite(value: number | undefined, name: string, row: number): number {
  if (value === undefined || !Number.isFinite(value)) {
    throw new CoreError("not_finite", `${name} of row ${row} is ${value}, expected a number`);
  }
  return value;
}
