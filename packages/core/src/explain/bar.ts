import { varianceShares } from "../math/index.js";
import { drawCoefficients } from "../simulate/coefficient.js";
import { createDrawTable } from "../simulate/draw-table.js";
import type { PreparedRun } from "../simulate/prepare-run.js";
import { originsOf } from "./assumption.js";
import type { TornadoBar } from "./explanation.js";
import { byName, type Swing } from "./tornado.js";

/** A regression on more inputs than one to so many draws would explain its own luck. */
const DRAWS_PER_INPUT = 5;

/** What a run draws under a name, over its draws. */
export type DrawnInputs = (name: string) => Float64Array;

/** The inputs of a run's draws: price coefficients as drawn together, of all else the deviates. */
export function drawnInputs({ twin, scenario, brands }: PreparedRun): DrawnInputs {
  const table = createDrawTable(scenario);
  const prices = drawCoefficients(twin, { brands, table }).price();
  const places = new Map(twin.brands.map((brand, j) => [`price:${brand}`, j]));
  return (name) => {
    const place = places.get(name);
    const column = place === undefined ? table.deviates(name) : prices[place];
    return (column ?? new Float64Array(scenario.draws + 1)).subarray(1);
  };
}

/**
 * The tornado of one outcome: a bar for each parameter that moves it, the widest first, of equal ones by name.
 *
 * @param options.outcome - its place
 * @param options.total - its change over the draws
 */
export function tornadoOf(
  swings: readonly Swing[],
  {
    outcome,
    total,
    inputs,
    parameters,
  }: {
    outcome: number;
    total: Float64Array;
    inputs: DrawnInputs;
    parameters: Parameters<typeof originsOf>[1];
  },
): TornadoBar[] {
  const estimate = total[0] ?? 0;
  const moving = swings
    .map(({ asked, atLow, atHigh }) => {
      const [low = 0, high = 0] = [atLow[outcome], atHigh[outcome]];
      const ends = [low, high, estimate];
      return { asked, atLow: low, atHigh: high, width: Math.max(...ends) - Math.min(...ends) };
    })
    .filter(({ width }) => width > 0);
  const draws = total.subarray(1);
  const canRegress = draws.length >= DRAWS_PER_INPUT * moving.length;
  const shares = canRegress
    ? varianceShares(
        moving.map(({ asked }) => inputs(asked.name)),
        draws,
      )
    : null;
  return moving
    .map(({ asked: { name, low, high }, atLow, atHigh, width }, k) => ({
      width,
      bar: {
        parameter: name,
        origins: originsOf(name, parameters),
        low,
        high,
        atLow,
        atHigh,
        varianceShare: shares ? (shares[k] ?? 0) : null,
      },
    }))
    .sort((a, b) => b.width - a.width || byName(a.bar.parameter, b.bar.parameter))
    .map(({ bar }) => bar);
}
