import { purposeId, uniformSource } from "../../math/index.js";

const DEAL = purposeId("inner folds of trees");

/** Rows to learn from and rows held out, both ascending. */
export interface InnerFold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Deals rows to folds at random, each class (or range of values) evenly.
 *
 * @param target - class positions or values
 * @param options.held - folds that are held out in turn; all unless told
 */
export function innerFolds(
  target: Float64Array,
  { folds, held = folds, seed }: { folds: number; held?: number; seed: number },
): InnerFold[] {
  const next = uniformSource(seed, 0, DEAL);
  const order = Array.from(target, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const place = new Int32Array(order.length);
  order.forEach((row, i) => {
    place[row] = i;
  });
  order.sort((a, b) => target[a]! - target[b]! || place[a]! - place[b]!);
  const foldOf = new Int32Array(order.length);
  order.forEach((row, i) => {
    foldOf[row] = i % folds;
  });
  const rows = Int32Array.from(target, (_, i) => i);
  return Array.from({ length: held }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    test: rows.filter((row) => foldOf[row] === fold),
  }));
}
