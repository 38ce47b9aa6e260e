import type { CheckedAnalysis } from "./analysis.js";
import { compareWithControl } from "./effect.js";
import type { ExperimentResult } from "./experiment-result.js";
import { type ExperimentColumns, selectRows } from "./experiment-row.js";
import { readColumns } from "./reading.js";

type PastLook = NonNullable<ExperimentResult["sequential"]>["looks"][number];

/** Fewer customers in an arm tell nothing of its spread yet. */
const FIRST_LOOK = 2;

/**
 * What an always-valid test would have shown at the end of each day: the rows up to it, compared anew.
 *
 * @returns one look per day from the first on which each arm can be compared, and the least p-value of each arm; null for
 * other tests and for rows without days
 */
export function lookBack(
  columns: ExperimentColumns,
  analysis: CheckedAnalysis,
): { looks: PastLook[]; pValues: Map<string, number> } | null {
  const { day } = columns;
  if (analysis.sequential?.kind !== "always-valid" || day === null) return null;
  const pValues = new Map<string, number>();
  const looks = [...new Set(day)].sort().flatMap((today): PastLook[] => {
    const soFar = selectRows(columns, (row) => day[row]! <= today);
    if (!canCompare(soFar)) return [];
    const { treatments, differences, monitored } = compareWithControl(
      readColumns(soFar, analysis).arms,
      analysis,
    );
    const effects = treatments.map((name, i) => {
      pValues.set(name, Math.min(pValues.get(name) ?? 1, monitored[i]!.pValue));
      return [name, { estimate: differences[i]!.estimate, ...monitored[i]!.interval }] as const;
    });
    return [{ day: today, customers: soFar.arm.length, effects: Object.fromEntries(effects) }];
  });
  return { looks, pValues };
}

/** Whether each arm has customers (or clusters) enough, whose outcomes are not all one. */
function canCompare({ arms, arm, value, cluster, denominator }: ExperimentColumns): boolean {
  const units = arms.map(() => new Set<number>());
  let varies = false;
  let counted = denominator === null;
  arm.forEach((a, i) => {
    units[a]!.add(cluster === null ? i : cluster[i]!);
    varies ||= value[i] !== value[0];
    counted ||= denominator![i]! > 0;
  });
  return varies && counted && units.every(({ size }) => size >= FIRST_LOOK);
}
