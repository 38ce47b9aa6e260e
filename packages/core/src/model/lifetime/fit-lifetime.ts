import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { type CustomerSummary, summariseCustomers, type UntilOptions } from "./customer-history.js";
import { fitBuying } from "./fit-buying.js";
import { fitSpending } from "./fit-spending.js";
import type { LifetimeModel } from "./lifetime-model.js";
import type { Purchase } from "./purchase.js";

/** What a fit of customer value can be told. */
export interface LifetimeOptions extends FitOptions, UntilOptions {
  /** Unit of time of alpha; weeks unless told. Nothing else depends on it. */
  readonly unit?: "days" | "weeks";
  /** Of all amounts, such as "USD". */
  readonly currency?: string;
}

/**
 * Fits how customers come back and leave (BG/NBD) and what they spend (gamma-gamma).
 *
 * @remarks For customers who leave without saying so (shops, not contracts). The amount of the first purchase is not
 * used: it is often another one.
 * @param purchases - one row per purchase, in any order; several on one day are one
 * @param options.until - last day that counts; later rows are left out
 * @throws CoreError `too_few_rows`, `no_variation` without repeats or time, `invalid_input`, `no_zone`, `not_finite`
 * @see Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24 (2005)
 * @see Fader, Hardie and Lee, RFM and CLV: using iso-value curves, Journal of Marketing Research 42 (2005)
 */
export function fitLifetime(
  purchases: readonly Purchase[],
  options: LifetimeOptions = {},
): LifetimeModel {
  const { onProgress, unit = "weeks", currency = null } = options;
  onProgress?.({ stage: "customers", done: 0 });
  const model = fitSummary(summariseCustomers(purchases, options), {
    unitDays: unit === "days" ? 1 : 7,
    currency,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  onProgress?.({ stage: "done", done: 1 });
  return model;
}

/** The same from histories that are summarised already. */
export function fitSummary(
  summary: CustomerSummary,
  {
    unitDays,
    currency,
    onProgress,
  }: {
    unitDays: number;
    currency: string | null;
    onProgress?: (progress: { stage: string; done: number }) => void;
  },
): LifetimeModel {
  const { customers, from, until, later, refunds, withoutAmount, merged } = summary;
  if (customers.every(({ ageDays }) => ageDays === 0)) {
    throw new CoreError(
      "no_variation",
      `all ${customers.length} customers bought first on ${until}, the last day; rates need time after it`,
    );
  }
  const tell = (stage: string, start: number) => (iteration: number) =>
    onProgress?.({ stage, done: start + (0.3 * iteration) / (iteration + 20) });
  const buying = fitBuying(customers, { unitDays, onIteration: tell("buying", 0.2) });
  const spending = fitSpending(customers, { currency, onIteration: tell("spending", 0.6) });
  let repeats = 0;
  let repeatCustomers = 0;
  for (const each of customers) {
    repeats += each.repeats;
    if (each.repeats > 0) repeatCustomers++;
  }
  const weaknesses: Reason[] = [...buying.weaknesses, ...spending.weaknesses];
  if (withoutAmount > 0) {
    weaknesses.push({ code: "amounts_missing", values: { purchases: withoutAmount } });
  }
  if (refunds > 0) weaknesses.push({ code: "refunds_left_out", values: { rows: refunds } });
  return {
    kind: "lifetime",
    version: 1,
    method:
      "BG/NBD and gamma-gamma by maximum likelihood; standard errors from the Hessian in logarithms",
    from,
    until,
    unitDays,
    customers: customers.length,
    repeatCustomers,
    repeats,
    buying: buying.buying,
    spending: spending.spending,
    leftOut: { later, refunds, withoutAmount, merged },
    weaknesses,
  };
}
