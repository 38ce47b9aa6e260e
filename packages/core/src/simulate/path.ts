import { quantileSorted, selectRanks } from "../math/index.js";
import type { CellPath } from "../schema/simulation-result.js";
import type { Columns } from "./columns.js";
import type { Plan } from "./plan.js";
import type { Watch } from "./run-cell.js";

/** Notes one cell's shares by day and brand, with the 80 % band of each day, while it runs. */
export function watchPath({
  plan,
  brands,
  draws,
}: {
  plan: Plan;
  brands: readonly string[];
  draws: number;
}): Watch & { readonly path: Record<string, CellPath> } {
  const banded = draws > 0;
  const paths = brands.map(() => ({
    result: [] as number[],
    baseline: [] as number[],
    p10: banded ? ([] as number[]) : null,
    p90: banded ? ([] as number[]) : null,
  }));
  const values = new Float64Array(draws);
  const ranks = [0.1, 0.9].flatMap((p) => {
    const below = Math.floor((draws - 1) * p);
    return [below, Math.min(draws - 1, below + 1)];
  });
  const look = (period: number, shares: Columns) => {
    const { days } = plan.steps[period]!;
    shares.forEach((share, j) => {
      const { result, p10, p90 } = paths[j]!;
      push(result, { value: share[0]!, days });
      if (!p10 || !p90) return;
      values.set(share.subarray(1));
      selectRanks(values, ranks);
      push(p10, { value: quantileSorted(values, 0.1), days });
      push(p90, { value: quantileSorted(values, 0.9), days });
    });
  };
  return {
    look,
    baseline({ days }, { x, choice, habit }) {
      paths.forEach(({ baseline }, j) => {
        const c = choice[j]![0]!;
        let rest = x[j]![0]! - c;
        for (const length of days) {
          rest *= habit[0]!;
          push(baseline, { value: c + rest, days: length });
        }
      });
    },
    path: Object.fromEntries(brands.map((brand, j) => [brand, paths[j]!])),
  };
}

/** A period's value stands for each of its days. */
function push(values: number[], { value, days }: { value: number; days: number }): void {
  for (let day = 0; day < days; day++) values.push(value);
}
