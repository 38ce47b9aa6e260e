import type { Finding, Level } from "./check.js";

/** Two limits of one figure: from `warn` somebody should look, from `fail` it is too late. */
export interface Limits {
  readonly warn: number;
  readonly fail: number;
}

/** Where a figure stands between its limits; reaching one counts. */
export function levelOf(
  what: string,
  { found, limits, unit }: { found: number; limits: Limits; unit: string },
): Finding {
  const level: Level = found >= limits.fail ? "fail" : found >= limits.warn ? "warn" : "pass";
  if (level === "pass") return { level, reason: null };
  const limit = level === "fail" ? limits.fail : limits.warn;
  return {
    level,
    reason: `${what}: ${found.toFixed(1)} ${unit}, expected less than ${limit} ${unit}`,
  };
}
