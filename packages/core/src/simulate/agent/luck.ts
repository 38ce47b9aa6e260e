import { quantileSorted } from "../../math/index.js";
import type { AgentLuck, AgentPath } from "../../schema/agent.js";

/** Values by period and replication; null where there was nobody to take them of. */
export type Values = readonly (readonly (number | null)[])[];

export const valuesByPeriod = (
  periods: number,
  replications: number,
  value: (period: number, replication: number) => number | null,
): Values =>
  Array.from({ length: periods }, (_, period) =>
    Array.from({ length: replications }, (__, r) => value(period, r)),
  );

const known = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values.filter((value) => value !== null));

function meanOf(values: readonly (number | null)[]): number | null {
  const found = known(values);
  return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0) / found.length;
}

function quantileOf(values: readonly (number | null)[], p: number): number | null {
  const sorted = known(values).sort();
  return sorted.length === 0 ? null : quantileSorted(sorted, p);
}

/** Means and 80 % bands of each period; no band of a single replication. */
export function pathOf(values: Values, baseline: Values | null): AgentPath {
  const banded = (values[0]?.length ?? 0) > 1;
  return {
    mean: values.map(meanOf),
    baseline: baseline ? baseline.map(meanOf) : null,
    p10: banded ? values.map((row) => quantileOf(row, 0.1)) : null,
    p90: banded ? values.map((row) => quantileOf(row, 0.9)) : null,
  };
}

/** Mean over replications, with what luck leaves open; null where there was never anybody. */
export function luckOf(values: readonly (number | null)[]): AgentLuck | null {
  const mean = meanOf(values);
  if (mean === null) return null;
  const found = known(values);
  const n = found.length;
  const squares = found.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    mean,
    standardError: n > 1 ? Math.sqrt(squares / (n - 1) / n) : null,
    p10: n > 1 ? quantileOf(values, 0.1) : null,
    p90: n > 1 ? quantileOf(values, 0.9) : null,
  };
}
