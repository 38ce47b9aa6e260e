import { exp, expm1, log, log1p } from "../math/index.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { createAfterDip } from "./after-dip.js";
import { buyingRatio, moveChoice } from "./choice.js";
import type { Coefficients } from "./coefficient.js";
import { addEffect, type Compiled, createEffect, type Effect, neutral } from "./effect.js";
import type { Plan } from "./plan.js";
import { decayOver, resettle, settle, stretchesOf, type Walk } from "./stretch.js";

/** What one cell does over the horizon; row-major, draws (0 = the estimate) × brands unless said otherwise. */
export interface CellRun {
  /** Mean share over the days, with and without the interventions. */
  readonly share: Float64Array;
  readonly baseline: Float64Array;
  /** Category buying over the baseline's, mean over the days, per draw. */
  readonly incidence: Float64Array;
  /** Money per day as a sum of share × weight × paid × buying over the days, weights being `worth`. */
  readonly revenue: Float64Array;
  readonly baselineRevenue: Float64Array;
  /** Shares at the end of each period, periods × brands per draw; null unless asked for. */
  readonly path: Float64Array | null;
  readonly baselinePath: Float64Array | null;
}

interface Segment {
  readonly choice: Float64Array;
  readonly effect: Effect;
  /** Σ days × share under this segment, per brand, with and without the interventions. */
  readonly shareDays: Float64Array;
  readonly baselineDays: Float64Array;
  buying: number;
  /** Choice and buying as they would be without the promotions; worth nothing unless `promoted`. */
  readonly plain: { readonly choice: Float64Array; buying: number };
  promoted: boolean;
}

/**
 * Carries one cell through the horizon for every draw: `x_{t+1} = x_t P_t`, with and without the interventions.
 *
 * @param options.compiled - the interventions, `null` where one does not concern this cell
 * @param options.worth - revenue per day at share 1 of each brand, in currency; zeros when unknown
 */
export function runCell(
  cell: TwinCell,
  {
    twin,
    plan,
    compiled,
    coefficients,
    worth,
    keepPath,
  }: {
    twin: Twin;
    plan: Plan;
    compiled: readonly (Compiled | null)[];
    coefficients: Coefficients;
    worth: Float64Array;
    keepPath: boolean;
  },
): CellRun {
  const n = coefficients.choice.length;
  const draws = coefficients.table.draws;
  const periods = plan.steps.length;
  const stretches = stretchesOf(plan);
  const daysOf = plan.segments.map((_, s) =>
    plan.steps.reduce((sum, step) => sum + (step.segment === s ? step.days : 0), 0),
  );
  const horizon = daysOf.reduce((sum, days) => sum + days, 0);
  const promotes = compiled.some((one) => one?.intervention.type === "promotion");
  const start = startingPoints(cell, { twin, coefficients, brands: n });
  const habit = coefficients.table.values("habit", cell.habit, { low: 0, high: 0.995 });
  const size = (draws + 1) * n;
  const run = {
    share: new Float64Array(size),
    baseline: new Float64Array(size),
    incidence: new Float64Array(draws + 1),
    revenue: new Float64Array(size),
    baselineRevenue: new Float64Array(size),
  };
  const setting = { compiled, coefficients };
  const segments: Segment[] = plan.segments.map(() => ({
    choice: new Float64Array(n),
    effect: createEffect(n),
    shareDays: new Float64Array(n),
    baselineDays: new Float64Array(n),
    buying: 1,
    plain: { choice: new Float64Array(n), buying: 1 },
    promoted: false,
  }));
  const paths = keepPath ? draws + 1 : promotes ? 1 : 0;
  const path = paths > 0 ? new Float64Array(paths * periods * n) : null;
  const baselinePath = keepPath ? new Float64Array(paths * periods * n) : null;
  const choosing = promotes ? new Float64Array(paths * periods) : null;
  const { choice } = coefficients;
  const walk = createWalk(n, { path, choosing });
  const baseline = createWalk(n, { path: baselinePath, choosing: null });
  baseline.choice = choice;
  const decay = { left: 1, leftDays: 0, allDays: 0 };
  const afterDip = createAfterDip(n);
  for (let d = 0; d <= draws; d++) {
    const row = d * n;
    for (let j = 0; j < n; j++) {
      choice[j] = start.choice[row + j]!;
      walk.x[j] = baseline.x[j] = start.share[row + j]!;
    }
    if (promotes) afterDip.clear();
    for (let s = 0; s < segments.length; s++) {
      prepareSegment(segments[s]!, plan.segments[s]!, setting, d);
    }
    walk.habit = baseline.habit = habit[d]!;
    for (const { segment: s, first, days } of stretches) {
      const {
        choice: moved,
        effect,
        shareDays,
        baselineDays,
        buying,
        plain,
        promoted,
      } = segments[s]!;
      const at = ((keepPath ? d * periods : 0) + first) * n;
      baseline.at = walk.at = at;
      baseline.shareDays = baselineDays;
      decayOver(decay, days, walk.habit);
      settle(baseline, { days, decay });
      walk.choice = moved;
      walk.shareDays = shareDays;
      if (effect.everywhere) settle(walk, { days, decay });
      else resettle(walk, { days, available: effect.available });
      if (!path || !choosing) continue;
      const sold = { choice: moved, buying, plain: promoted ? plain : null, paid: effect.paid };
      afterDip.follow({ path, choosing, at, days, ...sold, dip: coefficients.afterDip[d]! });
    }
    for (let j = 0; j < n; j++) {
      let shareDays = 0;
      let baselineDays = 0;
      let revenue = 0;
      // Both sums run segment by segment: a neutral intervention leaves the same bits as none.
      for (const { shareDays: inSegment, baselineDays: without, effect, buying } of segments) {
        shareDays += inSegment[j]!;
        baselineDays += without[j]!;
        revenue += effect.paid[j]! * buying * inSegment[j]!;
      }
      run.share[row + j] = shareDays / horizon;
      run.baseline[row + j] = baselineDays / horizon;
      run.revenue[row + j] = worth[j]! * (revenue - afterDip.missed[j]!);
      run.baselineRevenue[row + j] = worth[j]! * baselineDays;
    }
    let buyingDays = 0;
    for (let s = 0; s < segments.length; s++) buyingDays += daysOf[s]! * segments[s]!.buying;
    run.incidence[d] = buyingDays / horizon;
  }
  return { ...run, path: keepPath ? path : null, baselinePath: keepPath ? baselinePath : null };
}

const createWalk = (brands: number, paths: Pick<Walk, "path" | "choosing">): Walk => ({
  x: new Float64Array(brands),
  habit: 0,
  choice: new Float64Array(brands),
  shareDays: new Float64Array(brands),
  ...paths,
  at: 0,
});

/** What acts on the cell at hand. */
interface Setting {
  readonly compiled: readonly (Compiled | null)[];
  readonly coefficients: Coefficients;
}

function prepareSegment(
  segment: Segment,
  fractions: readonly number[],
  { compiled, coefficients }: Setting,
  d: number,
): void {
  const { effect } = segment;
  neutral(effect);
  for (let j = 0; j < segment.shareDays.length; j++) {
    segment.shareDays[j] = 0;
    segment.baselineDays[j] = 0;
  }
  for (let i = 0; i < compiled.length; i++) {
    const one = compiled[i];
    if (one) addEffect(effect, one, { fraction: fractions[i]!, coefficients, d });
  }
  const inclusive = moveChoice(segment.choice, {
    choice: coefficients.choice,
    utility: effect.utility,
    entry: effect.entry,
  });
  const incidence = coefficients.incidence[d]!;
  const buying = coefficients.buying[d]!;
  const spending = effect.income === 0 ? 0 : coefficients.incomeEffect[d]! * effect.income;
  segment.buying = buyingRatio(buying, incidence * inclusive + spending);
  segment.promoted = effect.promoted.some((utility) => utility > 0);
  if (!segment.promoted) return;
  const without = takePromotionsOut(segment);
  segment.plain.buying = buyingRatio(buying, incidence * (inclusive + without) + spending);
}

/** Sets a segment's plain choice row; returns by how much the inclusive value is lower. */
function takePromotionsOut({ choice, effect: { promoted }, plain }: Segment): number {
  let moved = 0;
  for (let j = 0; j < choice.length; j++) {
    moved += choice[j]! * expm1(-Math.max(0, promoted[j]!));
  }
  for (let j = 0; j < choice.length; j++) {
    plain.choice[j] = (choice[j]! * exp(-Math.max(0, promoted[j]!))) / (1 + moved);
  }
  return log1p(moved);
}

/** Shares now and choice probabilities per draw: what isn't known of a cell's level, on the log scale. */
function startingPoints(
  cell: TwinCell,
  { twin, coefficients, brands }: { twin: Twin; coefficients: Coefficients; brands: number },
): { share: Float64Array; choice: Float64Array } {
  const draws = coefficients.table.draws;
  const share = new Float64Array((draws + 1) * brands);
  const choice = new Float64Array((draws + 1) * brands);
  const z = twin.brands.map((brand) => coefficients.table.deviates(`level:${brand}`));
  for (let d = 0; d <= draws; d++) {
    let shares = 0;
    let choices = 0;
    for (let j = 0; j < twin.brands.length; j++) {
      const factor = d === 0 ? 1 : exp(cell.choiceSpread[j]! * z[j]![d]!);
      shares += share[d * brands + j] = cell.share[j]! * factor;
      choices += choice[d * brands + j] = cell.choice[j]! * factor;
    }
    for (let j = 0; j < twin.brands.length; j++) {
      share[d * brands + j]! /= shares;
      choice[d * brands + j]! /= choices;
    }
  }
  return { share, choice };
}

/** Log of a price multiplier per brand; 0 where the price stays. */
export function logMultipliers(multipliers: Float64Array): Float64Array {
  return multipliers.map((multiplier) => (multiplier === 1 ? 0 : log(multiplier)));
}
