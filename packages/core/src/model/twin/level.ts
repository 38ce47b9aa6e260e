import { exp, log, logistic, pow } from "../../math/index.js";
import type { Panel, PanelCell } from "./panel.js";
import { effectivePeople, type ShareParameters } from "./share-likelihood.js";
import { followPath } from "./share-path.js";

/** Half-lives tried for how long an unexplained departure lasts, in periods; the first means: none is followed. */
const HALF_LIVES = [Number.POSITIVE_INFINITY, 60, 20, 7] as const;
/** Following departures must beat not following them by this much. */
const WORTHWHILE = 0.99;

/** How departures of shares from what conditions explain are followed. */
export interface LevelRule {
  readonly halfLife: number;
  /** Weight that a departure keeps from one period to the next. */
  readonly decay: number;
}

/** What a cell's level learns of observations that its fit has not seen. */
export interface Learning {
  /** First period, counted from the cell's first, that the fit has not seen. */
  readonly from: number;
  /** Variance of the cell's level: of the log of a brand's weight, times its share. */
  readonly variance: number;
  /** What revised observations of the fit's own periods add to the departure; null where none was revised. */
  readonly revision: Departure | null;
}

/** A cell's departure from its path at a moment: log factors of the brands. */
export type Departure = Float64Array;

const ruleOf = (halfLife: number): LevelRule => ({
  halfLife,
  decay: halfLife === Number.POSITIVE_INFINITY ? 1 : pow(0.5, 1 / halfLife),
});

/** Multiplies shares by a departure's factors, in place, to sum 1. */
export function depart(share: Float64Array, departure: Departure): Float64Array {
  let total = 0;
  for (let j = 0; j < share.length; j++) {
    share[j] = share[j]! * exp(departure[j]!);
    total += share[j]!;
  }
  for (let j = 0; j < share.length; j++) share[j] = share[j]! / total;
  return share;
}

/**
 * Follows a cell and its departure; `visit` sees each period's path and the departure known before it.
 *
 * An observation moves the departure by the rule's weight, or by what a belief of such a variance learns of it (its
 * Kalman gain) where that is more and the fit has not seen it.
 *
 * @returns the departure after the last period, the path there, and what is left of the level's variance
 */
export function followLevel(
  { panel, cell, index }: { panel: Panel; cell: PanelCell; index: number },
  {
    parameters,
    rule,
    until,
    learning,
    visit,
  }: {
    parameters: ShareParameters & { readonly dispersion?: number };
    rule: LevelRule;
    until: number;
    learning?: Learning | undefined;
    visit?: (t: number, share: Float64Array, departure: Departure) => void;
  },
): { departure: Departure; share: Float64Array; variance: number } {
  const n = panel.brands.length;
  const { dispersion = 1, noise } = parameters;
  const departure = new Float64Array(n);
  const last = new Float64Array(n);
  let variance = learning?.variance ?? 0;
  const revise = () => {
    learning?.revision?.forEach((value, j) => {
      departure[j] = departure[j]! + value;
    });
  };
  followPath(
    { panel, cell },
    {
      intercepts: parameters.intercepts[index]!,
      start: parameters.starts[index]!,
      slopes: parameters.slopes,
      habit: logistic(parameters.habitLogit[cell.kind]!),
      lag: parameters.lag,
      derivatives: false,
      until,
      visit(t, { share }) {
        last.set(share);
        if (t === learning?.from) revise();
        visit?.(t, share, departure);
        const people = cell.people[t]!;
        const learns = learning !== undefined && t >= learning.from && people > 0;
        if (rule.decay === 1 && !learns) return;
        let kept = rule.decay;
        if (learns) {
          const gain = variance / (variance + dispersion / effectivePeople(people, noise));
          variance *= 1 - gain;
          kept = Math.min(kept, 1 - gain);
        }
        for (let j = 0; j < n; j++) departure[j] = departure[j]! * kept;
        if (people === 0) return;
        for (let j = 0; j < n; j++) {
          // Half a person is added, spread as expected, so that a share of 0 has a logarithm.
          const seen = (cell.share[t * n + j]! * people + share[j]! / 2) / (people + 0.5);
          departure[j] = departure[j]! + (1 - kept) * log(seen / Math.max(1e-9, share[j]!));
        }
      },
    },
  );
  if (learning && learning.from >= until) revise();
  return { departure, share: last, variance };
}

/**
 * Chooses how long departures last by how well they foretell the next observation.
 *
 * @param options.wanders - levels are known to wander, so that they are followed in any case
 */
export function chooseLevelRule(
  panel: Panel,
  {
    parameters,
    until,
    wanders = false,
  }: { parameters: ShareParameters; until: number; wanders?: boolean },
): LevelRule {
  const n = panel.brands.length;
  const expected = new Float64Array(n);
  const halfLives = wanders ? HALF_LIVES.slice(1) : HALF_LIVES;
  let best = ruleOf(halfLives[0] ?? HALF_LIVES[0]);
  let least = Number.POSITIVE_INFINITY;
  for (const halfLife of halfLives) {
    const rule = ruleOf(halfLife);
    let squares = 0;
    panel.cells.forEach((cell, index) => {
      followLevel(
        { panel, cell, index },
        {
          parameters,
          rule,
          until: Math.min(cell.people.length, Math.max(0, until - cell.first)),
          visit(t, share, departure) {
            const people = cell.people[t]!;
            if (people === 0) return;
            expected.set(share);
            depart(expected, departure);
            const weight = effectivePeople(people, parameters.noise);
            for (let j = 0; j < n; j++) {
              const error = cell.share[t * n + j]! - expected[j]!;
              squares += (weight * error * error) / Math.max(1e-4, expected[j]!);
            }
          },
        },
      );
    });
    if (squares < least * WORTHWHILE) {
      least = squares;
      best = rule;
    }
  }
  return best;
}
