import { log } from "../../math/index.js";
import { type Departure, followLevel, type LevelRule } from "./level.js";
import type { Panel, PanelCell } from "./panel.js";
import type { ShareModel } from "./share-error.js";
import { effectivePeople } from "./share-likelihood.js";

/** A belief never loses more than this share of its precision to what was taken back. */
const MOST_LOST = 0.5;

/**
 * What a cell's level learns where observations of the fit's own periods have changed since: each new one counts, the
 * one that it stands for counts no more.
 *
 * In precisions: `1/v' = 1/v + Σ (n − n₀)/φ`, `departure = v' Σ (n z − n₀ z₀)/φ`, `z` being the log-ratio of seen over expected.
 */
export function reviseLevel(
  { panel, cell, index }: { panel: Panel; cell: PanelCell; index: number },
  {
    fit,
    variance,
  }: { fit: { panel: Panel; model: ShareModel; rule: LevelRule }; variance: number },
): { revision: Departure | null; variance: number } {
  const n = panel.brands.length;
  const { model, rule } = fit;
  const before = fit.panel.cells[index]!;
  const shift = cell.first - before.first;
  const until = Math.min(cell.people.length, fit.panel.periods - cell.first);
  const changed = (t: number): boolean => {
    if (cell.people[t] !== (before.people[t + shift] ?? 0)) return true;
    for (let j = 0; j < n; j++)
      if (cell.share[t * n + j] !== before.share[(t + shift) * n + j]) return true;
    return false;
  };
  const periods = Array.from({ length: until }, (_, t) => t).filter(changed);
  if (periods.length === 0 || variance === 0) return { revision: null, variance };
  const revised = new Set(periods);
  const { dispersion, noise } = model;
  const sum = new Float64Array(n);
  let precision = 0;
  const add = (share: Float64Array, seen: PanelCell, { t, sign }: { t: number; sign: number }) => {
    const people = seen.people[t] ?? 0;
    const weight = (sign * effectivePeople(people, noise)) / dispersion;
    if (weight === 0) return;
    precision += weight;
    for (let j = 0; j < n; j++) {
      const x = Math.max(1e-9, share[j]!);
      const y = (seen.share[t * n + j]! * people + x / 2) / (people + 0.5);
      sum[j] = sum[j]! + weight * log(y / x);
    }
  };
  followLevel(
    { panel, cell, index },
    {
      parameters: model,
      rule,
      until,
      visit(t, share) {
        if (!revised.has(t)) return;
        add(share, cell, { t, sign: 1 });
        add(share, before, { t: t + shift, sign: -1 });
      },
    },
  );
  const after = 1 / Math.max((1 - MOST_LOST) / variance, 1 / variance + precision);
  return { revision: sum.map((value) => after * value), variance: after };
}
