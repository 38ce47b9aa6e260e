import { followLevel } from "./level.js";
import type { Panel, PanelCell } from "./panel.js";
import type { ShareModel } from "./share-error.js";
import { effectivePeople } from "./share-likelihood.js";
import { fitShareModel } from "./share-model.js";
import { firstPrior, pooledPrior } from "./shared-prior.js";

/** Periods over which a level is taken to stay where it is, once it is found to wander. */
const STRETCH = 28;
/** Standard deviations of chance by which stretches must differ: one steady history in a thousand or fewer. */
const SURE = 4;
/** Precision of the prior of responses that are taken as found. */
const HELD = 1e10;
const LEAST_SHARE = 1e-4;

/**
 * Whether the levels of cells wander: departures' means over stretches of 28 periods differ by more than departures of
 * single periods could make them.
 *
 * The ratio of the two mean squares is 1 where departures know nothing of each other, and varies by `√(2 / freedom)`.
 */
export function levelsWander(panel: Panel, model: ShareModel): boolean {
  const n = panel.brands.length;
  let between = 0;
  let all = 0;
  let stretches = 0;
  let rows = 0;
  panel.cells.forEach((cell, index) => {
    const ends = endsOf(cell);
    if (ends.length < 2) return;
    const rest = new Float64Array(n);
    const weight = new Float64Array(n);
    let seen = 0;
    const close = () => {
      if (seen === 0) return;
      for (let j = 0; j < n; j++) between += (rest[j]! * rest[j]!) / weight[j]!;
      rest.fill(0);
      weight.fill(0);
      stretches++;
      seen = 0;
    };
    followLevel(
      { panel, cell, index },
      {
        parameters: model,
        rule: { halfLife: Number.POSITIVE_INFINITY, decay: 1 },
        until: cell.people.length,
        visit(t, share) {
          if (ends.includes(t)) close();
          const people = cell.people[t]!;
          if (people === 0) return;
          const w = effectivePeople(people, model.noise);
          seen++;
          rows++;
          for (let j = 0; j < n; j++) {
            const expected = Math.max(LEAST_SHARE, share[j]!);
            const departure = cell.share[t * n + j]! - share[j]!;
            rest[j] = rest[j]! + w * departure;
            weight[j] = weight[j]! + w * expected;
            all += (w * departure * departure) / expected;
          }
        },
      },
    );
    close();
    // The level of the cell is fitted to them all.
    stretches--;
  });
  const freedom = stretches * (n - 1);
  const others = rows * (n - 1) - freedom;
  if (freedom < 1 || others < freedom || all <= between) return false;
  const ratio = between / freedom / ((all - between) / others);
  return ratio > 1 + SURE * Math.sqrt(2 / freedom);
}

/** Last periods, exclusive, of a cell's stretches: as many of about 28 as fit into it. */
function endsOf({ people }: PanelCell): number[] {
  const parts = Math.max(1, Math.round(people.length / STRETCH));
  return Array.from({ length: parts }, (_, i) => Math.round(((i + 1) * people.length) / parts));
}

/** The panel with every stretch as a cell of its own, all but the last past. */
function inStretches(panel: Panel): Panel {
  const n = panel.brands.length;
  const cells = panel.cells.flatMap((cell) => {
    const ends = endsOf(cell);
    return ends.map((end, i): PanelCell => {
      const from = i === 0 ? 0 : ends[i - 1]!;
      const people = cell.people.slice(from, end);
      return {
        ...cell,
        first: cell.first + from,
        share: cell.share.slice(from * n, end * n),
        people,
        rows: people.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
        past: cell.past || i < ends.length - 1,
      };
    });
  });
  return { ...panel, cells };
}

/**
 * Fits responses beside levels that wander: those are learnt within stretches, so that a price that fell while a brand
 * rose by itself is not given the credit; habits and the levels of the whole are then fitted around them.
 *
 * @param start - the fit that took levels as constant
 */
export function fitBesideWander(
  panel: Panel,
  start: ShareModel,
): { first: ShareModel; model: ShareModel } {
  const { lag } = start;
  const cut = inStretches(panel);
  const first = fitShareModel(cut, { prior: firstPrior(cut), lag });
  const found = fitShareModel(cut, { prior: pooledPrior(cut, first), lag, start: first });
  const k = panel.regressors.length;
  // Within a stretch, wandering passes for habit: that is left to the whole, whose paths are longer.
  const open = firstPrior(panel);
  const levels = fitShareModel(panel, {
    prior: {
      mean: Float64Array.from([...found.slopes, ...open.mean.subarray(k)]),
      precision: open.precision.map((value, i) => (i < k ? HELD : value)),
    },
    lag,
    start: { ...start, slopes: found.slopes },
  });
  return {
    first,
    model: { ...levels, covariance: withHabits(found.covariance, { of: start, k }) },
  };
}

/** A covariance whose habits err as much as in another fit, where that is more. */
function withHabits(
  covariance: Float64Array,
  { of, k }: { of: ShareModel; k: number },
): Float64Array {
  const size = Math.sqrt(covariance.length);
  const factor = (i: number) => {
    const [own, other] = [covariance[i * (size + 1)]!, of.covariance[i * (size + 1)]!];
    return i < k ? 1 : Math.sqrt(Math.max(1, other / own));
  };
  return covariance.map((value, at) => value * factor(Math.floor(at / size)) * factor(at % size));
}
