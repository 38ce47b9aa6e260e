import { exp, log1p } from "../math/index.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { type AfterDip, createAfterDip } from "./after-dip.js";
import { buyingRatio, moveChoice } from "./choice.js";
import type { Coefficients } from "./coefficient.js";
import { addTo, type Columns, createColumns } from "./columns.js";
import type { EffectTable, SegmentEffect } from "./effect-table.js";
import type { Plan } from "./plan.js";
import {
  decayOver,
  type Look,
  lookAhead,
  resettle,
  type Stretch,
  settle,
  type Track,
  type Walk,
} from "./stretch.js";

/** What one cell does over the horizon; a column over the draws for each brand unless said otherwise. */
export interface CellRun {
  /** Mean share over the days, with and without the interventions. */
  readonly share: Columns;
  readonly baseline: Columns;
  /** Category buying over the baseline's, mean over the days, per draw. */
  readonly incidence: Float64Array;
  /** Money as Σ days × share × weight × paid × buying, weights being `worth`; null without these. */
  readonly revenue: Columns | null;
  readonly baselineRevenue: Columns | null;
}

/** What all cells of a run have in common. */
export interface RunSetting {
  readonly twin: Twin;
  readonly plan: Plan;
  readonly stretches: readonly Stretch[];
  readonly coefficients: Coefficients;
  readonly effects: EffectTable;
  /** The twin's brands and those that enter. */
  readonly brands: number;
}

/** Sees the periods of a cell's run as they pass. */
export interface Watch {
  readonly look: Look;
  /** Before each stretch: where the baseline stands and where it is drawn to. */
  baseline(stretch: Stretch, from: { x: Columns; choice: Columns; habit: Float64Array }): void;
}

/**
 * Carries one cell through the horizon for every draw: `x_{t+1} = x_t P_t`, with and without the interventions.
 *
 * @param options.active - which of the scenario's interventions concern this cell
 * @param options.worth - revenue per day at share 1 of each brand, in currency; null when unknown
 * @param options.watch - sees the shares of each period
 */
export function runCell(
  cell: TwinCell,
  {
    active,
    worth,
    watch,
    setting,
  }: {
    active: readonly boolean[];
    worth: Float64Array | null;
    watch: Watch | null;
    setting: RunSetting;
  },
): CellRun {
  const { twin, plan, stretches, coefficients, effects, brands } = setting;
  const { table } = coefficients;
  const habit = table.values("habit", cell.habit, { low: 0, high: 0.995 });
  const start = startingPoints(cell, { twin, coefficients, brands });
  const walk: Walk = { x: start.share, habit };
  const baseline: Walk = { x: start.share.map((share) => share.slice()), habit };
  const segments = effects(active, start.choice).map((effect) =>
    prepareSegment(effect, { choice: start.choice, coefficients, brands }),
  );
  const owes = worth !== null && segments.some(({ plain }) => plain !== null);
  const afterDip = owes ? createAfterDip({ brands, dip: coefficients.afterDip() }) : null;
  const look = watch?.look ?? null;
  for (const stretch of stretches) {
    const segment = segments[stretch.segment]!;
    const { choice, shareDays, effect } = segment;
    const { available, paid } = effect;
    const decay = decayOver(stretch.days, habit);
    watch?.baseline(stretch, { x: baseline.x, choice: start.choice, habit });
    settle(baseline, { choice: start.choice, shareDays: segment.baselineDays, decay });
    if (effect.everywhere) {
      if (look) lookAhead(walk, { stretch, choice, look });
      const track: Track = { straight: true, ...walk, choice };
      afterDip?.follow({ ...segment, stretch, track, paid });
      settle(walk, { choice, shareDays, decay });
    } else {
      const tracked = afterDip !== null;
      const track = resettle(walk, { stretch, choice, shareDays, available, look, tracked });
      afterDip?.follow({ ...segment, stretch, track, paid });
    }
  }
  return sumUp(segments, { plan, worth, afterDip });
}

/** What one segment does to a cell. */
export interface Segment {
  readonly effect: SegmentEffect;
  readonly choice: Columns;
  /** Σ days × share under this segment, with and without the interventions. */
  readonly shareDays: Columns;
  readonly baselineDays: Columns;
  /** Category buying over the baseline's, per draw. */
  readonly buying: Float64Array;
  /** Choice and buying as they would be without the promotions; null where none lifts anything. */
  readonly plain: { readonly choice: Columns; readonly buying: Float64Array } | null;
}

export function prepareSegment(
  effect: SegmentEffect,
  { choice, coefficients, brands }: { choice: Columns; coefficients: Coefficients; brands: number },
): Segment {
  const length = coefficients.table.draws + 1;
  const inclusive = new Float64Array(length);
  const moved = effect.still ? choice : createColumns(brands, length);
  if (!effect.still) moveChoice({ out: moved, inclusive }, { choice, move: effect.move });
  return {
    effect,
    choice: moved,
    shareDays: createColumns(brands, length),
    baselineDays: createColumns(brands, length),
    buying: buyingOf(inclusive, { effect, coefficients }),
    plain: effect.unpromoted && takePromotionsOut(moved, { effect, inclusive, coefficients }),
  };
}

function buyingOf(
  inclusive: Float64Array,
  {
    effect: { income, still },
    coefficients,
  }: { effect: SegmentEffect; coefficients: Coefficients },
): Float64Array {
  const ratio = new Float64Array(inclusive.length).fill(1);
  const [lost] = income;
  if (still && !lost) return ratio;
  const { incidence, buying } = coefficients.category();
  const incomeEffect = lost && coefficients.electricity().incomeEffect;
  for (let d = 0; d < ratio.length; d++) {
    const spending = lost && incomeEffect ? incomeEffect[d]! * lost[d]! : 0;
    ratio[d] = buyingRatio(buying[d]!, incidence[d]! * inclusive[d]! + spending);
  }
  return ratio;
}

/** Choice and buying of a segment with the promotions taken out. */
function takePromotionsOut(
  choice: Columns,
  {
    effect,
    inclusive,
    coefficients,
  }: { effect: SegmentEffect; inclusive: Float64Array; coefficients: Coefficients },
): { choice: Columns; buying: Float64Array } {
  const { factor, change } = effect.unpromoted ?? { factor: [], change: [] };
  const moved = new Float64Array(inclusive.length);
  choice.forEach((c, j) => {
    const without = change[j];
    for (let d = 0; without && d < moved.length; d++) moved[d]! += c[d]! * without[d]!;
  });
  const plain = choice.map((c, j) => {
    const out = c.slice();
    const times = factor[j];
    for (let d = 0; times && d < out.length; d++) out[d]! *= times[d]!;
    for (let d = 0; d < out.length; d++) out[d]! /= 1 + moved[d]!;
    return out;
  });
  for (let d = 0; d < moved.length; d++) moved[d] = inclusive[d]! + log1p(moved[d]!);
  return { choice: plain, buying: buyingOf(moved, { effect, coefficients }) };
}

/** Adds the segments up: both sums run segment by segment, so that a neutral intervention leaves the bits of none. */
function sumUp(
  segments: readonly Segment[],
  { plan, worth, afterDip }: { plan: Plan; worth: Float64Array | null; afterDip: AfterDip | null },
): CellRun {
  const brands = segments[0]!.shareDays.length;
  const length = segments[0]!.buying.length;
  const daysOf = plan.segments.map((_, s) =>
    plan.steps.reduce((sum, step) => sum + (step.segment === s ? step.days : 0), 0),
  );
  const horizon = daysOf.reduce((sum, days) => sum + days, 0);
  const [first, ...others] = segments;
  const run = {
    // The first segment's sums go on as the sums of all.
    share: first!.shareDays,
    baseline: first!.baselineDays,
    incidence: new Float64Array(length),
    revenue: worth && createColumns(brands, length),
    baselineRevenue: worth && createColumns(brands, length),
  };
  segments.forEach(({ shareDays, buying, effect }, s) => {
    for (let d = 0; d < length; d++) run.incidence[d]! += daysOf[s]! * buying[d]!;
    run.revenue?.forEach((revenue, j) => {
      const days = shareDays[j]!;
      const paid = effect.paid[j];
      if (paid) for (let d = 0; d < length; d++) revenue[d]! += paid[d]! * buying[d]! * days[d]!;
      else for (let d = 0; d < length; d++) revenue[d]! += buying[d]! * days[d]!;
    });
  });
  for (const { shareDays, baselineDays } of others) {
    for (let j = 0; j < brands; j++) {
      addTo(run.share[j]!, shareDays[j]!);
      addTo(run.baseline[j]!, baselineDays[j]!);
    }
  }
  for (let d = 0; d < length; d++) run.incidence[d]! /= horizon;
  for (let j = 0; j < brands; j++) {
    const [share, baseline] = [run.share[j]!, run.baseline[j]!];
    const [revenue, baselineRevenue] = [run.revenue?.[j], run.baselineRevenue?.[j]];
    const missed = afterDip?.missed[j];
    if (worth && revenue && baselineRevenue) {
      const each = worth[j]!;
      for (let d = 0; missed && d < length; d++) revenue[d]! -= missed[d]!;
      for (let d = 0; d < length; d++) {
        revenue[d]! *= each;
        baselineRevenue[d] = each * baseline[d]!;
      }
    }
    for (let d = 0; d < length; d++) {
      share[d]! /= horizon;
      baseline[d]! /= horizon;
    }
  }
  return run;
}

/** Shares now and choice probabilities per draw: what isn't known of a cell's level, on the log scale. */
export function startingPoints(
  cell: TwinCell,
  { twin, coefficients, brands }: { twin: Twin; coefficients: Coefficients; brands: number },
): { share: Columns; choice: Columns } {
  const length = coefficients.table.draws + 1;
  const share = createColumns(brands, length);
  const choice = createColumns(brands, length);
  const shares = new Float64Array(length);
  const choices = new Float64Array(length);
  twin.brands.forEach((brand, j) => {
    const z = coefficients.table.deviates(`level:${brand}`);
    const spread = cell.choiceSpread[j]!;
    const [ownShare, ownChoice] = [share[j]!, choice[j]!];
    const [nowShare, nowChoice] = [cell.share[j]!, cell.choice[j]!];
    for (let d = 0; d < length; d++) {
      const factor = d === 0 ? 1 : exp(spread * z[d]!);
      ownShare[d] = nowShare * factor;
      ownChoice[d] = nowChoice * factor;
    }
    addTo(shares, ownShare);
    addTo(choices, ownChoice);
  });
  for (let j = 0; j < twin.brands.length; j++) {
    const [ownShare, ownChoice] = [share[j]!, choice[j]!];
    for (let d = 0; d < length; d++) {
      ownShare[d]! /= shares[d]!;
      ownChoice[d]! /= choices[d]!;
    }
  }
  return { share, choice };
}
