import { CoreError } from "../../error.js";
import {
  exp,
  log,
  purposeId,
  sampleGamma,
  type UniformSource,
  uniformSource,
} from "../../math/index.js";
import { aliveProbability } from "./bg-nbd.js";
import { type CustomerHistory, summariseCustomers } from "./customer-history.js";
import { expectationTable } from "./expectation-table.js";
import { expectedAmount, type GammaGamma } from "./gamma-gamma.js";
import type { LifetimeModel } from "./lifetime-model.js";
import { buyingDraws, buyingOf, spendingDraws, spendingOf } from "./parameter-draw.js";
import type { Purchase } from "./purchase.js";
import { drawPurchases } from "./purchase-draw.js";

/** A number, its interval from what is not known of the parameters, and where the customer's own luck may take it. */
export interface Foretold {
  readonly value: number;
  /** Interval of the expectation: the parameters are estimates. Null where the fit knows no covariance, or without draws. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A count or an amount of one customer also depends on chance: `low` to `high` holds `level` of what may happen. */
export interface ForetoldOutcome extends Foretold {
  readonly low: number | null;
  readonly high: number | null;
}

/** What is expected of a customer within the horizon. */
export interface CustomerForecast {
  readonly customerId: string;
  readonly alive: Foretold;
  readonly purchases: ForetoldOutcome;
  /** Mean amount of a purchase; null where amounts are unknown. */
  readonly amount: Foretold | null;
  /** Money: amounts times margin, discounted; null where amounts are unknown. */
  readonly value: ForetoldOutcome | null;
}

/** What is asked of a lifetime model. */
export interface LifetimeQuestion {
  /** Time after `until`; give one of the two. */
  readonly horizonDays?: number;
  readonly horizonWeeks?: number;
  /** Yearly rate at which money of later loses worth, such as 0.1; 0 unless told. */
  readonly discountPerYear?: number;
  /** Share of an amount that is earned; 1 unless told. */
  readonly margin?: number;
  /** Coverage of the intervals; 0.95 unless told. */
  readonly level?: number;
  /** Draws behind intervals, 200 unless told; 0 for none, which is quick. */
  readonly draws?: number;
  readonly seed?: number;
}

const FUTURE = purposeId("lifetime future");
const DAYS_PER_YEAR = 365.25;
/**
 * Probability of being alive, expected purchases, amount and value of each customer within a horizon.
 *
 * @param customers - purchases, or histories as of the model's `until` (see `summariseCustomers`)
 * @returns in the order of the histories; of purchases by customer id
 * @throws CoreError `out_of_range` for a horizon, rate, margin, level or history, `too_few_rows`, `invalid_input`
 */
export function predictLifetime(
  model: LifetimeModel,
  customers: readonly Purchase[] | readonly CustomerHistory[],
  question: LifetimeQuestion,
): CustomerForecast[] {
  const { margin = 1, discountPerYear = 0, level = 0.95, draws = 200, seed = 0 } = question;
  const horizon = horizonOf(question) / model.unitDays;
  check(margin >= 0 && margin < Infinity, `margin ${margin}`, "0 or more");
  check(
    discountPerYear >= 0 && discountPerYear < 100,
    `discountPerYear ${discountPerYear}`,
    "0 or more",
  );
  check(level > 0 && level < 1, `level ${level}`, "between 0 and 1");
  check(Number.isInteger(draws) && draws >= 0, `draws ${draws}`, "an integer from 0");
  const discount = (log(1 + discountPerYear) / DAYS_PER_YEAR) * model.unitDays;
  const histories = historiesOf(model, customers);
  histories.forEach(checkHistory);
  const buying = buyingOf(model);
  const spending = spendingOf(model);
  const drawnBuying = buyingDraws(model, { draws, seed });
  const drawnSpending = spendingDraws(model, { draws, seed });
  const expected = expectationTable([buying, ...drawnBuying], histories, {
    horizon,
    discount,
    unitDays: model.unitDays,
  });
  const range = rangeOf(level);
  const observedMean = model.spending?.observedMean ?? 0;
  const count = drawnBuying.length;
  const [alive, purchases, values] = [0, 1, 2].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const lucks = new Float64Array(count);
  const moneys = new Float64Array(count);
  return histories.map((customer, row) => {
    const history = {
      repeats: customer.repeats,
      active: customer.activeDays / model.unitDays,
      age: customer.ageDays / model.unitDays,
    };
    const amountBy = (drawn: GammaGamma) =>
      expectedAmount(drawn, { amounts: customer.amounts, mean: customer.meanAmount ?? 0 }) ??
      observedMean;
    const amount = spending === null ? null : amountBy(spending);
    const amounts = Float64Array.from(drawnSpending, amountBy);
    const perAmount = margin * expected.discounting(row);
    const next = uniformSource(seed, purposeId(customer.customerId), FUTURE);
    const { repeats, age } = history;
    const outlook = { repeats, age, horizon, times: [] };
    for (let i = 0; i < count; i++) {
      const drawn = drawnBuying[i]!;
      alive[i] = aliveProbability(drawn, history);
      purchases[i] = alive[i]! * expected.whileAlive(i + 1, row);
      values[i] = purchases[i]! * (amounts[i] ?? amount ?? 0) * perAmount;
      lucks[i] = drawPurchases(next, alive[i]!, drawn, outlook);
      const spend = drawnSpending[i] ?? spending;
      if (lucks[i] === 0 || spend === null) moneys[i] = 0;
      else
        moneys[i] =
          margin *
          drawMoney(next, spend, { customer, times: outlook.times, discount, observedMean });
    }
    const aliveNow = aliveProbability(buying, history);
    const expectedNow = aliveNow * expected.whileAlive(0, row);
    const [low, high] = range(lucks);
    const [leastMoney, mostMoney] = range(moneys);
    return {
      customerId: customer.customerId,
      alive: foretold(aliveNow, range(alive)),
      purchases: { ...foretold(expectedNow, range(purchases)), low, high },
      amount: amount === null ? null : foretold(amount, range(amounts)),
      value:
        amount === null
          ? null
          : {
              ...foretold(expectedNow * amount * perAmount, range(values)),
              low: leastMoney,
              high: mostMoney,
            },
    };
  });
}

/** Histories as they are, or of purchases up to the model's last day. */
export function historiesOf(
  model: LifetimeModel,
  customers: readonly Purchase[] | readonly CustomerHistory[],
): readonly CustomerHistory[] {
  const first = customers[0];
  if (first === undefined) return [];
  if ("repeats" in first) return customers as readonly CustomerHistory[];
  return summariseCustomers(customers as readonly Purchase[], { until: model.until }).customers;
}

/** Days asked about. @throws CoreError `out_of_range` */
function horizonOf({ horizonDays, horizonWeeks }: LifetimeQuestion): number {
  const days = horizonDays ?? (horizonWeeks === undefined ? Number.NaN : 7 * horizonWeeks);
  check(
    days >= 0 && days <= 36_525,
    `horizonDays ${days}`,
    "0 to 36525 (give one of horizonDays, horizonWeeks)",
  );
  return days;
}

/** Discounted money of the purchases of one possible future. */
function drawMoney(
  next: UniformSource,
  { p, q, v }: GammaGamma,
  {
    customer: { amounts, meanAmount },
    times,
    discount,
    observedMean,
  }: {
    customer: CustomerHistory;
    times: readonly number[];
    discount: number;
    observedMean: number;
  },
): number {
  const rate = sampleGamma(next, p * amounts + q) / (v + amounts * (meanAmount ?? 0));
  let money = 0;
  for (const at of times) {
    // A rate of 0 is one that is too small for a double: nothing is known of such amounts.
    const paid = rate > 0 ? sampleGamma(next, p) / rate : observedMean;
    money += discount === 0 ? paid : paid * exp(-discount * at);
  }
  return money;
}

function foretold(
  value: number,
  [lower, upper]: readonly [number | null, number | null],
): Foretold {
  return { value, lower, upper };
}

/** Central range of draws; nulls without draws. Ends are draws, so that counts stay whole. */
function rangeOf(level: number) {
  return (draws: Float64Array): [number | null, number | null] => {
    const n = draws.length;
    if (n === 0) return [null, null];
    const sorted = draws.slice().sort();
    const tail = Math.floor(((1 - level) / 2) * n);
    return [sorted[tail]!, sorted[n - 1 - tail]!];
  };
}

function checkHistory({ repeats, activeDays, ageDays }: CustomerHistory, row: number): void {
  const holds =
    Number.isInteger(repeats) &&
    repeats >= 0 &&
    activeDays >= 0 &&
    ageDays >= activeDays &&
    ageDays < 1e6;
  check(
    holds,
    `customer ${row}: repeats ${repeats}, activeDays ${activeDays}, ageDays ${ageDays}`,
    "whole repeats, 0 <= activeDays <= ageDays",
  );
}

function check(holds: boolean, found: string, expected: string): void {
  if (!holds) throw new CoreError("out_of_range", `${found}, expected ${expected}`);
}
