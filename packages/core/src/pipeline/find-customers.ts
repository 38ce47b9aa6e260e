import { type Identities, identities } from "../profile/index.js";
import type { IdPair } from "../schema/profile.js";
import type { CustomerStore } from "../store/customer-store.js";

/** Customers near some ids. */
export interface FoundCustomers {
  readonly identities: Identities;
  /** Customers that events of these ids belong to, or may have belonged to before they came or left; ordered. */
  readonly customers: readonly string[];
  /** All ids under which these customers may have been known before. */
  readonly formerly: readonly string[];
}

/**
 * The customers that events of some ids can bear on: users among them, those seen on a device among them, and whom aliases
 * join to either.
 *
 * @remarks Devices are followed one step: a device that many share does not pull in what its users do elsewhere.
 */
export async function findCustomers(
  store: CustomerStore,
  ids: readonly string[],
): Promise<FoundCustomers> {
  const start = new Set(ids);
  const known = new Set(await store.known(ids));
  const pairs: IdPair[] = [];
  const users = new Set(known);
  const asked = new Set<string>();
  let frontier: readonly string[] = ids;
  while (frontier.length > 0) {
    const found = await store.pairs(frontier);
    pairs.push(...found);
    for (const id of frontier) asked.add(id);
    for (const { userId } of found) known.add(userId);
    const others = [...new Set(found.map(({ otherId }) => otherId))].filter((id) => !known.has(id));
    for (const id of await store.known(others)) known.add(id);
    for (const { userId, otherId, alias } of found) {
      if (start.has(otherId) || (alias && users.has(otherId))) users.add(userId);
      if (alias && users.has(userId) && known.has(otherId)) users.add(otherId);
    }
    frontier = [...users].filter((id) => !asked.has(id));
  }
  const devices = new Set(ids.filter((id) => !known.has(id)));
  for (const { userId, otherId } of pairs) {
    if (users.has(userId) && !known.has(otherId)) devices.add(otherId);
  }
  const claims = await store.claims([...devices]);
  // Who else claims such a device is needed by its id only, but joined to whom it is joined.
  const resolved = identities({ known, pairs, claims });
  const anonymous = ids.filter(
    (id) => !known.has(id) && !claims.some(({ otherId }) => otherId === id),
  );
  const customers = new Set([...[...users].map(resolved.customerOf), ...anonymous]);
  return {
    identities: resolved,
    customers: [...customers].sort(),
    formerly: [...new Set([...ids, ...users])].sort(),
  };
}
