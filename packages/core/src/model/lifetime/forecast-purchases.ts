import { CoreError } from "../../error.js";
import { exp, log, normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import { aliveProbability, type BgNbd, expectedWhileAlive } from "./bg-nbd.js";
import type { CustomerHistory } from "./customer-history.js";
import type { LifetimeModel } from "./lifetime-model.js";
import { buyingOf } from "./parameter-draw.js";
import { historiesOf } from "./predict-lifetime.js";
import type { Purchase } from "./purchase.js";
import { drawPurchases } from "./purchase-draw.js";

/** Purchases of all known customers together, from `until` to the end of a week. */
export interface WeekForecast {
  /** 1 for the seven days after `until`. */
  readonly week: number;
  /** Expected purchases within the week. */
  readonly purchases: number;
  /** Expected purchases from `until` to the end of the week, and their band. */
  readonly cumulative: number;
  readonly low: number;
  readonly high: number;
  /** Standard errors of `cumulative`: from estimated parameters, and from chance. */
  readonly parameterError: number;
  readonly chanceError: number;
}

const FUTURES = 100;
const STEP = 1e-3;
const FUTURE = purposeId("lifetime population future");

/**
 * Weekly purchases of the customers that are known, all together; those who come later are not in it.
 *
 * @remarks Band: normal, with the parameters' part by the delta method and chance by seeded futures of every customer.
 * @throws CoreError `out_of_range`, and as `summariseCustomers`
 */
export function forecastPurchases(
  model: LifetimeModel,
  customers: readonly Purchase[] | readonly CustomerHistory[],
  { weeks, level = 0.95, seed = 0 }: { weeks: number; level?: number; seed?: number },
): WeekForecast[] {
  if (!(Number.isInteger(weeks) && weeks >= 1 && weeks <= 1040) || !(level > 0 && level < 1)) {
    throw new CoreError(
      "out_of_range",
      `${weeks} weeks at level ${level}, expected 1 to 1040 weeks and a level between 0 and 1`,
    );
  }
  const histories = historiesOf(model, customers);
  const unitsPerWeek = 7 / model.unitDays;
  const horizons = Float64Array.from({ length: weeks }, (_, i) => (i + 1) * unitsPerWeek);
  const buying = buyingOf(model);
  const totals = totalsOf(buying, histories, { horizons, unitDays: model.unitDays });
  const byParameter = parameterErrors(model, histories, horizons);
  const byChance = chanceErrors(model, histories, { horizons, seed });
  const z = normalQuantile((1 + level) / 2);
  return Array.from(totals, (cumulative, i) => {
    const parameterError = byParameter[i]!;
    const chanceError = byChance[i]!;
    const away = z * Math.sqrt(parameterError * parameterError + chanceError * chanceError);
    return {
      week: i + 1,
      purchases: cumulative - (i === 0 ? 0 : totals[i - 1]!),
      cumulative,
      low: Math.max(0, cumulative - away),
      high: cumulative + away,
      parameterError,
      chanceError,
    };
  });
}

/** Expected purchases of all within each horizon. */
function totalsOf(
  model: BgNbd,
  histories: readonly CustomerHistory[],
  { horizons, unitDays }: { horizons: Float64Array; unitDays: number },
): Float64Array {
  const alive = new Map<string, { repeats: number; age: number; customers: number }>();
  for (const { repeats, activeDays, ageDays } of histories) {
    const age = ageDays / unitDays;
    const key = `${repeats} ${ageDays}`;
    const found = alive.get(key) ?? { repeats, age, customers: 0 };
    found.customers += aliveProbability(model, { repeats, active: activeDays / unitDays, age });
    alive.set(key, found);
  }
  return horizons.map((horizon) => {
    let total = 0;
    for (const { repeats, age, customers } of alive.values()) {
      total += customers * expectedWhileAlive(model, { repeats, age, horizon });
    }
    return total;
  });
}

/** Delta method in the logarithms of the parameters; 0 where the fit knows no covariance. */
function parameterErrors(
  model: LifetimeModel,
  histories: readonly CustomerHistory[],
  horizons: Float64Array,
): Float64Array {
  const covariance = model.buying.logCovariance;
  if (covariance === null) return new Float64Array(horizons.length);
  const at = buyingOf(model);
  const names = ["r", "alpha", "a", "b"] as const;
  const grid = { horizons, unitDays: model.unitDays };
  const slopes = names.map((name) => {
    const [above, below] = [STEP, -STEP].map((step) =>
      totalsOf({ ...at, [name]: exp(log(at[name]) + step) }, histories, grid),
    );
    return horizons.map((_, i) => (above![i]! - below![i]!) / (2 * STEP));
  });
  return horizons.map((_, i) => {
    let variance = 0;
    for (let j = 0; j < 4; j++) {
      for (let k = 0; k < 4; k++)
        variance += slopes[j]![i]! * covariance[j * 4 + k]! * slopes[k]![i]!;
    }
    return Math.sqrt(Math.max(0, variance));
  });
}

/** Standard deviation of the sum over customers, by drawn futures. */
function chanceErrors(
  model: LifetimeModel,
  histories: readonly CustomerHistory[],
  { horizons, seed }: { horizons: Float64Array; seed: number },
): Float64Array {
  const buying = buyingOf(model);
  const weeks = horizons.length;
  const horizon = horizons[weeks - 1]!;
  const perWeek = horizons[0]!;
  const sums = new Float64Array(FUTURES * weeks);
  for (const { repeats, activeDays, ageDays, customerId } of histories) {
    const age = ageDays / model.unitDays;
    const alive = aliveProbability(buying, { repeats, active: activeDays / model.unitDays, age });
    const next = uniformSource(seed, purposeId(customerId), FUTURE);
    const outlook = { repeats, age, horizon, times: [] as number[] };
    for (let future = 0; future < FUTURES; future++) {
      drawPurchases(next, alive, buying, outlook);
      for (const at of outlook.times) {
        sums[future * weeks + Math.min(weeks - 1, Math.floor(at / perWeek))]!++;
      }
    }
  }
  const mean = new Float64Array(weeks);
  for (let future = 0; future < FUTURES; future++) {
    let total = 0;
    for (let week = 0; week < weeks; week++) {
      total += sums[future * weeks + week]!;
      sums[future * weeks + week] = total;
      mean[week]! += total / FUTURES;
    }
  }
  return mean.map((centre, week) => {
    let squares = 0;
    for (let future = 0; future < FUTURES; future++) {
      const away = sums[future * weeks + week]! - centre;
      squares += away * away;
    }
    return Math.sqrt(squares / (FUTURES - 1));
  });
}
