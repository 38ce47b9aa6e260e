import { CustomerFold, type Identities, type ProfileNames } from "../profile/index.js";
import type { CustomerEvent } from "../schema/profile.js";
import type { CustomerStore } from "../store/customer-store.js";

/** Events that are in memory at once. */
const EVENTS_AT_ONCE = 20_000;

/** Every event of some customers, in order of instant then key, a page in memory at a time. */
export async function* eventsOf(
  store: CustomerStore,
  customers: readonly string[],
  identities: Identities,
): AsyncGenerator<{ readonly customer: string; readonly event: CustomerEvent }> {
  const wanted = new Set(customers);
  const users = customers.flatMap(identities.userIds);
  // A user's id may also stand where a device's does.
  const devices = [...new Set([...users, ...customers.flatMap(identities.devices)])];
  let after: { readonly at: number; readonly key: string } | undefined;
  do {
    const page: CustomerEvent[] = await store.events({
      users,
      devices,
      limit: EVENTS_AT_ONCE,
      after,
    });
    for (const event of page) {
      const customer = identities.ownerOf(event);
      if (wanted.has(customer)) yield { customer, event };
    }
    after = page.length < EVENTS_AT_ONCE ? undefined : page.at(-1);
  } while (after !== undefined);
}

/** What the events of each customer come to. */
export async function foldCustomers(
  store: CustomerStore,
  customers: readonly string[],
  {
    identities,
    names,
    until = Number.POSITIVE_INFINITY,
  }: {
    readonly identities: Identities;
    readonly names: ProfileNames;
    /** Events after this instant are left out. */
    readonly until?: number;
  },
): Promise<Map<string, CustomerFold>> {
  const folds = new Map<string, CustomerFold>();
  for await (const { customer, event } of eventsOf(store, customers, identities)) {
    if (event.at > until) continue;
    const fold = folds.get(customer) ?? new CustomerFold(names);
    folds.set(customer, fold);
    fold.add(event);
  }
  return folds;
}
