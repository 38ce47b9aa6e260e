import { CoreError } from "../error.js";
import { type CustomerFold, customerProfile, type Identities } from "../profile/index.js";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import type { Catalogue } from "../schema/catalogue.js";
import { createNames } from "../schema/names.js";
import type { CustomerProfile } from "../schema/profile.js";
import { isoDate } from "../schema/time-text.js";
import type { CustomerStore } from "../store/customer-store.js";
import type { RecordStore } from "../store/record-store.js";
import { zoneClock } from "../transform/index.js";
import { findCustomers } from "./find-customers.js";
import { foldCustomers } from "./fold-customers.js";

/** Who is asked for, and as of when. */
export interface CustomerQuery {
  readonly store: RecordStore;
  /** Any id of the customer: a userId, or an anonymousId. */
  readonly id: string;
  /** Events after this instant are left out; recency and tenure are counted to it. */
  readonly asOf: number;
  readonly catalogue?: Catalogue | undefined;
  readonly zone?: string | null | undefined;
}

/** A customer: without a profile where consent was refused. */
export interface CustomerAnswer {
  readonly id: string;
  readonly consented: boolean | null;
  readonly profile: CustomerProfile | null;
}

/**
 * The profile of one customer.
 *
 * @throws CoreError `not_found` when no event up to `asOf` is of this id; `no_data` for a store that keeps no customers
 */
export async function readCustomer(query: CustomerQuery): Promise<CustomerAnswer> {
  const { id, asOf, catalogue = builtInCatalogue } = query;
  const store = customersOf(query.store);
  const { customer, identities } = await locate(store, id);
  const names = createNames(catalogue);
  const folds = await foldCustomers(store, [customer], { identities, names, until: asOf });
  const fold: CustomerFold | undefined = folds.get(customer);
  if (fold === undefined) throw unknownCustomer();
  const zone = query.zone === undefined ? catalogue.zone : query.zone;
  const offset = zone === null ? 0 : zoneClock(zone).offsetAt(asOf);
  const asOfDate = isoDate(asOf + offset * 60_000);
  const profile = customerProfile(fold, { customer, identities, asOf, asOfDate });
  return { id: customer, consented: profile === null ? false : profile.consent.given, profile };
}

/** Which customer an id is of: of a device, the last who claims it. @throws CoreError `not_found` */
export async function locate(
  store: CustomerStore,
  id: string,
): Promise<{ customer: string; identities: Identities }> {
  const { identities } = await findCustomers(store, [id]);
  const customer = identities.ownerOf({
    userId: null,
    anonymousId: id,
    at: Number.POSITIVE_INFINITY,
  });
  const seen =
    identities.userIds(customer).length > 0 ||
    (await store.events({ users: [], devices: [id], limit: 1 })).length > 0;
  if (!seen) throw unknownCustomer();
  return { customer, identities };
}

/** What a store keeps of customers. @throws CoreError `no_data` */
export function customersOf({ customers }: RecordStore): CustomerStore {
  if (customers !== undefined) return customers;
  throw new CoreError("no_data", "this store does not keep customers by their ids");
}

/** The id is not in the message: it may be a name or an address. */
function unknownCustomer(): CoreError {
  return new CoreError("not_found", "no event of a customer of this id is stored");
}
