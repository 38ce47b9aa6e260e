import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { ModelBacktest } from "../../schema/model-backtest.js";
import { dateOfDay, dayOfDate } from "../../schema/time-text.js";
import { compareModels, contestant } from "../backtest/index.js";
import type { FitOptions } from "../fit-progress.js";
import { aliveProbability, expectedWhileAlive } from "./bg-nbd.js";
import { type CustomerHistory, summariseCustomers, type UntilOptions } from "./customer-history.js";
import { fitSummary } from "./fit-lifetime.js";
import { forecastPurchases, type WeekForecast } from "./forecast-purchases.js";
import type { LifetimeModel } from "./lifetime-model.js";
import { buyingOf } from "./parameter-draw.js";
import { customerOf, type DayOptions, dayOfPurchase, type Purchase } from "./purchase.js";

/** A week of the held-out time: what came beside what was foretold. */
export interface HeldOutWeek extends WeekForecast {
  /** Purchases from the end of the calibration to the end of the week. */
  readonly happened: number;
}

/** Held-out scores by customer, and all customers together by week. */
export interface LifetimeBacktest extends ModelBacktest {
  readonly calibrationUntil: string;
  readonly until: string;
  readonly customers: number;
  readonly total: { readonly happened: number; readonly foretold: number; readonly naive: number };
  /** Share of all held-out purchases that the tenth of the customers with the highest forecast made. */
  readonly topDecileCapture: { readonly foretold: number; readonly naive: number };
  readonly weeks: readonly HeldOutWeek[];
}

/** What a customer did before and after the end of the calibration. */
interface HeldOutCustomer {
  readonly history: CustomerHistory;
  readonly purchases: number;
}

/** Least mean of a Poisson loss, so that one purchase of a customer foretold to buy never has a finite price. */
const LEAST_MEAN = 1e-3;

/**
 * Fits on the purchases up to a day and foretells each customer's purchases after it.
 *
 * Naive: each customer repeats the rate of the calibration. "one rate for all": the mean rate of all customers.
 *
 * @param options.calibrationUntil - last day learnt from; the middle of the time from first to last purchase unless told
 * @param options.until - last day foretold; the day of the last purchase unless told
 * @returns losses per customer: squared error decides, since the forecast is a mean; beside it absolute error and Poisson
 * deviance
 * @throws CoreError as `fitLifetime`, `out_of_range` where the held-out time is empty
 * @see Fader, Hardie and Lee (2005), section 6, for calibration and hold-out of CDNOW
 */
export function backtestLifetime(
  purchases: readonly Purchase[],
  {
    calibrationUntil,
    onProgress,
    ...options
  }: FitOptions & UntilOptions & { calibrationUntil?: string | number } = {},
): LifetimeBacktest {
  const whole = summariseCustomers(purchases, options);
  const end = dayOfDate(whole.until);
  const middle = dateOfDay(Math.floor((dayOfDate(whole.from) + end) / 2));
  const calibration = summariseCustomers(purchases, {
    ...options,
    until: calibrationUntil ?? middle,
  });
  const start = dayOfDate(calibration.until);
  if (start >= end) {
    throw new CoreError(
      "out_of_range",
      `calibrationUntil ${calibration.until}, expected before ${whole.until}`,
    );
  }
  const repeatsAfter = new Map(whole.customers.map((each) => [each.customerId, each.repeats]));
  const rows: HeldOutCustomer[] = calibration.customers.map((history) => ({
    history,
    purchases: repeatsAfter.get(history.customerId)! - history.repeats,
  }));
  const known = new Set(calibration.customers.map((each) => each.customerId));
  const all = rows.map((_, i) => i);
  const days = end - start;
  const model = fitSummary(calibration, {
    unitDays: 7,
    currency: null,
    ...(onProgress && { onProgress }),
  });
  const buying = buyingOf(model);
  const expected = ({ history }: HeldOutCustomer) => {
    const [active, age] = [history.activeDays / 7, history.ageDays / 7];
    const { repeats } = history;
    return (
      aliveProbability(buying, { repeats, active, age }) *
      expectedWhileAlive(buying, { repeats, age, horizon: days / 7 })
    );
  };
  const ownRate = ({ history: { repeats, ageDays } }: HeldOutCustomer) =>
    ageDays > 0 ? (repeats / ageDays) * days : 0;
  const backtest = compareModels(rows, {
    scheme: `time: learnt to ${calibration.until}, foretold to ${whole.until}`,
    splits: [{ train: all, test: all }],
    naive: contestant("own rate", { fit: () => 0, predict: (_, test) => test.map(ownRate) }),
    contestants: [
      contestant("one rate for all", {
        fit: meanRate,
        predict: (rate, test) => test.map(() => rate * days),
      }),
      contestant("BG/NBD", { fit: () => 0, predict: (_, test) => test.map(expected) }),
    ],
    losses: {
      "squared error": (row, foretold: number) =>
        (row.purchases - foretold) * (row.purchases - foretold),
      "absolute error": (row, foretold: number) => Math.abs(row.purchases - foretold),
      "Poisson deviance": (row, foretold: number) => poissonDeviance(row.purchases, foretold),
    },
    decidedBy: "squared error",
  });
  const foretold = rows.map(expected);
  const naive = rows.map(ownRate);
  const outcomes = rows.map((row) => row.purchases);
  return {
    ...backtest,
    calibrationUntil: calibration.until,
    until: whole.until,
    customers: rows.length,
    total: { happened: sumOf(outcomes), foretold: sumOf(foretold), naive: sumOf(naive) },
    topDecileCapture: { foretold: captured(foretold, outcomes), naive: captured(naive, outcomes) },
    weeks: weeksOf(
      model,
      calibration.customers,
      heldOutWeeks(purchases, { ...options, start, end, known }),
    ),
  };
}

function weeksOf(
  model: LifetimeModel,
  customers: readonly CustomerHistory[],
  happened: readonly number[],
): HeldOutWeek[] {
  if (happened.length === 0) return [];
  const weeks = forecastPurchases(model, customers, { weeks: Math.min(1040, happened.length) });
  return weeks.map((week, i) => ({ ...week, happened: happened[i]! }));
}

function meanRate(rows: readonly HeldOutCustomer[]): number {
  let repeats = 0;
  let days = 0;
  for (const { history } of rows) {
    repeats += history.repeats;
    days += history.ageDays;
  }
  return repeats / days;
}

function poissonDeviance(count: number, mean: number): number {
  const m = Math.max(LEAST_MEAN, mean);
  return 2 * (m - count + (count > 0 ? count * log(count / m) : 0));
}

/** Purchases of the known customers from `start` to the end of each whole week after it, days merged. */
function heldOutWeeks(
  purchases: readonly Purchase[],
  {
    start,
    end,
    known,
    ...options
  }: DayOptions & { start: number; end: number; known: ReadonlySet<string> },
): number[] {
  const weeks = new Array<number>(Math.floor((end - start) / 7)).fill(0);
  const seen = new Set<string>();
  purchases.forEach((purchase, row) => {
    const day = dayOfPurchase(purchase, row, options);
    const customer = customerOf(purchase, row);
    const week = Math.floor((day - start - 1) / 7);
    const key = `${day} ${customer}`;
    if (day <= start || week >= weeks.length || (purchase.amount ?? 0) < 0) return;
    if (!known.has(customer) || seen.has(key)) return;
    seen.add(key);
    weeks[week]!++;
  });
  let total = 0;
  return weeks.map((count) => (total += count));
}

/** Share of the outcomes in the tenth of the rows with the highest forecast; ties in order of the rows. */
function captured(forecasts: readonly number[], outcomes: readonly number[]): number {
  const total = sumOf(outcomes);
  const order = [...forecasts.keys()].sort((p, q) => forecasts[q]! - forecasts[p]! || p - q);
  const top = order.slice(0, Math.max(1, Math.floor(order.length / 10)));
  return total > 0 ? sumOf(top.map((row) => outcomes[row]!)) / total : 0;
}

function sumOf(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
