import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import { bgNbdLogLikelihood, type HistoryColumns, repeatTable } from "./bg-nbd.js";
import type { CustomerHistory } from "./customer-history.js";
import type { LifetimeModel } from "./lifetime-model.js";
import { type LikelihoodFit, maximiseLikelihood } from "./maximum-likelihood.js";

const FEW = 30;
/** Mean age in the unit of the search, so that all parameters are of order 1. */
const MEAN_AGE = 10;
/** Standard error of a logarithm from which a parameter is as good as unknown. */
const UNKNOWN = 2;

/**
 * BG/NBD by maximum likelihood.
 *
 * @throws CoreError `too_few_rows` below two customers, `no_variation` without a repeat or where nobody is older than a day's purchase
 */
export function fitBuying(
  customers: readonly CustomerHistory[],
  { unitDays, onIteration }: { unitDays: number; onIteration?: (iteration: number) => void },
): { buying: LifetimeModel["buying"]; weaknesses: Reason[] } {
  if (customers.length < 2) {
    throw new CoreError("too_few_rows", `found ${customers.length} customer, expected 2 or more`);
  }
  let repeats = 0;
  let repeatCustomers = 0;
  let age = 0;
  for (const customer of customers) {
    repeats += customer.repeats;
    if (customer.repeats > 0) repeatCustomers++;
    age += customer.ageDays;
  }
  if (repeats === 0) {
    throw new CoreError(
      "no_variation",
      `found no customer among ${customers.length} who bought on a second day; a rate of repeats needs some`,
    );
  }
  const scaleDays = age / customers.length / MEAN_AGE;
  const columns = historyColumns(customers, scaleDays);
  const table = repeatTable(columns);
  const rate = repeats / (age / scaleDays);
  const logLikelihood = (parameters: Float64Array, slopes: Float64Array) =>
    bgNbdLogLikelihood(columns, table, parameters, slopes);
  const starts = [
    [0.5, 0.5 / rate, 1, 2],
    [1.5, 1.5 / rate, 0.2, 4],
  ];
  let best: LikelihoodFit | null = null;
  for (const start of starts) {
    const found = maximiseLikelihood(
      logLikelihood,
      start.map((value) => log(value)),
      onIteration === undefined ? {} : { onIteration },
    );
    if (best === null || found.logLikelihood > best.logLikelihood + 1e-6) best = found;
  }
  const found = best!;
  const perUnit = scaleDays / unitDays;
  const factors = [1, perUnit, 1, 1];
  const errors = (i: number) =>
    found.logCovariance === null ? null : Math.sqrt(found.logCovariance[i * 4 + i]!);
  const estimate = (i: number) => {
    const value = found.parameters[i]! * factors[i]!;
    const error = errors(i);
    return { value, standardError: error === null ? null : value * error };
  };
  // Times in another unit change the density of each repeat by that factor.
  const logLikelihoodInUnit = found.logLikelihood - repeats * log(perUnit);
  const weaknesses: Reason[] = [];
  if (repeatCustomers < FEW) {
    weaknesses.push({
      code: "few_repeat_customers",
      values: { found: repeatCustomers, wanted: FEW },
    });
  }
  const flat = ["r", "alpha", "a", "b"].filter(
    (_, i) => found.atEdge.includes(i) || (errors(i) ?? Infinity) > UNKNOWN,
  );
  if (flat.length > 0) {
    weaknesses.push({
      code: "flat_likelihood",
      values: { model: "BG/NBD", parameters: flat.join(", ") },
    });
  }
  if (!found.converged) {
    weaknesses.push({
      code: "not_converged",
      values: { model: "BG/NBD", iterations: found.iterations },
    });
  }
  return {
    buying: {
      r: estimate(0),
      alpha: estimate(1),
      a: estimate(2),
      b: estimate(3),
      logCovariance: found.logCovariance === null ? null : [...found.logCovariance],
      logLikelihood: logLikelihoodInUnit,
      iterations: found.iterations,
      converged: found.converged,
    },
    weaknesses,
  };
}

/** Histories as columns, equal ones together, in order of x, t_x and T. */
export function historyColumns(
  customers: readonly CustomerHistory[],
  unitDays: number,
): HistoryColumns {
  const order = [...customers].sort(
    (p, q) => p.repeats - q.repeats || p.activeDays - q.activeDays || p.ageDays - q.ageDays,
  );
  const kept: CustomerHistory[] = [];
  const count: number[] = [];
  for (const each of order) {
    const last = kept[kept.length - 1];
    if (
      last !== undefined &&
      last.repeats === each.repeats &&
      last.activeDays === each.activeDays &&
      last.ageDays === each.ageDays
    ) {
      count[count.length - 1]!++;
    } else {
      kept.push(each);
      count.push(1);
    }
  }
  return {
    repeats: Float64Array.from(kept, (each) => each.repeats),
    active: Float64Array.from(kept, (each) => each.activeDays / unitDays),
    age: Float64Array.from(kept, (each) => each.ageDays / unitDays),
    customers: Float64Array.from(count),
  };
}
