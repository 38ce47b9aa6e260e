import type { Intervention } from "../schema/scenario.js";
import type { Coefficients } from "./coefficient.js";
import type { Columns, Touched } from "./columns.js";

/**
 * What a set of interventions does to a cell in one segment, over the draws.
 *
 * The one table of effects: whatever an intervention is, it ends as these numbers and nothing else.
 */
export interface Effect {
  /** Change of utility of each brand, for those who choose. */
  readonly utility: Touched;
  /** Weight of a brand that was not there before, as a choice probability against the incumbents' 1. */
  readonly entry: Touched;
  /** Money received per unit, over the baseline's. */
  readonly paid: Touched;
  /** Money that a brand gives back for each unit of money received, beside its price: points, a bill that it pays. */
  readonly given: Touched;
  /** The part of `utility` that promotions make, whose extra units are partly bought forward. */
  readonly promoted: Touched;
  /** Log of disposable income over the baseline's. */
  readonly income: [Float64Array | null];
  /** Change of the log odds of buying in the category, whatever people choose. */
  readonly outside: [Float64Array | null];
  /** Share of habitual buyers of each brand who still find it, whatever the draw. */
  readonly available: Float64Array;
  readonly draws: number;
}

/** An intervention with its brands as indices: `-1` where none is named. */
export interface Compiled {
  readonly intervention: Intervention;
  readonly brand: number;
  readonly target: number;
  readonly logPrice: Float64Array;
  readonly priceMultiplier: Float64Array;
}

/** An effect that does nothing yet. @param draws - without the estimate */
export function createEffect(brands: number, draws: number): Effect {
  const untouched = () => new Array<Float64Array | null>(brands).fill(null);
  return {
    utility: untouched(),
    entry: untouched(),
    paid: untouched(),
    given: untouched(),
    promoted: untouched(),
    income: [null],
    outside: [null],
    available: new Float64Array(brands).fill(1),
    draws,
  };
}

type Column = "utility" | "entry" | "paid" | "given" | "promoted";

/** The column of a brand to write to, made where nothing had happened so far. */
export function touch(effect: Effect, column: Column, j: number) {
  effect[column][j] ??= new Float64Array(effect.draws + 1).fill(column === "paid" ? 1 : 0);
  return effect[column][j];
}

/** Multiplies a column by a number. */
export function scale(column: Float64Array, factor: number): void {
  for (let d = 0; d < column.length; d++) column[d]! *= factor;
}

/** What an intervention acts with: the part of a segment in which it is active, and on whom. */
export interface Setting {
  readonly fraction: number;
  readonly coefficients: Coefficients;
  /** Choice rows of the cell; looked at only by interventions that do different things to cells that choose differently. */
  readonly choice: Columns;
}

export type Of<T extends Intervention["type"]> = Extract<Intervention, { type: T }>;
