import { quantileSorted, selectRanks } from "../math/index.js";
import type { CellPath } from "../schema/simulation-result.js";
import type { Plan } from "./plan.js";
import type { CellRun } from "./run-cell.js";

/** One cell's shares by day and brand, with the 80 % band of each day. */
export function cellPaths(
  { path, baselinePath }: CellRun,
  { plan, brands, draws }: { plan: Plan; brands: readonly string[]; draws: number },
): Record<string, CellPath> {
  if (!path || !baselinePath) return {};
  const n = brands.length;
  const periods = plan.steps.length;
  const values = new Float64Array(draws);
  const ranks = [0.1, 0.9].flatMap((p) => {
    const below = Math.floor((draws - 1) * p);
    return [below, Math.min(draws - 1, below + 1)];
  });
  const byBrand: Record<string, CellPath> = {};
  brands.forEach((brand, j) => {
    const result: number[] = [];
    const baseline: number[] = [];
    const low: number[] = [];
    const high: number[] = [];
    plan.steps.forEach((step, k) => {
      for (let d = 0; d < draws; d++) values[d] = path[((d + 1) * periods + k) * n + j]!;
      if (draws > 0) selectRanks(values, ranks);
      for (let day = 0; day < step.days; day++) {
        result.push(path[k * n + j]!);
        baseline.push(baselinePath[k * n + j]!);
        if (draws === 0) continue;
        low.push(quantileSorted(values, 0.1));
        high.push(quantileSorted(values, 0.9));
      }
    });
    byBrand[brand] = {
      result,
      baseline,
      p10: draws > 0 ? low : null,
      p90: draws > 0 ? high : null,
    };
  });
  return byBrand;
}
