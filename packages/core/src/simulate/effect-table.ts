import { exp, expm1 } from "../math/index.js";
import { addEffect, readsChoice } from "./add-effect.js";
import { type Move, moveOf } from "./choice.js";
import type { Coefficients } from "./coefficient.js";
import type { Columns, Touched } from "./columns.js";
import { type Compiled, createEffect, type Effect } from "./effect.js";
import type { Plan } from "./plan.js";

/** What acts in one segment, ready for the cells that it acts on. */
export interface SegmentEffect
  extends Pick<Effect, "paid" | "given" | "income" | "outside" | "available"> {
  readonly move: Move;
  /** What takes the promotions out again, as {@link Move}; null where none lifts anything. */
  readonly unpromoted: { readonly factor: Touched; readonly change: Touched } | null;
  /** True where nothing moves anybody's choice. */
  readonly still: boolean;
  /** True while every brand is as available as before. */
  readonly everywhere: boolean;
}

/** The effects of a scenario by segment, for the interventions that concern a cell. */
export type EffectTable = (active: readonly boolean[], choice: Columns) => readonly SegmentEffect[];

/**
 * Makes effects when they are first asked for.
 *
 * Cells that the same interventions reach share them, unless an intervention acts by what a cell's people choose.
 */
export function createEffectTable({
  plan,
  compiled,
  coefficients,
  brands,
  sameMoney = false,
}: {
  plan: Plan;
  compiled: readonly Compiled[];
  coefficients: Coefficients;
  brands: number;
  /** Whether a unit brings as much money as before, whatever it is sold at: for taking a result apart. */
  sameMoney?: boolean;
}): EffectTable {
  const kept = new Map<string, readonly SegmentEffect[]>();
  const make = (active: readonly boolean[], choice: Columns) =>
    plan.segments.map((fractions) => {
      const effect = createEffect(brands, coefficients.table.draws);
      compiled.forEach((one, i) => {
        if (active[i]) addEffect(effect, one, { fraction: fractions[i]!, coefficients, choice });
      });
      if (sameMoney) effect.paid.fill(null);
      return segmentEffect(effect);
    });
  return (active, choice) => {
    if (compiled.some((one, i) => active[i] && readsChoice(one))) return make(active, choice);
    const key = active.join();
    const known = kept.get(key) ?? make(active, choice);
    kept.set(key, known);
    return known;
  };
}

function segmentEffect(effect: Effect) {
  const { utility, entry, promoted, paid, given, income, outside, available } = effect;
  return {
    move: moveOf({ utility, entry }),
    unpromoted: promoted.some((lift) => lift?.some((value) => value > 0))
      ? {
          factor: promoted.map((lift) => lift && takenOut(lift, exp)),
          change: promoted.map((lift) => lift && takenOut(lift, expm1)),
        }
      : null,
    paid,
    given,
    income,
    outside,
    available,
    still: [...utility, ...entry].every((column) => column === null),
    everywhere: available.every((share) => share === 1),
  };
}

function takenOut(lift: Float64Array, change: (value: number) => number): Float64Array {
  const out = new Float64Array(lift.length);
  for (let d = 0; d < lift.length; d++) out[d] = change(-Math.max(0, lift[d]!));
  return out;
}
