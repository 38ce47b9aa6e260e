import type { LevelRule } from "./level.js";
import type { ShareModel } from "./share-error.js";
import { effectivePeople } from "./share-likelihood.js";

/**
 * What isn't known of a level that is followed, as if it had been counted on 1 / variance people: a share x errs by
 * `√(variance · x (1 − x))`.
 *
 * @param variance - of the level itself, by the same measure
 * @param options.people - behind one observation; nobody tells nothing
 */
export function followedVariance(
  variance: number,
  { model, rule, people }: { model: ShareModel; rule: LevelRule; people: number },
): number {
  const followed = 1 - rule.decay;
  if (!(followed > 0 && people > 0)) return variance;
  return variance + (followed * model.dispersion) / effectivePeople(people, model.noise);
}
