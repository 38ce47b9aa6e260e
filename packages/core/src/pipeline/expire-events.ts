import { customersOf } from "./customer.js";
import { type DeriveOptions, deriveBehaviour } from "./derive-behaviour.js";

/** Which single events go. */
export interface ExpireOptions extends DeriveOptions {
  /** Days before this one, as days since 1970-01-01. */
  readonly beforeDay: number;
}

/**
 * Removes single customer events of days that are over: what was derived of them stays, as it was when they went.
 *
 * Later ones of these days are refused as `expired`. What says who somebody is (identities, traits, consent) stays. May be
 * called again after a failure.
 *
 * @returns how many events were removed
 */
export async function expireEvents(options: ExpireOptions): Promise<number> {
  const { store, beforeDay } = options;
  const customers = customersOf(store);
  // In this order, events of these days are all derived from before they go, however many others come meanwhile.
  await customers.close(beforeDay);
  await deriveBehaviour(options);
  // What was not derived from yet may not go.
  return options.signal?.aborted === true ? 0 : customers.drop(beforeDay);
}
