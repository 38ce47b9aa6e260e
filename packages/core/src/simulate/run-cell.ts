import { exp, log1p } from "../math/index.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { type AfterDip, createAfterDip } from "./after-dip.js";
import { buyingRatio, moveChoice } from "./choice.js";
import type { Coefficients } from "./coefficient.js";
import { addTo, type Columns, cellColumns, copyOf, zeros } from "./columns.js";
import type { EffectTable, SegmentEffect } from "./effect-table.js";
import type { Plan } from "./plan.js";
import { type Sales, salesOf } from "./sales.js";
import {
  decayOver,
  type Look,
  lookAhead,
  resettle,
  type Stretch,
  settle,
  type Track,
} from "./stretch.js";
import { timesUnits } from "./unknown-units.js";

/** What one cell does over the horizon; a column over the draws for each brand unless said otherwise. */
export interface CellRun {
  /** Mean share over the days, with and without the interventions. */
  readonly share: Columns;
  readonly baseline: Columns;
  /** Category buying over the baseline's, mean over the days, per draw. */
  readonly incidence: Float64Array;
  /** Null unless asked for. */
  readonly sales: Sales | null;
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
  /** Where cells start from, kept for further runs on the same coefficients; made anew without it. */
  readonly starts?: Map<TwinCell, CellStart> | undefined;
}

/** Where a cell starts from, over the draws. */
export interface CellStart {
  readonly share: Columns;
  readonly choice: Columns;
  readonly habit: Float64Array;
}

function keep(
  starts: Map<TwinCell, CellStart> | undefined,
  cell: TwinCell,
  start: CellStart,
): CellStart {
  starts?.set(cell, start);
  return start;
}

/** Sees the periods of a cell's run as they pass. */
export interface Watch {
  readonly look: Look;
  /** Before each stretch: where the baseline stands and where it is drawn to. */
  baseline(stretch: Stretch, from: { x: Columns; choice: Columns; habit: Float64Array }): void;
}

/** How a cell is carried through the horizon. */
export interface CarryOptions {
  /** Which of the scenario's interventions concern it. */
  readonly active: readonly boolean[];
  /** Whether to keep account of what is sold. */
  readonly sells: boolean;
  /** Sees the shares of each period. */
  readonly watch: Watch | null;
  readonly setting: RunSetting;
}

/** Carries one cell through the horizon for every draw: `x_{t+1} = x_t P_t`, with and without the interventions. */
export function runCell(cell: TwinCell, options: CarryOptions): CellRun {
  const { twin, coefficients, brands, starts } = options.setting;
  const start =
    starts?.get(cell) ??
    keep(starts, cell, {
      ...startingPoints(cell, { twin, coefficients, brands }),
      habit: coefficients.table.values("habit", cell.habit, { low: 0, high: HIGHEST_HABIT }),
    });
  const run = carry(start, options);
  const factor = run.sales && coefficients.units(cell);
  return factor && run.sales ? { ...run, sales: timesUnits(run.sales, factor) } : run;
}

/** Habit from here on would never let go. */
export const HIGHEST_HABIT = 0.995;

/** As {@link runCell}, from where a cell starts; no number of a column depends on another one. */
export function carry(start: CellStart, { active, sells, watch, setting }: CarryOptions): CellRun {
  const { plan, stretches, coefficients, effects, brands } = setting;
  const { habit } = start;
  const segments = effects(active, start.choice).map((effect) =>
    prepareSegment(effect, { choice: start.choice, coefficients, brands }),
  );
  const owes = sells && segments.some(({ plain }) => plain !== null);
  const afterDip = owes ? createAfterDip({ brands, dip: coefficients.afterDip() }) : null;
  const look = watch?.look ?? null;
  const length = habit.length;
  // What cells start from is never written to; the very same columns mean that nothing has differed so far.
  let x = start.share;
  let baseline = start.share;
  stretches.forEach((stretch, k) => {
    const goesOn = k < stretches.length - 1;
    const segment = segments[stretch.segment]!;
    const { choice, shareDays, baselineDays, effect } = segment;
    const { available, paid, given } = effect;
    const decay = decayOver(stretch.days, habit);
    watch?.baseline(stretch, { x: baseline, choice: start.choice, habit });
    const together = x === baseline;
    const from = baseline;
    if (goesOn && together) baseline = cellColumns(brands, length);
    settle(from, {
      choice: start.choice,
      shareDays: baselineDays,
      decay,
      to: goesOn ? baseline : null,
    });
    if (together && effect.still && effect.everywhere) {
      if (look) lookAhead({ x, habit }, { stretch, choice, look });
      shareDays.forEach((days, j) => {
        days.set(baselineDays[j]!);
      });
      x = baseline;
      return;
    }
    if (effect.everywhere) {
      if (look) lookAhead({ x, habit }, { stretch, choice, look });
      const track: Track = { straight: true, x, choice, habit };
      afterDip?.follow({ ...segment, stretch, track, paid, given });
      const to = !goesOn ? null : together ? cellColumns(brands, length) : x;
      settle(x, { choice, shareDays, decay, to });
      x = to ?? x;
    } else {
      const tracked = afterDip !== null;
      if (together) x = x.map(copyOf);
      const track = resettle(
        { x, habit },
        { stretch, choice, shareDays, available, look, tracked },
      );
      afterDip?.follow({ ...segment, stretch, track, paid, given });
    }
  });
  return sumUp(segments, { plan, sells, afterDip });
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
  const inclusive = zeros(length);
  const moved = effect.still ? choice : cellColumns(brands, length);
  if (!effect.still) moveChoice({ out: moved, inclusive }, { choice, move: effect.move });
  return {
    effect,
    choice: moved,
    shareDays: cellColumns(brands, length),
    baselineDays: cellColumns(brands, length),
    buying: buyingOf(inclusive, { effect, coefficients }),
    plain: effect.unpromoted && takePromotionsOut(moved, { effect, inclusive, coefficients }),
  };
}

function buyingOf(
  inclusive: Float64Array,
  {
    effect: { income, outside, still },
    coefficients,
  }: { effect: SegmentEffect; coefficients: Coefficients },
): Float64Array {
  const ratio = zeros(inclusive.length);
  const [lost] = income;
  const [all] = outside;
  if (still && !lost && !all) return ratio.fill(1);
  const { incidence, buying } = coefficients.category();
  const incomeEffect = lost && coefficients.electricity().incomeEffect;
  for (let d = 0; d < ratio.length; d++) {
    const spending = lost && incomeEffect ? incomeEffect[d]! * lost[d]! : 0;
    const moved = all ? spending + all[d]! : spending;
    ratio[d] = buyingRatio(buying[d]!, incidence[d]! * inclusive[d]! + moved);
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
  const moved = zeros(inclusive.length);
  choice.forEach((c, j) => {
    const without = change[j];
    for (let d = 0; without && d < moved.length; d++) moved[d]! += c[d]! * without[d]!;
  });
  const plain = choice.map((c, j) => {
    const out = zeros(c.length);
    const times = factor[j];
    if (times) for (let d = 0; d < out.length; d++) out[d] = (c[d]! * times[d]!) / (1 + moved[d]!);
    else for (let d = 0; d < out.length; d++) out[d] = c[d]! / (1 + moved[d]!);
    return out;
  });
  for (let d = 0; d < moved.length; d++) moved[d] = inclusive[d]! + log1p(moved[d]!);
  return { choice: plain, buying: buyingOf(moved, { effect, coefficients }) };
}

/** Adds the segments up: both sums run segment by segment, so that a neutral intervention leaves the bits of none. */
function sumUp(
  segments: readonly Segment[],
  { plan, sells, afterDip }: { plan: Plan; sells: boolean; afterDip: AfterDip | null },
): CellRun {
  const length = segments[0]!.buying.length;
  const daysOf = plan.segments.map((_, s) =>
    plan.steps.reduce((sum, step) => sum + (step.segment === s ? step.days : 0), 0),
  );
  const horizon = daysOf.reduce((sum, days) => sum + days, 0);
  const sales = sells ? salesOf(segments, afterDip?.missed ?? null) : null;
  const incidence = zeros(length);
  segments.forEach(({ buying }, s) => {
    for (let d = 0; d < length; d++) incidence[d]! += daysOf[s]! * buying[d]!;
  });
  const [first, ...others] = segments;
  // The first segment's sums go on as the sums of all.
  const { shareDays: share, baselineDays: baseline } = first!;
  for (const { shareDays, baselineDays } of others) {
    share.forEach((sum, j) => {
      addTo(sum, shareDays[j]!);
    });
    baseline.forEach((sum, j) => {
      addTo(sum, baselineDays[j]!);
    });
  }
  for (const sums of [incidence, ...share, ...baseline]) {
    for (let d = 0; d < length; d++) sums[d]! /= horizon;
  }
  return { share, baseline, incidence, sales };
}

/** Shares now and choice probabilities per draw: what isn't known of a cell's level, on the log scale. */
export function startingPoints(
  cell: TwinCell,
  { twin, coefficients, brands }: { twin: Twin; coefficients: Coefficients; brands: number },
): { share: Columns; choice: Columns } {
  const length = coefficients.table.draws + 1;
  const share = cellColumns(brands, length);
  const choice = cellColumns(brands, length);
  const shares = zeros(length);
  const choices = zeros(length);
  twin.brands.forEach((brand, j) => {
    const z = coefficients.table.deviates(`level:${brand}`);
    const spread = cell.choiceSpread[j]!;
    const [ownShare, ownChoice] = [share[j]!, choice[j]!];
    const [nowShare, nowChoice] = [cell.share[j]!, cell.choice[j]!];
    for (let d = 0; d < length; d++) {
      const factor = d === 0 ? 1 : exp(spread * z[d]!);
      const s = nowShare * factor;
      const c = nowChoice * factor;
      ownShare[d] = s;
      ownChoice[d] = c;
      shares[d]! += s;
      choices[d]! += c;
    }
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
