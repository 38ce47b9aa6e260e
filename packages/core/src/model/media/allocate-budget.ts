import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import { warnOfExtrapolation } from "../backtest/index.js";
import { estimateOf } from "./estimate.js";
import type { MediaEstimate, MediaModel } from "./media-model.js";
import { channelIndex, steadyResponses } from "./response-curve.js";
import { saturate } from "./saturation.js";

/** A budget and what each channel may get of it, in money per period. */
export interface BudgetOptions {
  /** Per period; the mean of all spends so far unless told. */
  readonly total?: number;
  /** By channel; from 0 to the largest spend observed unless told. */
  readonly bounds?: Readonly<Record<string, { readonly low?: number; readonly high?: number }>>;
}

/** How a budget is spent best, and what is gained by it. */
export interface BudgetAllocation {
  /** Per period; less than asked where the bounds hold no more or more spend brings nothing. */
  readonly total: number;
  readonly channels: readonly {
    readonly name: string;
    /** Mean so far, and proposed; money per period. */
    readonly current: number;
    readonly proposed: number;
    /** Outcome per period at the proposed spend. */
    readonly outcome: MediaEstimate;
  }[];
  /** Change of the outcome per period against mean spends. */
  readonly gain: MediaEstimate;
  /** Gain × value per unit - change of spend, per period. */
  readonly profit: MediaEstimate;
  /** Share of the draws in which the profit is below 0. */
  readonly probabilityOfLoss: number;
  readonly currency: string | null;
  readonly formula: string;
  readonly weaknesses: readonly Reason[];
}

/** Steps into which the budget is cut first. */
const STEPS = 200;
/** Curves are tabulated at so many spends and interpolated. */
const KNOTS = 200;

/**
 * Spends that make the expected outcome largest under a total and bounds, all spends kept up.
 *
 * The budget is cut into 200 steps and dealt out by dynamic programming, which finds the best for curves of any form; then money moves
 * between pairs of channels in ever smaller steps.
 *
 * @remarks Holds for spends that are kept up; within the range of observed spends unless bounds say otherwise (then `extrapolation`).
 * @throws CoreError `unknown_key` for another channel, `out_of_range` for bounds or a total that cannot be
 */
export function allocateBudget(
  model: MediaModel,
  { total, bounds = {} }: BudgetOptions = {},
): BudgetAllocation {
  for (const name of Object.keys(bounds)) channelIndex(model, name);
  const current = model.channels.map(({ totalSpend }) => totalSpend / model.periods);
  const budget = total ?? current.reduce((sum, spend) => sum + spend, 0);
  const limits = model.channels.map(({ name, largestSpend }) => {
    const { low = 0, high = Math.max(low, largestSpend) } = bounds[name] ?? {};
    if (!(low >= 0 && high >= low && high < Infinity)) {
      throw new CoreError(
        "out_of_range",
        `channel ${name}: found bounds ${low} to ${high}, expected 0 or more and the lower first`,
      );
    }
    return { low, high };
  });
  const least = limits.reduce((sum, { low }) => sum + low, 0);
  const most = limits.reduce((sum, { high }) => sum + high, 0);
  if (!(budget >= least * (1 - 1e-12) && budget < Infinity)) {
    throw new CoreError(
      "out_of_range",
      `found a total of ${budget}, expected at least ${least}, the sum of the lower bounds`,
    );
  }
  const curves = limits.map((limit, c) => tabulate(model, { c, ...limit }));
  const proposed = refine(deal(Math.min(budget, most) - least, { limits, curves }), {
    limits,
    curves,
  });
  return answer(model, { current, proposed, asked: budget });
}

/** Expected outcome per period by spend, in equal steps over the bounds. */
function tabulate(
  model: MediaModel,
  { c, low, high }: { c: number; low: number; high: number },
): (spend: number) => number {
  const width = high - low;
  const { largestSpend } = model.channels[c]!;
  const { shape, effect } = model.draws.channels[c]!;
  const u = Float64Array.from(
    { length: KNOTS + 1 },
    (_, k) => (low + (width * k) / KNOTS) / largestSpend,
  );
  const values = new Float64Array(KNOTS + 1);
  const out = new Float64Array(KNOTS + 1);
  effect.forEach((size, draw) => {
    saturate(u, { family: model.saturation, shape: shape[draw]! }, out);
    for (let k = 0; k <= KNOTS; k++) values[k] = values[k]! + (size * out[k]!) / effect.length;
  });
  return (spend) => {
    if (width === 0) return values[0]!;
    const at = Math.max(0, Math.min(KNOTS, ((spend - low) / width) * KNOTS));
    const k = Math.min(KNOTS - 1, Math.floor(at));
    return values[k]! + (at - k) * (values[k + 1]! - values[k]!);
  };
}

interface Curves {
  readonly limits: readonly { readonly low: number; readonly high: number }[];
  readonly curves: readonly ((spend: number) => number)[];
}

/** Deals what is left above the lower bounds to the channels in equal steps, best in sum. */
function deal(free: number, { limits, curves }: Curves): number[] {
  const step = free / STEPS;
  let best = new Float64Array(STEPS + 1);
  const taken: Int32Array[] = [];
  limits.forEach(({ low, high }, c) => {
    const room = step > 0 ? Math.min(STEPS, Math.floor((high - low) / step + 1e-9)) : 0;
    const worth = Float64Array.from({ length: room + 1 }, (_, k) => curves[c]!(low + k * step));
    const next = new Float64Array(STEPS + 1).fill(-Infinity);
    const choice = new Int32Array(STEPS + 1);
    for (let given = 0; given <= STEPS; given++) {
      for (let k = 0; k <= Math.min(room, given); k++) {
        const value = best[given - k]! + worth[k]!;
        if (value > next[given]!) {
          next[given] = value;
          choice[given] = k;
        }
      }
    }
    best = next;
    taken.push(choice);
  });
  // Money that brings nothing stays unspent: without channels every budget is worth 0.
  let given = STEPS;
  const spends = limits.map(({ low }) => low);
  for (let c = limits.length - 1; c >= 0; c--) {
    const k = taken[c]![given]!;
    spends[c] = limits[c]!.low + k * step;
    given -= k;
  }
  return spends.map((spend, c) => Math.min(limits[c]!.high, spend));
}

/** Moves money between pairs of channels while the sum of their outcomes grows. */
function refine(spends: number[], { limits, curves }: Curves): number[] {
  const found = [...spends];
  let step = found.reduce((sum, spend) => sum + spend, 0) / STEPS;
  for (let halving = 0; halving < 12; halving++, step /= 2) {
    for (let moved = true, pass = 0; moved && pass < 20; pass++) {
      moved = false;
      for (let from = 0; from < found.length; from++) {
        for (let to = 0; to < found.length; to++) {
          const amount = Math.min(
            step,
            found[from]! - limits[from]!.low,
            limits[to]!.high - found[to]!,
          );
          if (from === to || !(amount > 0)) continue;
          const before = curves[from]!(found[from]!) + curves[to]!(found[to]!);
          const after = curves[from]!(found[from]! - amount) + curves[to]!(found[to]! + amount);
          if (!(after > before + 1e-12 * Math.abs(before))) continue;
          found[from] = found[from]! - amount;
          found[to] = found[to]! + amount;
          moved = true;
        }
      }
    }
  }
  return found;
}

function answer(
  model: MediaModel,
  { current, proposed, asked }: { current: number[]; proposed: number[]; asked: number },
): BudgetAllocation {
  const { level, nonNegative, valuePerUnit, currency } = model;
  const count = model.draws.noise.length;
  const gain = new Float64Array(count);
  const channels = model.channels.map(({ name }, c) => {
    const then = steadyResponses(model, { c, spend: proposed[c]! });
    const now = steadyResponses(model, { c, spend: current[c]! });
    for (let i = 0; i < count; i++) gain[i] = gain[i]! + then[i]! - now[i]!;
    const outcome = estimateOf(then, { level, nonNegative });
    return { name, current: current[c]!, proposed: proposed[c]!, outcome };
  });
  const total = proposed.reduce((sum, spend) => sum + spend, 0);
  const extra = total - current.reduce((sum, spend) => sum + spend, 0);
  const profit = gain.map((value) => value * valuePerUnit - extra);
  const losses = profit.reduce((sum, value) => sum + (value < 0 ? 1 : 0), 0);
  const weaknesses = warnOfExtrapolation(
    Object.fromEntries(model.channels.map(({ name, spend }) => [name, spend])),
    Object.fromEntries(model.channels.map(({ name }, c) => [name, [proposed[c]!]])),
  );
  if (total < asked * (1 - 1e-9)) {
    weaknesses.push({ code: "bounds_below_budget", values: { total: asked, spent: total } });
  }
  return {
    total,
    channels,
    gain: estimateOf(gain, { level }),
    profit: estimateOf(profit, { level }),
    probabilityOfLoss: losses / count,
    currency,
    formula: `change of ${model.target} per period × ${valuePerUnit} - change of spend`,
    weaknesses,
  };
}
