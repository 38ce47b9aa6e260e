import type { BoostInput, BoostSettings } from "./booster.js";
import type { SearchPlan } from "./choose-settings.js";
import type { TreeOptions } from "./tree-option.js";

/** Rows up to which all folds are held out in turn, three, and two. */
const TINY = 3000;
const SMALL = 20_000;
const LARGE = 60_000;

/**
 * What is tried for a table of this size: the smaller it is, the simpler the trees and the more folds.
 *
 * @returns also the settings of a fit whose rounds are told
 */
export function searchPlan(
  { target, objective }: Pick<BoostInput, "target" | "objective">,
  options: TreeOptions,
): Omit<SearchPlan, "onProgress"> & { fixed: BoostSettings } {
  const rows = target.length;
  const minLeaf = options.minLeaf ?? Math.max(1, Math.min(20, Math.floor(rows / 20)));
  const told = (shape: Partial<BoostSettings>): BoostSettings => ({
    learningRate: options.learningRate ?? shape.learningRate ?? 0.1,
    leaves: options.leaves ?? shape.leaves ?? 31,
    depth: options.depth ?? Infinity,
    minLeaf,
    l2: options.l2 ?? 1,
    rowShare: options.rowShare ?? shape.rowShare ?? 1,
    featureShare: options.featureShare ?? shape.featureShare ?? 1,
  });
  const drawn = { featureShare: 0.5 };
  const shapes: Partial<BoostSettings>[] =
    rows <= SMALL
      ? [
          { leaves: 8, learningRate: 0.08, ...drawn },
          { leaves: 16, learningRate: 0.08, ...drawn },
          { leaves: 31, learningRate: 0.08, ...drawn },
        ]
      : [{ leaves: 31, learningRate: 0.1, rowShare: 0.8, featureShare: 0.7 }];
  const seen = new Set<string>();
  const candidates = shapes.map(told).filter((settings) => {
    const key = JSON.stringify(settings);
    return seen.has(key) ? false : seen.add(key);
  });
  const folds = Math.min(rows, 5);
  return {
    candidates,
    folds,
    held: rows <= TINY ? folds : rows <= SMALL ? 3 : rows <= LARGE ? 2 : 1,
    mostRounds: objective.outputs > 5 ? 400 : 1500,
    seed: options.seed ?? 0,
    fixed: told({}),
  };
}
